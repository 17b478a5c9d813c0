"""Actions that are still open from earlier visits of the same partners."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from forum.foundation.database import Db
from forum.foundation.text import slug
from forum.records.queries.minutes import ENTRIES, Desk, EntryView, completions, entries, entry_view, hidings, minutes
from forum.records.queries.towns import Towns, seated
from forum.records.rules.entries import Kind
from forum.visits.queries import VisitView, cancellations, publications, seats, users, visits
from forum.web.viewer import Viewer

MOST = 50


@dataclass(frozen=True, slots=True)
class Carried:
    """An open action and the visit that it comes from."""

    entry: EntryView
    visit_id: str
    visit_title: Mapping[str, str]
    visit_original: str

    @property
    def path(self) -> str:
        """The address of its minutes below the locale."""
        return f"/visits/{self.visit_id}-{slug(self.visit_title[self.visit_original])}/minutes"


async def carried_for(db: Db, desk: Desk, viewer: Viewer) -> Sequence[Carried]:
    """What is carried to a visit, as somebody may see it: minutes that are not approved are for the municipalities."""
    unapproved_too = viewer.is_moderator or desk.party is not None
    return await carried_to(db, desk.visit, desk.towns, approved_only=not unapproved_too)


async def carried_to(db: Db, visit: VisitView, towns: Towns, *, approved_only: bool) -> Sequence[Carried]:
    """Open actions of earlier visits that one of these towns organised and the other was a guest at, the oldest first.

    An action that a municipality sees to is left out where that one is not here.

    Args:
        approved_only: without those of minutes that both parties have not approved yet.
    """
    if towns.organiser is None or not towns.guests:
        return []
    organiser, guests = towns.organiser.row, [town.row for town in towns.guests]
    query = (
        ENTRIES.add_columns(visits.c.public_id.label("visit_id"), visits.c.title, visits.c.original.label("visit_lang"))
        .join(visits, visits.c.id == entries.c.visit_id)
        .join(minutes, minutes.c.visit_id == visits.c.id)
        .join(publications, publications.c.visit_id == visits.c.id)
        .outerjoin(cancellations, cancellations.c.visit_id == visits.c.id)
        .where(entries.c.kind == Kind.ACTION.value, entries.c.removed_at.is_(None), completions.c.entry_id.is_(None))
        # Says once more what follows from the condition below, for indexes to lead to it.
        .where(visits.c.id.in_(sa.select(visits.c.id).where(_organised([organiser, *guests]))))
        .where(cancellations.c.visit_id.is_(None), visits.c.starts_at < visit.starts_at)
        .where(~sa.exists().where(hidings.c.visit_id == visits.c.id))
        .where(
            sa.or_(
                sa.and_(_organised([organiser]), _had_guests(guests)),
                sa.and_(_organised(guests), _had_guests([organiser])),
            )
        )
        .where(
            sa.or_(entries.c.owner_municipality_id.is_(None), entries.c.owner_municipality_id.in_([organiser, *guests]))
        )
    )
    if approved_only:
        query = query.where(minutes.c.frozen_at.is_not(None))
    rows = await db.execute(query.order_by(visits.c.starts_at, entries.c.id).limit(MOST))
    return [Carried(entry_view(row), row.visit_id, row.title, row.visit_lang) for row in rows]


def _organised(towns: Sequence[int]) -> sa.ColumnElement[bool]:
    """By the municipality that the visit names, or its host's where it names none."""
    hosts = users.alias("hosts")
    of_towns = sa.select(hosts.c.id).where(hosts.c.municipality_id.in_(towns))
    return sa.or_(
        visits.c.municipality_id.in_(towns), sa.and_(visits.c.municipality_id.is_(None), visits.c.host_id.in_(of_towns))
    )


def _had_guests(towns: Sequence[int]) -> sa.ColumnElement[bool]:
    return (
        sa.select(seats.c.id)
        .join(users, users.c.id == seats.c.user_id)
        .where(*seated(visits.c.id), users.c.municipality_id.in_(towns))
        .correlate(visits)
        .exists()
    )
