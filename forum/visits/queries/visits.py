"""Reading visits, their programmes and who can host."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from forum.accounts.models import User
from forum.foundation.database import Db, table
from forum.foundation.errors import Refused
from forum.foundation.text import slug
from forum.municipalities.models import Municipality
from forum.rooms.models import Room
from forum.visits.models import AgendaItem, Cancellation, Invitation, Publication, Reminder, Seat, Visit
from forum.visits.queries.views import AgendaView, VisitView
from forum.visits.rules import agenda, materials
from forum.visits.rules.invitations import Answer, Told
from forum.visits.rules.seats import HELD, SeatState, Terms
from forum.visits.rules.status import status
from forum.web.viewer import Viewer

visits, publications, cancellations = table(Visit), table(Publication), table(Cancellation)
agenda_items, seats, invitations, reminders = table(AgendaItem), table(Seat), table(Invitation), table(Reminder)
users, municipalities, rooms = table(User), table(Municipality), table(Room)
MOST_ON_A_PAGE = 100
# A cursor that somebody made up must not lie beyond the calendar.
LAST_SECOND = int(datetime(9000, 1, 1, tzinfo=UTC).timestamp())


def _count(*states: SeatState) -> sa.ScalarSelect[int]:
    return (
        sa.select(sa.func.count())
        .select_from(seats)
        .where(
            seats.c.visit_id == visits.c.id,
            seats.c.state.in_([state.value for state in states]),
            seats.c.given_up_at.is_(None),
        )
        .scalar_subquery()
    )


SELECTED = (
    sa.select(
        visits, users.c.public_id.label("host_public_id"), users.c.name.label("host_name"),
        municipalities.c.names.label("municipality"),
        municipalities.c.slug.label("municipality_slug"), rooms.c.public_id.label("room"),
        publications.c.visit_id.label("published"), cancellations.c.visit_id.label("cancelled"),
        cancellations.c.reason, _count(*HELD).label("taken"), _count(SeatState.WAITING).label("waiting"),
        _count(SeatState.ASKED).label("asking"),
    )
    .join(users, users.c.id == visits.c.host_id)
    .join(rooms, rooms.c.id == visits.c.room_id)
    .outerjoin(municipalities, municipalities.c.id == visits.c.municipality_id)
    .outerjoin(publications, publications.c.visit_id == visits.c.id)
    .outerjoin(cancellations, cancellations.c.visit_id == visits.c.id)
)  # fmt: skip
_PUBLISHED = publications.c.visit_id.is_not(None)


async def visit_for(db: Db, public_id: str, viewer: Viewer, now: datetime) -> VisitView:
    """A visit that somebody may see.

    Raises:
        Refused: `not_found`, for a draft of others exactly as for an absent one.
    """
    row = (await db.execute(SELECTED.where(visits.c.public_id == public_id, _may_see(viewer)))).first()
    if row is None:
        raise Refused("not_found")
    return as_view(row, now)


async def own_visit_of(db: Db, public_id: str, viewer: Viewer) -> VisitView:
    """A visit that somebody may change, as it stood when its row was written.

    Raises:
        Refused: `not_found`, `not_allowed`.
    """
    row = (await db.execute(SELECTED.where(visits.c.public_id == public_id, _may_see(viewer)))).first()
    if row is None:
        raise Refused("not_found")
    visit = as_view(row, row.changed_at)
    if not visit.may_edit(viewer):
        raise Refused("not_allowed")
    return visit


async def last_hosted(db: Db, viewer: Viewer) -> VisitView | None:
    """The visit that somebody planned last."""
    row = (
        await db.execute(SELECTED.where(visits.c.host_id == viewer.id).order_by(visits.c.id.desc()).limit(1))
    ).first()
    return None if row is None else as_view(row, row.changed_at)


async def visit_at(db: Db, visit_id: int, now: datetime) -> VisitView:
    """A visit by its row, for those who act on it."""
    return as_view((await db.execute(SELECTED.where(visits.c.id == visit_id))).one(), now)


async def upcoming(db: Db, limit: int, now: datetime) -> Sequence[VisitView]:
    """Published visits that are live or to come, the next one first; cancelled ones are left out."""
    found = SELECTED.where(_PUBLISHED, cancellations.c.visit_id.is_(None), visits.c.ends_at > now)
    rows = await db.execute(found.order_by(visits.c.starts_at, visits.c.id).limit(limit))
    return [as_view(row, now) for row in rows]


async def timetable(db: Db, now: datetime, *, after: tuple[int, int] | None, limit: int) -> Sequence[VisitView]:
    """Published visits that have not ended, the next one first; `after` is the key of the last one seen."""
    found = SELECTED.where(_PUBLISHED, visits.c.ends_at > now)
    if after is not None:
        found = found.where(sa.tuple_(visits.c.starts_at, visits.c.id) > _key(after))
    rows = await db.execute(found.order_by(visits.c.starts_at, visits.c.id).limit(limit))
    return [as_view(row, now) for row in rows]


async def past(db: Db, now: datetime, *, after: tuple[int, int] | None, limit: int) -> Sequence[VisitView]:
    """Published visits that have ended, the latest one first."""
    found = SELECTED.where(_PUBLISHED, visits.c.ends_at <= now)
    if after is not None:
        found = found.where(sa.tuple_(visits.c.starts_at, visits.c.id) < _key(after))
    rows = await db.execute(found.order_by(visits.c.starts_at.desc(), visits.c.id.desc()).limit(limit))
    return [as_view(row, now) for row in rows]


async def matching(
    db: Db, of_them: sa.ColumnElement[bool], now: datetime, *, since: datetime, limit: int
) -> Sequence[VisitView]:
    """Published visits that a condition chooses and that end after `since`, cancelled ones too, the last ones first."""
    found = SELECTED.where(_PUBLISHED, of_them, visits.c.ends_at > since)
    rows = await db.execute(found.order_by(visits.c.starts_at.desc(), visits.c.id.desc()).limit(limit))
    return [as_view(row, now) for row in rows]


async def between(
    db: Db, viewer: Viewer, now: datetime, *, start: datetime, end: datetime | None,
    after: tuple[int, int] | None, limit: int,
) -> Sequence[VisitView]:  # fmt: skip
    """What somebody may see of the visits that end after `start` and begin before `end`, in order of their start."""
    found = SELECTED.where(_may_see(viewer), visits.c.ends_at > start)
    if end is not None:
        found = found.where(visits.c.starts_at < end)
    if after is not None:
        found = found.where(sa.tuple_(visits.c.starts_at, visits.c.id) > _key(after))
    rows = await db.execute(found.order_by(visits.c.starts_at, visits.c.id).limit(limit))
    return [as_view(row, now) for row in rows]


async def drafts_of(db: Db, viewer: Viewer, now: datetime) -> Sequence[VisitView]:
    """The drafts that somebody hosts, the last made first."""
    found = SELECTED.where(visits.c.host_id == viewer.id, publications.c.visit_id.is_(None))
    rows = await db.execute(found.order_by(visits.c.id.desc()).limit(MOST_ON_A_PAGE))
    return [as_view(row, now) for row in rows]


async def my_invitation(db: Db, viewer: Viewer, visit_id: int) -> Told | None:
    """What somebody's calendar was told of a visit by mail; None for nothing."""
    if viewer.id is None:
        return None
    mine = sa.and_(invitations.c.visit_id == visit_id, invitations.c.user_id == viewer.id)
    row = (await db.execute(sa.select(invitations).where(mine))).first()
    return None if row is None else told_in(row)


def told_in(row: Any) -> Told | None:
    """What a row says of an invitation, when there is one."""
    if row.organizer is None:
        return None
    return Told(row.organizer, row.sequence, row.stamp, Answer(row.answer), row.answered_at)


async def programme(db: Db, visit: VisitView) -> Sequence[AgendaView]:
    """The points of a visit's programme in their order, with their hours."""
    rows = (
        await db.execute(
            sa.select(agenda_items).where(agenda_items.c.visit_id == visit.row).order_by(agenda_items.c.position)
        )
    ).all()
    spans = agenda.times(visit.starts_at, [row.minutes for row in rows])
    return [
        AgendaView(
            minutes=row.minutes,
            title=row.title,
            speaker=row.speaker,
            lang=row.lang,
            materials=materials.loaded(row.materials),
            starts_at=begins,
            ends_at=ends,
        )
        for row, (begins, ends) in zip(rows, spans, strict=True)
    ]


async def municipality_choices(db: Db) -> Sequence[tuple[str, Mapping[str, str]]]:
    """Slugs and names of the municipalities that can host."""
    rows = await db.execute(sa.select(municipalities.c.slug, municipalities.c.names).order_by(municipalities.c.slug))
    return [(row.slug, row.names) for row in rows]


async def municipality_slug(db: Db, municipality_id: int | None) -> str:
    """A municipality's slug; "" for None."""
    found = await db.scalar(sa.select(municipalities.c.slug).where(municipalities.c.id == municipality_id))
    return found or ""


async def sitemap_entries(db: Db, limit: int) -> Sequence[tuple[str, datetime]]:
    """Path below the locale and last change of published visits, the latest first."""
    rows = await db.execute(
        sa.select(visits.c.public_id, visits.c.title, visits.c.original, visits.c.changed_at)
        .join(publications, publications.c.visit_id == visits.c.id)
        .order_by(visits.c.starts_at.desc(), visits.c.id.desc())
        .limit(limit)
    )
    return [(f"/visits/{row.public_id}-{slug(row.title[row.original])}", row.changed_at) for row in rows]


def _may_see(viewer: Viewer) -> sa.ColumnElement[bool]:
    if viewer.is_moderator:
        return sa.true()
    return _PUBLISHED if viewer.id is None else sa.or_(_PUBLISHED, visits.c.host_id == viewer.id)


def _key(after: tuple[int, int]) -> sa.ColumnElement[Any]:
    start = datetime.fromtimestamp(min(max(after[0], 0), LAST_SECOND), UTC)
    return sa.tuple_(sa.literal(start, visits.c.starts_at.type), sa.literal(after[1], visits.c.id.type))


def as_view(row: Any, now: datetime) -> VisitView:
    return VisitView(
        row=row.id, id=row.public_id, room_row=row.room_id, room=row.room, host_row=row.host_id,
        host_id=row.host_public_id, host_name=row.host_name, municipality_row=row.municipality_id,
        municipality=row.municipality or {}, municipality_slug=row.municipality_slug or "",
        kind=row.kind, title=row.title, description=row.description,
        description_html=row.description_html, original=row.original, starts=row.starts_wall, zone=row.zone,
        fold=row.fold, starts_at=row.starts_at, ends_at=row.ends_at, minutes=row.minutes, capacity=row.capacity,
        languages=row.languages, interpretation=row.interpretation, video_url=row.video_url, reminders=row.reminders,
        version=row.version,
        sequence=row.sequence, changed_at=row.changed_at, taken=row.taken, waiting=row.waiting, asking=row.asking,
        terms=Terms(**{field.name: row._mapping[field.name] for field in fields(Terms)}),
        cancelled_reason=row.reason or "",
        status=status(
            published=row.published is not None, cancelled=row.cancelled is not None,
            starts_at=row.starts_at, ends_at=row.ends_at, now=now,
        ),
    )  # fmt: skip
