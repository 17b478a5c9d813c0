"""Reading the minutes of a visit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import msgspec
import sqlalchemy as sa

from forum.foundation.database import Db, table
from forum.foundation.errors import Refused
from forum.foundation.i18n import in_language
from forum.records.models import Approval, Completion, Edition, Minutes, MinutesEntry, MinutesHiding
from forum.records.queries.towns import Towns, towns_at
from forum.records.rules.approval import Party, party_of
from forum.records.rules.canonical import stamp
from forum.records.rules.entries import Draft, Entry, Kind
from forum.visits.queries import VisitView, municipalities, my_seat, users
from forum.web.viewer import Viewer

minutes, entries, editions = table(Minutes), table(MinutesEntry), table(Edition)
approvals, completions, hidings = table(Approval), table(Completion), table(MinutesHiding)


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryView:
    """An entry of minutes.

    Attributes:
        person, person_id, person_row: who sees to it; "" and None when a municipality does, or nobody.
        town, town_slug, town_row: names by language; empty when a person does, or nobody.
        done_at: when the action was said to be done; None while it is open.
    """

    row: int
    id: str
    kind: str
    texts: Mapping[str, str]
    original: str
    person: str
    person_id: str
    person_row: int | None
    town: Mapping[str, str]
    town_slug: str
    town_row: int | None
    due: date | None
    version: int
    done_at: datetime | None

    @property
    def is_open(self) -> bool:
        return self.kind == Kind.ACTION and self.done_at is None

    def is_overdue(self, now: datetime) -> bool:
        """Whether it should have been done before today."""
        return self.is_open and self.due is not None and self.due < now.date()

    @property
    def entry(self) -> Entry:
        """As editions keep it."""
        owner = self.person or in_language(dict(self.town), self.original)[0]
        return Entry(
            id=self.id, kind=self.kind, texts=self.texts, original=self.original, owner=owner,
            due=self.due.isoformat() if self.due else "",
        )  # fmt: skip

    @property
    def draft(self) -> Draft:
        """As it was typed."""
        return Draft(
            kind=self.kind, texts=self.texts, original=self.original, person=self.person_id, town=self.town_slug,
            due=self.due.isoformat() if self.due else "",
        )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalView:
    """An approval of an edition; `town` are names by language, empty for a person without one."""

    party: Party
    edition: int
    name: str
    town: Mapping[str, str]
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class MinutesView:
    """The minutes of a visit; without any entry, edition 0.

    Attributes:
        hidden: whether a moderator has taken them away from everybody else.
        approvals: the latest one of each party, of whichever edition.
        frozen_at, text, stamp: None until both parties approved the present edition.
    """

    edition: int = 0
    hidden: bool = False
    frozen_at: datetime | None = None
    text: str | None = None
    stamp: str | None = None
    entries: Sequence[EntryView] = ()
    approvals: Mapping[Party, ApprovalView] = field(default_factory=dict)

    @property
    def is_frozen(self) -> bool:
        return self.frozen_at is not None

    @property
    def is_published(self) -> bool:
        """Whether everybody reads them: approved by both, and hidden by nobody."""
        return self.is_frozen and not self.hidden

    @property
    def is_genuine(self) -> bool:
        """Whether the stored text still has the stamp that it was given."""
        return self.text is not None and stamp(self.text) == self.stamp

    def of_kind(self, kind: str) -> Sequence[EntryView]:
        return [entry for entry in self.entries if entry.kind == kind]

    def approved_by(self, party: Party) -> bool:
        """Whether a party approved what stands now."""
        found = self.approvals.get(party)
        return found is not None and found.edition == self.edition

    @property
    def compared_with(self) -> int:
        """The edition that changes are shown since: the last one that anybody approved, else the one before; 0 when
        nothing stands before."""
        approved = [a.edition for a in self.approvals.values() if a.edition < self.edition]
        return max(approved, default=max(self.edition - 1, 0))


@dataclass(frozen=True, slots=True)
class Desk:
    """The minutes of a visit, and what somebody is to them.

    Attributes:
        party: for which they approve; None for nobody.
        concerned: whoever was there, writes or approves: they read drafts, and what changed from one to the next. Of
            hidden minutes, moderators alone.
    """

    visit: VisitView
    minutes: MinutesView
    towns: Towns
    party: Party | None
    concerned: bool
    may_write: bool

    @property
    def may_read(self) -> bool:
        """Whether they read what stands now: everybody does once it is published."""
        return self.concerned or self.minutes.is_published

    def may_complete(self, entry: EntryView, viewer: Viewer) -> bool:
        """Whether somebody may say that an action is done: its owner, an official of the municipality, the host."""
        mine = viewer.id is not None and entry.person_row == viewer.id
        ours = viewer.is_official and entry.town_row is not None and entry.town_row == viewer.municipality_id
        return entry.kind == Kind.ACTION and (mine or ours or self.visit.may_edit(viewer))


async def desk(db: Db, visit: VisitView, viewer: Viewer) -> Desk:
    """The minutes of a visit that somebody may see, whether or not they may see the minutes."""
    found, towns = await minutes_of(db, visit.row), await towns_at(db, visit)
    party = party_of(
        towns.parties, is_official=viewer.is_official, municipality=viewer.municipality_id,
        is_host=viewer.id is not None and viewer.id == visit.host_row,
    )  # fmt: skip
    if found.hidden:
        return Desk(visit, found, towns, party, viewer.is_moderator, viewer.is_moderator)
    may_write = visit.may_edit(viewer)
    seat = None if may_write or party else await my_seat(db, viewer, visit.row)
    there = seat is not None and seat.is_taken
    return Desk(visit, found, towns, party, may_write or party is not None or there, may_write)


async def readable(db: Db, visit: VisitView, viewer: Viewer, *, drafts: bool = False) -> Desk:
    """The same, for those who may see the minutes.

    Args:
        drafts: True where what was written before both parties approved is shown too.

    Raises:
        Refused: `not_found`.
    """
    found = await desk(db, visit, viewer)
    if not (found.concerned if drafts else found.may_read):
        raise Refused("not_found")
    return found


async def minutes_of(db: Db, visit_id: int) -> MinutesView:
    """The minutes of a visit by its row."""
    query = sa.select(minutes, hidings.c.at.label("hidden_at")).where(minutes.c.visit_id == visit_id)
    row = (await db.execute(query.outerjoin(hidings, hidings.c.visit_id == minutes.c.visit_id))).first()
    if row is None:
        return MinutesView()
    return MinutesView(
        edition=row.edition, hidden=row.hidden_at is not None, frozen_at=row.frozen_at, text=row.text, stamp=row.stamp,
        entries=await entries_where(db, entries.c.visit_id == visit_id), approvals=await _approvals(db, visit_id),
    )  # fmt: skip


async def entry_of(db: Db, visit_id: int, public_id: str) -> EntryView:
    """Raises:
    Refused: `not_found`.
    """
    found = await entries_where(db, entries.c.visit_id == visit_id, entries.c.public_id == public_id)
    if not found:
        raise Refused("not_found")
    return found[0]


async def entries_where(db: Db, *where: sa.ColumnElement[bool]) -> Sequence[EntryView]:
    """Entries that stand, decisions first, then actions and notes, each in the order in which they were written."""
    order = sa.case({kind.value: place for place, kind in enumerate(Kind)}, value=entries.c.kind)
    rows = await db.execute(ENTRIES.where(entries.c.removed_at.is_(None), *where).order_by(order, entries.c.id))
    return [entry_view(row) for row in rows]


ENTRIES = (
    sa.select(
        entries.c.id, entries.c.public_id, entries.c.kind, entries.c.texts, entries.c.original, entries.c.owner_id,
        entries.c.owner_municipality_id, entries.c.due, entries.c.version, users.c.name.label("person"),
        users.c.public_id.label("person_id"), municipalities.c.names.label("town"),
        municipalities.c.slug.label("town_slug"), completions.c.at.label("done_at"),
    )
    .outerjoin(users, users.c.id == entries.c.owner_id)
    .outerjoin(municipalities, municipalities.c.id == entries.c.owner_municipality_id)
    .outerjoin(completions, completions.c.entry_id == entries.c.id)
)  # fmt: skip


def entry_view(row: Any) -> EntryView:
    return EntryView(
        row=row.id, id=row.public_id, kind=row.kind, texts=row.texts, original=row.original, person=row.person or "",
        person_id=row.person_id or "", person_row=row.owner_id, town=row.town or {}, town_slug=row.town_slug or "",
        town_row=row.owner_municipality_id, due=row.due, version=row.version, done_at=row.done_at,
    )  # fmt: skip


async def edition(db: Db, visit_id: int, number: int) -> Sequence[Entry]:
    """The entries of an edition; none for edition 0.

    Raises:
        Refused: `not_found` for one that never was.
    """
    if number == 0:
        return []
    there = editions.c.visit_id == visit_id, editions.c.edition == number
    kept: Any = (await db.execute(sa.select(editions.c.entries).where(*there))).first()
    if kept is None:
        raise Refused("not_found")
    return msgspec.convert(kept.entries, list[Entry])


async def _approvals(db: Db, visit_id: int) -> Mapping[Party, ApprovalView]:
    rows = await db.execute(
        sa.select(approvals.c.party, approvals.c.edition, approvals.c.at, users.c.name, municipalities.c.names)
        .join(users, users.c.id == approvals.c.by_id)
        .outerjoin(municipalities, municipalities.c.id == users.c.municipality_id)
        .where(approvals.c.visit_id == visit_id)
        .order_by(approvals.c.edition)
    )
    return {
        Party(row.party): ApprovalView(
            party=Party(row.party), edition=row.edition, name=row.name, town=row.names or {}, at=row.at
        )
        for row in rows
    }
