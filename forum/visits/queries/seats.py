"""Reading who has a place at a visit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from forum.foundation.database import Db, table
from forum.visits.models import SeatDecision, SeatOffer
from forum.visits.queries.views import SeatView, VisitView
from forum.visits.queries.visits import (
    MOST_ON_A_PAGE,
    SELECTED,
    as_view,
    invitations,
    municipalities,
    seats,
    users,
    visits,
)
from forum.visits.rules.invitations import Answer
from forum.visits.rules.seats import HELD, Claim, SeatState, side_of
from forum.web.viewer import OFFICIALS, Viewer

decisions, offers = table(SeatDecision), table(SeatOffer)
ADULT = "adult"
LIVE = seats.c.given_up_at.is_(None)
# Who holds a seat, and who has a place of any kind that is still theirs.
SEATED = sa.and_(LIVE, seats.c.state == SeatState.SEATED.value)
PLACED = sa.and_(LIVE, seats.c.state != SeatState.DECLINED.value)
_OPEN_OFFER = sa.and_(offers.c.seat_id == seats.c.id, offers.c.answered_at.is_(None))
_CLAIMANTS = (
    sa.select(
        seats.c.visit_id, seats.c.id, seats.c.user_id, seats.c.entry, users.c.municipality_id, municipalities.c.country
    )
    .join_from(seats, users, users.c.id == seats.c.user_id)
    .outerjoin(municipalities, municipalities.c.id == users.c.municipality_id)
    .where(LIVE)
    .order_by(seats.c.entry)
)


@dataclass(frozen=True, slots=True)
class Claimant:
    """Somebody who waits for a seat: rows of the visit, the seat and the person, and what they claim."""

    visit: int
    seat: int
    user: int
    claim: Claim


@dataclass(frozen=True, slots=True)
class Place:
    """A place by the rows of seat and person."""

    row: int
    user: int
    seat: SeatView


@dataclass(frozen=True, slots=True, kw_only=True)
class Guest:
    """Somebody with a place, as the host sees them.

    Attributes:
        town: names by language.
        perhaps: whether they answered the invitation of their calendar with "perhaps".
    """

    id: str
    name: str
    town: Mapping[str, str]
    entered_at: datetime
    seat: SeatView
    perhaps: bool


async def visits_of(db: Db, viewer: Viewer, now: datetime) -> Sequence[tuple[VisitView, SeatView | None]]:
    """The coming and live visits that somebody hosts (drafts too) or has some place at, the next one first."""
    mine = sa.select(seats.c.visit_id).where(seats.c.user_id == viewer.id, PLACED)
    found = SELECTED.where(visits.c.ends_at > now, sa.or_(visits.c.host_id == viewer.id, visits.c.id.in_(mine)))
    rows = await db.execute(found.order_by(visits.c.starts_at, visits.c.id).limit(MOST_ON_A_PAGE))
    views = [as_view(row, now) for row in rows]
    places = await seats_of(db, viewer, [view.row for view in views])
    return [(view, places.get(view.row)) for view in views]


async def seats_of(db: Db, viewer: Viewer, visit_ids: Sequence[int]) -> Mapping[int, SeatView]:
    """Somebody's places at visits, by the visit's row."""
    if viewer.id is None or not visit_ids:
        return {}
    rows = await db.execute(_places().where(LIVE, seats.c.user_id == viewer.id, seats.c.visit_id.in_(visit_ids)))
    return {row.visit_id: _seat(row) for row in rows}


async def my_seat(db: Db, viewer: Viewer, visit_id: int) -> SeatView | None:
    return (await seats_of(db, viewer, [visit_id])).get(visit_id)


async def guests(db: Db, visit_id: int) -> Sequence[Guest]:
    """All who have some place at a visit, in the order of their entry."""
    rows = await db.execute(
        _places()
        .add_columns(users.c.public_id, users.c.name, municipalities.c.names, seats.c.entered_at, invitations.c.answer)
        .join(users, users.c.id == seats.c.user_id)
        .outerjoin(municipalities, municipalities.c.id == users.c.municipality_id)
        .outerjoin(invitations, sa.and_(invitations.c.visit_id == visit_id, invitations.c.user_id == seats.c.user_id))
        .where(LIVE, seats.c.visit_id == visit_id)
        .order_by(seats.c.entry)
    )
    return [
        Guest(
            id=row.public_id, name=row.name, town=row.names or {}, entered_at=row.entered_at, seat=_seat(row),
            perhaps=row.state == SeatState.SEATED and row.answer == Answer.TENTATIVE,
        )
        for row in rows
    ]  # fmt: skip


async def held(db: Db, visit_id: int) -> Mapping[tuple[str | None, int | None], int]:
    """How many seats are taken or kept for somebody, by side and municipality."""
    rows = await db.execute(
        sa.select(users.c.municipality_id, municipalities.c.country, sa.func.count())
        .join_from(seats, users, users.c.id == seats.c.user_id)
        .outerjoin(municipalities, municipalities.c.id == users.c.municipality_id)
        .where(LIVE, seats.c.visit_id == visit_id, seats.c.state.in_([state.value for state in HELD]))
        .group_by(users.c.municipality_id, municipalities.c.country)
    )
    return {(side_of(country), town): number for town, country, number in rows}


async def claimants(db: Db, visit_id: int) -> Sequence[Claimant]:
    """Those who wait, in the order of their entry."""
    waiting = _CLAIMANTS.where(seats.c.visit_id == visit_id, seats.c.state == SeatState.WAITING.value)
    return [_claimant(row) for row in await db.execute(waiting)]


async def late_offers(db: Db, visit_id: int, now: datetime) -> Sequence[Claimant]:
    """Those who were offered a seat and let it pass."""
    late = _CLAIMANTS.join(offers, _OPEN_OFFER).where(seats.c.visit_id == visit_id, offers.c.until <= now)
    return [_claimant(row) for row in await db.execute(late)]


async def visits_with_late_offers(db: Db, now: datetime) -> Sequence[int]:
    """Rows of the visits at which somebody let an offer pass."""
    rows = await db.execute(
        sa.select(seats.c.visit_id)
        .distinct()
        .join_from(offers, seats, seats.c.id == offers.c.seat_id)
        .where(offers.c.answered_at.is_(None), offers.c.until <= now)
        .limit(MOST_ON_A_PAGE)
    )
    return list(rows.scalars())


async def seat_row(db: Db, visit_id: int, user_id: int) -> int | None:
    """The row of somebody's place that they can give up; None for one that was declined."""
    mine = sa.select(seats.c.id).where(PLACED, seats.c.visit_id == visit_id, seats.c.user_id == user_id)
    found: int | None = await db.scalar(mine)
    return found


async def place_of(db: Db, visit_id: int, person: str) -> Place | None:
    """The place of somebody by their public id."""
    wanted = _places().add_columns(seats.c.id, seats.c.user_id).join(users, users.c.id == seats.c.user_id)
    row = (await db.execute(wanted.where(LIVE, seats.c.visit_id == visit_id, users.c.public_id == person))).first()
    return None if row is None else Place(row.id, row.user_id, _seat(row))


async def is_adult(db: Db, user_id: int) -> bool:
    band = await db.scalar(sa.select(users.c.age_band).where(users.c.id == user_id))
    return band == ADULT


async def is_too_young(db: Db, viewer: Viewer, visit: VisitView) -> bool:
    """Whether the host has not opened the visit to people of somebody's age."""
    # Whoever is under 18 has no other role, and all others need not be asked.
    return viewer.role == "youth" and not visit.terms.minors and not await is_adult(db, viewer.row)


async def colleagues(db: Db, viewer: Viewer) -> Sequence[tuple[str, str]]:
    """Ids and names of the other officials of somebody's municipality."""
    rows = await db.execute(_colleagues(viewer).order_by(users.c.name).limit(MOST_ON_A_PAGE))
    return [(row.public_id, row.name) for row in rows]


async def colleague(db: Db, viewer: Viewer, person: str) -> int | None:
    """The row of another official of somebody's municipality; None for anybody else."""
    row = (await db.execute(_colleagues(viewer).where(users.c.public_id == person))).first()
    return None if row is None else int(row.id)


def _colleagues(viewer: Viewer) -> sa.Select[Any]:
    of_town = sa.false() if viewer.municipality_id is None else users.c.municipality_id == viewer.municipality_id
    return sa.select(users.c.id, users.c.public_id, users.c.name).where(
        of_town, users.c.id != viewer.id, users.c.role.in_(OFFICIALS), users.c.confirmed_at.is_not(None)
    )


def _places() -> sa.Select[Any]:
    ahead = seats.alias("ahead")
    position = (
        sa.select(sa.func.count())
        .select_from(ahead)
        .where(ahead.c.visit_id == seats.c.visit_id, ahead.c.given_up_at.is_(None))
        .where(ahead.c.state == SeatState.WAITING.value, ahead.c.entry <= seats.c.entry)
        .scalar_subquery()
    )
    said = decisions.alias("said")
    last = sa.select(sa.func.max(said.c.id)).where(said.c.seat_id == seats.c.id).scalar_subquery()
    return (
        sa.select(seats.c.visit_id, seats.c.state, position.label("position"), offers.c.until, decisions.c.reason)
        .select_from(seats)
        .outerjoin(offers, _OPEN_OFFER)
        .outerjoin(decisions, decisions.c.id == last)
    )


def _seat(row: Any) -> SeatView:
    return SeatView(row.state, row.position if row.state == SeatState.WAITING else None, row.until, row.reason or "")


def _claimant(row: Any) -> Claimant:
    claim = Claim(row.entry, side_of(row.country), row.municipality_id)
    return Claimant(row.visit_id, row.id, row.user_id, claim)
