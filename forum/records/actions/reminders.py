"""Reminding those who have to approve minutes, and the organiser of a visit without any."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

import sqlalchemy as sa

from forum.foundation.database import Db, Work, table
from forum.records.actions.letters import remind
from forum.records.models import Reminder
from forum.records.queries.minutes import entries, minutes, minutes_of
from forum.records.queries.towns import seated, towns_at
from forum.records.rules.approval import Party
from forum.visits.queries import VisitView, cancellations, publications, seats, users, visit_at, visits
from forum.web.viewer import OFFICIALS

reminders = table(Reminder)
UNWRITTEN: Final = "unwritten"
UNAPPROVED: Final = "unapproved"
AFTER: Final = {UNWRITTEN: timedelta(days=3), UNAPPROVED: timedelta(days=7)}
# Of visits that ended longer ago nobody is reminded, such as those that were there before there were minutes.
AT_MOST: Final = timedelta(days=60)
AT_ONCE: Final = 5
_WRITTEN: Final = sa.exists().where(entries.c.visit_id == visits.c.id, entries.c.removed_at.is_(None))
_FROZEN: Final = sa.exists().where(minutes.c.visit_id == visits.c.id, minutes.c.frozen_at.is_not(None))


async def remind_due(work: Work) -> int:
    """Write to those who are due, once of each kind; how many visits that were, at most `AT_ONCE`."""
    found = await due(work.db, work.now)
    for visit_id, kind in found:
        await work.db.execute(sa.insert(reminders).values(visit_id=visit_id, kind=kind, at=work.now))
        visit = await visit_at(work.db, visit_id, work.now)
        people = [visit.host_row] if kind == UNWRITTEN else await _who_has_not_approved(work.db, visit)
        await remind(work, visit, people, kind=kind)
    return len(found)


async def due(db: Db, now: datetime) -> Sequence[tuple[int, str]]:
    """Visits and the kind of reminder that their people should get now."""
    found: list[tuple[int, str]] = []
    for kind, after in AFTER.items():
        told = sa.exists().where(reminders.c.visit_id == visits.c.id, reminders.c.kind == kind)
        query = (
            sa.select(visits.c.id)
            .join(publications, publications.c.visit_id == visits.c.id)
            .outerjoin(cancellations, cancellations.c.visit_id == visits.c.id)
            .where(cancellations.c.visit_id.is_(None), ~told)
            .where(visits.c.ends_at <= now - after, visits.c.ends_at > now - AT_MOST)
        )
        query = query.where(sa.and_(_WRITTEN, ~_FROZEN) if kind == UNAPPROVED else ~_WRITTEN)
        rows = await db.execute(query.order_by(visits.c.ends_at).limit(AT_ONCE - len(found)))
        found += [(row, kind) for row in rows.scalars()]
    return found


async def _who_has_not_approved(db: Db, visit: VisitView) -> Sequence[int]:
    """The host while the organiser has not, and officials of the partners who were there while no partner has."""
    found, towns = await minutes_of(db, visit.row), await towns_at(db, visit)
    people = [] if found.approved_by(Party.ORGANISER) else [visit.host_row]
    if not found.approved_by(Party.PARTNER):
        partners = [row for row, party in towns.parties.items() if party is Party.PARTNER]
        there = sa.select(seats.c.user_id).where(*seated(visit.row))
        rows = await db.execute(
            sa.select(users.c.id).where(
                users.c.id.in_(there), users.c.municipality_id.in_(partners), users.c.role.in_(OFFICIALS)
            )
        )
        people += rows.scalars()
    return people
