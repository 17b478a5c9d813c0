"""Reading visits as somebody may see them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from forum.accounts.models import User
from forum.foundation.database import Db, table
from forum.foundation.errors import Refused
from forum.foundation.text import slug
from forum.municipalities.models import Municipality
from forum.rooms.models import Room
from forum.visits.models import AgendaItem, Cancellation, Publication, Seat, Visit
from forum.visits.rules import agenda
from forum.visits.rules.seats import SeatState
from forum.visits.rules.status import Status, status
from forum.visits.words import DayWords, day_words
from forum.web.viewer import Viewer

visits, publications, cancellations = table(Visit), table(Publication), table(Cancellation)
agenda_items, seats = table(AgendaItem), table(Seat)
users, municipalities, rooms = table(User), table(Municipality), table(Room)
MOST_ON_A_PAGE = 100
# A cursor that somebody made up must not lie beyond the calendar.
LAST_SECOND = int(datetime(9000, 1, 1, tzinfo=UTC).timestamp())


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitView:
    """A visit with its figures.

    Attributes:
        row, room_row, host_row: row numbers; never shown.
        municipality: names by language; empty when the host named none.
        taken, waiting: how many hold a seat, and how many wait for one.
        cancelled_reason: "" unless it was cancelled with one.
    """

    row: int
    id: str
    room_row: int
    room: str
    host_row: int
    host_id: str
    host_name: str
    municipality_row: int | None
    municipality: Mapping[str, str]
    kind: str
    title: Mapping[str, str]
    description: Mapping[str, str]
    description_html: Mapping[str, str]
    original: str
    starts: str
    zone: str
    fold: int
    starts_at: datetime
    ends_at: datetime
    minutes: int
    capacity: int
    languages: Sequence[str]
    interpretation: str
    video_url: str
    version: int
    sequence: int
    changed_at: datetime
    taken: int
    waiting: int
    status: Status
    cancelled_reason: str

    @property
    def path(self) -> str:
        """Its address below the locale; the same words in every language, so that the language can be switched."""
        return f"/visits/{self.id}-{slug(self.title[self.original])}"

    def day_words(self, locale: str) -> DayWords:
        """The day on which it begins at the host's place."""
        return day_words(locale, self.starts_at, self.zone)

    def may_edit(self, viewer: Viewer) -> bool:
        return viewer.id is not None and (viewer.id == self.host_row or viewer.is_moderator)

    def may_join(self, viewer: Viewer, seat: "SeatView | None") -> bool:
        """Whether somebody gets the video link: hosts and moderators, and those seated unless it was cancelled."""
        seated = seat is not None and seat.position is None and self.status is not Status.CANCELLED
        return seated or self.may_edit(viewer)

    @property
    def key(self) -> tuple[int, int]:
        """Where it stands in a list by time: its start in seconds, and its row."""
        return int(self.starts_at.timestamp()), self.row


@dataclass(frozen=True, slots=True)
class SeatView:
    """Somebody's place; `position` is 1 for the first who waits, None for those seated."""

    state: str
    position: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaView:
    """A point of the programme with its hours in UTC."""

    minutes: int
    title: Mapping[str, str]
    speaker: str
    lang: str | None
    starts_at: datetime
    ends_at: datetime


def _count(state: SeatState) -> sa.ScalarSelect[int]:
    return (
        sa.select(sa.func.count())
        .select_from(seats)
        .where(seats.c.visit_id == visits.c.id, seats.c.state == state.value, seats.c.given_up_at.is_(None))
        .scalar_subquery()
    )


_VISITS = (
    sa.select(
        visits, users.c.public_id.label("host_public_id"), users.c.name.label("host_name"),
        municipalities.c.names.label("municipality"), rooms.c.public_id.label("room"),
        publications.c.visit_id.label("published"), cancellations.c.visit_id.label("cancelled"),
        cancellations.c.reason, _count(SeatState.SEATED).label("taken"), _count(SeatState.WAITING).label("waiting"),
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
    row = (await db.execute(_VISITS.where(visits.c.public_id == public_id, _may_see(viewer)))).first()
    if row is None:
        raise Refused("not_found")
    return _view(row, now)


async def visit_at(db: Db, visit_id: int, now: datetime) -> VisitView:
    """A visit by its row, for those who act on it."""
    return _view((await db.execute(_VISITS.where(visits.c.id == visit_id))).one(), now)


async def upcoming(db: Db, limit: int, now: datetime) -> Sequence[VisitView]:
    """Published visits that are live or to come, the next one first; cancelled ones are left out."""
    found = _VISITS.where(_PUBLISHED, cancellations.c.visit_id.is_(None), visits.c.ends_at > now)
    rows = await db.execute(found.order_by(visits.c.starts_at, visits.c.id).limit(limit))
    return [_view(row, now) for row in rows]


async def timetable(db: Db, now: datetime, *, after: tuple[int, int] | None, limit: int) -> Sequence[VisitView]:
    """Published visits that have not ended, the next one first; `after` is the key of the last one seen."""
    found = _VISITS.where(_PUBLISHED, visits.c.ends_at > now)
    if after is not None:
        found = found.where(sa.tuple_(visits.c.starts_at, visits.c.id) > _key(after))
    rows = await db.execute(found.order_by(visits.c.starts_at, visits.c.id).limit(limit))
    return [_view(row, now) for row in rows]


async def past(db: Db, now: datetime, *, after: tuple[int, int] | None, limit: int) -> Sequence[VisitView]:
    """Published visits that have ended, the latest one first."""
    found = _VISITS.where(_PUBLISHED, visits.c.ends_at <= now)
    if after is not None:
        found = found.where(sa.tuple_(visits.c.starts_at, visits.c.id) < _key(after))
    rows = await db.execute(found.order_by(visits.c.starts_at.desc(), visits.c.id.desc()).limit(limit))
    return [_view(row, now) for row in rows]


async def between(
    db: Db, viewer: Viewer, now: datetime, *, start: datetime, end: datetime | None,
    after: tuple[int, int] | None, limit: int,
) -> Sequence[VisitView]:  # fmt: skip
    """What somebody may see of the visits that end after `start` and begin before `end`, in order of their start."""
    found = _VISITS.where(_may_see(viewer), visits.c.ends_at > start)
    if end is not None:
        found = found.where(visits.c.starts_at < end)
    if after is not None:
        found = found.where(sa.tuple_(visits.c.starts_at, visits.c.id) > _key(after))
    rows = await db.execute(found.order_by(visits.c.starts_at, visits.c.id).limit(limit))
    return [_view(row, now) for row in rows]


async def drafts_of(db: Db, viewer: Viewer, now: datetime) -> Sequence[VisitView]:
    """The drafts that somebody hosts, the last made first."""
    found = _VISITS.where(visits.c.host_id == viewer.id, publications.c.visit_id.is_(None))
    rows = await db.execute(found.order_by(visits.c.id.desc()).limit(MOST_ON_A_PAGE))
    return [_view(row, now) for row in rows]


async def visits_of(db: Db, viewer: Viewer, now: datetime) -> Sequence[tuple[VisitView, SeatView | None]]:
    """The coming and live visits that somebody hosts (drafts too), has a seat at or waits for, the next one first."""
    mine = sa.select(seats.c.visit_id).where(seats.c.user_id == viewer.id, seats.c.given_up_at.is_(None))
    found = _VISITS.where(visits.c.ends_at > now, sa.or_(visits.c.host_id == viewer.id, visits.c.id.in_(mine)))
    rows = await db.execute(found.order_by(visits.c.starts_at, visits.c.id).limit(MOST_ON_A_PAGE))
    views = [_view(row, now) for row in rows]
    places = await seats_of(db, viewer, [view.row for view in views])
    return [(view, places.get(view.row)) for view in views]


async def seats_of(db: Db, viewer: Viewer, visit_ids: Sequence[int]) -> Mapping[int, SeatView]:
    """Somebody's places at visits, by the visit's row."""
    if viewer.id is None or not visit_ids:
        return {}
    ahead = seats.alias("ahead")
    position = (
        sa.select(sa.func.count())
        .select_from(ahead)
        .where(ahead.c.visit_id == seats.c.visit_id, ahead.c.given_up_at.is_(None))
        .where(ahead.c.state == SeatState.WAITING.value, ahead.c.entry <= seats.c.entry)
        .scalar_subquery()
    )
    rows = await db.execute(
        sa.select(seats.c.visit_id, seats.c.state, position.label("position"))
        .where(seats.c.user_id == viewer.id, seats.c.given_up_at.is_(None), seats.c.visit_id.in_(visit_ids))
    )  # fmt: skip
    return {row.visit_id: SeatView(row.state, row.position if row.state == SeatState.WAITING else None) for row in rows}


async def my_seat(db: Db, viewer: Viewer, visit_id: int) -> SeatView | None:
    return (await seats_of(db, viewer, [visit_id])).get(visit_id)


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
            minutes=row.minutes, title=row.title, speaker=row.speaker, lang=row.lang, starts_at=begins, ends_at=ends
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


def _view(row: Any, now: datetime) -> VisitView:
    return VisitView(
        row=row.id, id=row.public_id, room_row=row.room_id, room=row.room, host_row=row.host_id,
        host_id=row.host_public_id, host_name=row.host_name, municipality_row=row.municipality_id,
        municipality=row.municipality or {}, kind=row.kind, title=row.title, description=row.description,
        description_html=row.description_html, original=row.original, starts=row.starts_wall, zone=row.zone,
        fold=row.fold, starts_at=row.starts_at, ends_at=row.ends_at, minutes=row.minutes, capacity=row.capacity,
        languages=row.languages, interpretation=row.interpretation, video_url=row.video_url, version=row.version,
        sequence=row.sequence, changed_at=row.changed_at, taken=row.taken, waiting=row.waiting,
        cancelled_reason=row.reason or "",
        status=status(
            published=row.published is not None, cancelled=row.cancelled is not None,
            starts_at=row.starts_at, ends_at=row.ends_at, now=now,
        ),
    )  # fmt: skip
