"""Writing minutes: entries are added, changed and removed until both parties have approved what stands."""

from dataclasses import astuple, replace
from typing import Any

import msgspec
import sqlalchemy as sa

from forum.foundation.database import Work
from forum.foundation.errors import Refused
from forum.foundation.ids import client_id as known_client_id
from forum.foundation.ids import digest, short_id
from forum.records.queries import minutes as queries
from forum.records.queries.minutes import EntryView, entries
from forum.records.queries.owners import possible_owners
from forum.records.queries.towns import towns_at
from forum.records.rules.entries import MAX_ENTRIES, Draft, check_time, checked, read_day
from forum.visits.actions.locking import own_visit
from forum.visits.queries import VisitView
from forum.web.viewer import Viewer

minutes, editions = queries.minutes, queries.editions


async def add_entry(
    work: Work, visit_id: str, viewer: Viewer, draft: Draft, *, client_id: str
) -> tuple[EntryView, bool]:
    """Write a decision, an action or a note down; and whether this request did, rather than an earlier one with its id.

    Raises:
        Refused: `not_found`, `not_allowed`, `not_published`, `visit_cancelled`, `bad_client_id`,
            `idempotency_mismatch`, `minutes_frozen`, `too_many_entries`, `owner_unknown`, or what is wrong with it.
    """
    client_id = known_client_id(client_id)
    visit = await own_visit(work, visit_id, viewer)
    fingerprint = digest([dict(part) if isinstance(part, dict) else part for part in astuple(draft)])
    own = entries.c.visit_id == visit.row, entries.c.by_id == viewer.row, entries.c.client_id == client_id
    query = sa.select(entries.c.client_digest, entries.c.public_id).where(*own)
    earlier = (await work.db.execute(query)).first()
    if earlier is not None:
        if earlier.client_digest != fingerprint:
            raise Refused("idempotency_mismatch")
        return await queries.entry_of(work.db, visit.row, earlier.public_id), False
    await _open(work, visit)
    draft = checked(draft)
    standing = sa.select(sa.func.count()).where(entries.c.visit_id == visit.row, entries.c.removed_at.is_(None))
    if (await work.db.scalar(standing) or 0) >= MAX_ENTRIES:
        raise Refused("too_many_entries", limit=MAX_ENTRIES)
    public_id = short_id()
    await work.db.execute(
        sa.insert(entries).values(
            public_id=public_id, visit_id=visit.row, **await _columns(work, visit, draft), version=1,
            by_id=viewer.row, at=work.now, client_id=client_id, client_digest=fingerprint,
        )
    )  # fmt: skip
    await _keep_edition(work, visit, viewer)
    return await queries.entry_of(work.db, visit.row, public_id), True


async def change_entry(
    work: Work, visit_id: str, entry_id: str, viewer: Viewer, *, version: int, changes: dict[str, Any]
) -> EntryView:
    """Write an entry anew.

    Args:
        version: the one that was seen when the change was thought of.
        changes: fields of `Draft` with their new values.

    Raises:
        Refused: `not_found`, `not_allowed`, `minutes_frozen`, `edit_conflict`, `owner_unknown`, or what is wrong.
    """
    visit = await own_visit(work, visit_id, viewer)
    entry = await queries.entry_of(work.db, visit.row, entry_id)
    await _open(work, visit)
    if version != entry.version:
        raise Refused("edit_conflict", version=entry.version)
    draft = checked(replace(entry.draft, **changes))
    values = {**await _columns(work, visit, draft, kept=entry), "version": entry.version + 1}
    await work.db.execute(sa.update(entries).where(entries.c.id == entry.row).values(**values))
    await _keep_edition(work, visit, viewer)
    return await queries.entry_of(work.db, visit.row, entry_id)


async def remove_entry(work: Work, visit_id: str, entry_id: str, viewer: Viewer, *, version: int) -> None:
    """Take an entry out.

    Raises:
        Refused: `not_found`, `not_allowed`, `minutes_frozen`, `edit_conflict`.
    """
    visit = await own_visit(work, visit_id, viewer)
    entry = await queries.entry_of(work.db, visit.row, entry_id)
    await _open(work, visit)
    if version != entry.version:
        raise Refused("edit_conflict", version=entry.version)
    await work.db.execute(sa.update(entries).where(entries.c.id == entry.row).values(removed_at=work.now))
    await _keep_edition(work, visit, viewer)


async def _open(work: Work, visit: VisitView) -> None:
    """Raises:
    Refused: `not_published`, `visit_cancelled`, `minutes_frozen`.
    """
    check_time(visit.status)
    frozen = sa.select(minutes.c.frozen_at).where(minutes.c.visit_id == visit.row)
    if await work.db.scalar(frozen) is not None:
        raise Refused("minutes_frozen")


async def _keep_edition(work: Work, visit: VisitView, viewer: Viewer) -> None:
    """A new edition of what stands now; the caller holds the visit's lock."""
    raised = await work.db.execute(
        sa.update(minutes)
        .where(minutes.c.visit_id == visit.row)
        .values(edition=minutes.c.edition + 1)
        .returning(minutes.c.edition)
    )
    number = raised.scalar() or 1
    if number == 1:
        await work.db.execute(sa.insert(minutes).values(visit_id=visit.row, edition=1))
    kept = await queries.entries_where(work.db, entries.c.visit_id == visit.row)
    await work.db.execute(
        sa.insert(editions).values(
            visit_id=visit.row, edition=number, entries=[msgspec.to_builtins(entry.entry) for entry in kept],
            by_id=viewer.row, at=work.now,
        )
    )  # fmt: skip


async def _columns(work: Work, visit: VisitView, draft: Draft, *, kept: EntryView | None = None) -> dict[str, Any]:
    person, town = await _owner(work, visit, draft, kept)
    return {
        "kind": draft.kind, "texts": dict(draft.texts), "original": draft.original, "owner_id": person,
        "owner_municipality_id": town, "due": read_day(draft.due),
    }  # fmt: skip


async def _owner(work: Work, visit: VisitView, draft: Draft, kept: EntryView | None) -> tuple[int | None, int | None]:
    """The rows of the person and of the municipality that see to it. Who does already may have left since."""
    people = {kept.person_id: kept.person_row} if kept else {}
    towns = {kept.town_slug: kept.town_row} if kept else {}
    if draft.person and draft.person not in people:
        people = {owner.id: owner.row for owner in await possible_owners(work.db, visit)}
    if draft.town and draft.town not in towns:
        towns = {town.slug: town.row for town in (await towns_at(work.db, visit)).all}
    if (draft.person and draft.person not in people) or (draft.town and draft.town not in towns):
        raise Refused("owner_unknown", field="owner")
    return people.get(draft.person) if draft.person else None, towns.get(draft.town) if draft.town else None
