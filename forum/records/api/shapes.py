"""What the API of minutes takes and gives; fields may be added, never renamed."""

from collections.abc import Sequence
from typing import Any

import msgspec

from forum.foundation.walltime import iso
from forum.records.queries.carried import Carried
from forum.records.queries.minutes import Desk, EntryView
from forum.records.rules.approval import Party
from forum.records.rules.entries import Draft
from forum.web.request import MostyRequest


class NewEntry(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, frozen=True):
    """`kind` is decision, action or note. An action has an owner, a `person` (an id) or a `municipality` (a slug), and
    may have a day by which it is due."""

    id: str
    kind: str
    texts: dict[str, str]
    original: str = ""
    person: str | None = None
    municipality: str | None = None
    due: str | None = None

    def draft(self) -> Draft:
        return Draft(
            kind=self.kind, texts=self.texts, original=self.original, person=self.person or "",
            town=self.municipality or "", due=self.due or "",
        )  # fmt: skip


class EntryChange(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, frozen=True):
    """A field that is left out stays as it is."""

    version: int
    kind: str | msgspec.UnsetType = msgspec.UNSET
    texts: dict[str, str] | msgspec.UnsetType = msgspec.UNSET
    original: str | msgspec.UnsetType = msgspec.UNSET
    person: str | msgspec.UnsetType | None = msgspec.UNSET
    municipality: str | msgspec.UnsetType | None = msgspec.UNSET
    due: str | msgspec.UnsetType | None = msgspec.UNSET

    def changes(self) -> dict[str, Any]:
        """The fields of the draft that were given."""
        names = {"municipality": "town"}
        given = {name: getattr(self, name) for name in self.__struct_fields__ if name != "version"}
        return {
            names.get(name, name): "" if value is None else value
            for name, value in given.items()
            if value is not msgspec.UNSET
        }


class ApprovedEdition(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, frozen=True):
    """The edition that was read."""

    edition: int


class OwnerAnswer(msgspec.Struct, kw_only=True):
    """A person or a municipality; the other is null."""

    person: str | None
    municipality: str | None
    names: dict[str, str]


class EntryAnswer(msgspec.Struct, kw_only=True):
    """`done_at` and `overdue` are of actions; `owner` is null for other entries."""

    id: str
    kind: str
    texts: dict[str, str]
    original: str
    owner: OwnerAnswer | None
    due: str | None
    version: int
    done_at: str | None
    overdue: bool


class ApprovalAnswer(msgspec.Struct, kw_only=True):
    party: str
    edition: int
    name: str
    municipality: dict[str, str]
    at: str


class MinutesAnswer(msgspec.Struct, kw_only=True):
    """`my_party` is for which you approve, else null; `approvals` that are not of the present `edition` do not count.
    `frozen_at` and `stamp`, the SHA-256 of `minutes.txt`, are null until both parties have approved."""

    visit: str
    edition: int
    entries: list[EntryAnswer]
    approvals: list[ApprovalAnswer]
    my_party: str | None
    frozen_at: str | None
    stamp: str | None


class CarriedAnswer(msgspec.Struct, kw_only=True):
    """An open action of an earlier visit."""

    visit: str
    visit_title: dict[str, str]
    action: EntryAnswer


class CarriedList(msgspec.Struct, kw_only=True):
    items: list[CarriedAnswer]


def entry_answer(request: MostyRequest, entry: EntryView) -> EntryAnswer:
    owner = None
    if entry.person:
        owner = OwnerAnswer(person=entry.person_id, municipality=None, names={entry.original: entry.person})
    elif entry.town_slug:
        owner = OwnerAnswer(person=None, municipality=entry.town_slug, names=dict(entry.town))
    return EntryAnswer(
        id=entry.id, kind=entry.kind, texts=dict(entry.texts), original=entry.original, owner=owner,
        due=entry.due.isoformat() if entry.due else None, version=entry.version,
        done_at=iso(entry.done_at) if entry.done_at else None,
        overdue=entry.is_overdue(request.services.clock.now()),
    )  # fmt: skip


def minutes_answer(request: MostyRequest, desk: Desk) -> MinutesAnswer:
    found = desk.minutes
    signed = [found.approvals[party] for party in Party if party in found.approvals]
    return MinutesAnswer(
        visit=desk.visit.id, edition=found.edition,
        entries=[entry_answer(request, entry) for entry in found.entries],
        approvals=[
            ApprovalAnswer(party=sign.party.value, edition=sign.edition, name=sign.name, municipality=dict(sign.town),
                           at=iso(sign.at))
            for sign in signed
        ],
        my_party=desk.party.value if desk.party else None,
        frozen_at=iso(found.frozen_at) if found.frozen_at else None, stamp=found.stamp,
    )  # fmt: skip


def carried_list(request: MostyRequest, carried: Sequence[Carried]) -> CarriedList:
    return CarriedList(
        items=[
            CarriedAnswer(
                visit=one.visit_id, visit_title=dict(one.visit_title), action=entry_answer(request, one.entry)
            )
            for one in carried
        ]
    )
