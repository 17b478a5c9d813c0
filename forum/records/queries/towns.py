"""Which municipalities were at a visit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from forum.foundation.database import Db
from forum.records.rules.approval import Party, Town, parties
from forum.visits.queries import SEATED, VisitView, municipalities, seats, users


@dataclass(frozen=True, slots=True)
class TownView:
    """A municipality at a visit; `people` is how many of its people held a seat."""

    row: int
    slug: str
    country: str
    names: Mapping[str, str]
    people: int


@dataclass(frozen=True, slots=True)
class Towns:
    """The municipalities of a visit; `organiser` is None when neither the visit nor its host names one."""

    organiser: TownView | None
    guests: Sequence[TownView]

    @property
    def all(self) -> Sequence[TownView]:
        return [*([self.organiser] if self.organiser else []), *self.guests]

    @property
    def parties(self) -> Mapping[int, Party]:
        """Which party each is, by its row; guests that are none are left out."""
        organiser = None if self.organiser is None else Town(self.organiser.row, self.organiser.country)
        return parties(organiser, [Town(town.row, town.country) for town in self.guests])


async def towns_at(db: Db, visit: VisitView) -> Towns:
    """The organiser and the guests, whoever sent most people first."""
    people = (
        sa.select(users.c.municipality_id, sa.func.count().label("people"))
        .join(seats, seats.c.user_id == users.c.id)
        .where(*seated(visit.row))
        .group_by(users.c.municipality_id)
        .subquery()
    )
    of_host = sa.select(users.c.municipality_id).where(users.c.id == visit.host_row).scalar_subquery()
    organiser = of_host if visit.municipality_row is None else sa.literal(visit.municipality_row)
    is_organiser = municipalities.c.id == organiser
    rows = await db.execute(
        sa.select(
            municipalities.c.id, municipalities.c.slug, municipalities.c.country, municipalities.c.names,
            sa.func.coalesce(people.c.people, 0).label("people"), is_organiser.label("organises"),
        )
        .outerjoin(people, people.c.municipality_id == municipalities.c.id)
        .where(sa.or_(is_organiser, people.c.people.is_not(None)))
        .order_by(sa.desc("people"), municipalities.c.slug)
    )  # fmt: skip
    towns = [(bool(row.organises), TownView(row.id, row.slug, row.country, row.names, row.people)) for row in rows]
    organisers = [town for organises, town in towns if organises]
    return Towns(organisers[0] if organisers else None, [town for organises, town in towns if not organises])


def seated(visit_id: int | sa.ColumnElement[int]) -> tuple[sa.ColumnElement[bool], ...]:
    """Who holds a seat at a visit."""
    return seats.c.visit_id == visit_id, SEATED
