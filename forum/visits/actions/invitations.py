"""What somebody's calendar is told of a visit, as it goes into a mail; kept, so that the next time follows on it."""

from dataclasses import dataclass
from datetime import datetime
from email.utils import parseaddr
from typing import Any

import sqlalchemy as sa

from forum.foundation.database import Work
from forum.foundation.ids import short_id
from forum.foundation.site import Site
from forum.mail.compose import Invitation
from forum.visits import calendar
from forum.visits.queries import VisitView, invitations, told_in, users
from forum.visits.rules.invitations import Answer, Method, Told, first, following


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody with a place at a visit, or who just gave it up.

    Attributes:
        seated: False for those who wait, whose calendars hear nothing.
        told: None when their calendar was told nothing yet.
    """

    id: int
    name: str
    email: str
    lang: str
    zone: str
    seated: bool
    told: Told | None


async def reader(work: Work, visit: VisitView, user_id: int) -> Reader:
    """Somebody who has a seat, or had one."""
    row = (await work.db.execute(READERS.outerjoin(invitations, told_of(visit.row)).where(users.c.id == user_id))).one()
    return reader_in(row, seated=True)


def told_next(site: Site, visit: VisitView, reader: Reader, now: datetime, *, answer: Answer | None = None) -> Told:
    """What somebody's calendar is told now.

    Args:
        answer: what they are now known to have answered; None for what was known.
    """
    if reader.told is None:
        return first(_organizer(site), visit.sequence, now)
    return following(reader.told, visit.sequence, now, answer=answer)


def invitation(site: Site, visit: VisitView, reader: Reader, method: Method, told: Told) -> Invitation:
    """The calendar object for a mail."""
    from forum.foundation.icalendar import Attendee, calendar_file

    attendee = Attendee(reader.name, reader.email, told.answer.value, asked=site.replies_to is not None)
    cancelled = method is Method.CANCEL
    about = calendar.occasion(
        visit, reader.lang, site, link=visit.video_url, told=told, attendee=attendee, cancelled=cancelled
    )
    return Invitation(method.value, calendar_file(about, method.value))


async def keep_told(work: Work, visit: VisitView, reader: Reader, told: Told) -> None:
    """Write down what a calendar was told, for what it is told next to follow on."""
    values = {
        "organizer": told.organizer, "sequence": told.sequence, "stamp": told.stamp, "answer": told.answer.value,
        "answered_at": told.answered_at,
    }  # fmt: skip
    if reader.told is None:
        await work.db.execute(sa.insert(invitations).values(visit_id=visit.row, user_id=reader.id, **values))
    else:
        mine = sa.and_(invitations.c.visit_id == visit.row, invitations.c.user_id == reader.id)
        await work.db.execute(sa.update(invitations).where(mine).values(**values))


def _organizer(site: Site) -> str:
    """Where replies go to: with a secret that proves who replies, where the site takes replies at all."""
    if site.replies_to is None:
        return parseaddr(site.mail_from)[1]
    name, _, domain = site.replies_to.rpartition("@")
    return f"{name}+{short_id()}{short_id()}@{domain}"


READERS = sa.select(
    users.c.id, users.c.name, users.c.email, users.c.lang, users.c.zone, invitations.c.organizer,
    invitations.c.sequence, invitations.c.stamp, invitations.c.answer, invitations.c.answered_at,
).select_from(users)  # fmt: skip


def told_of(visit_id: int) -> sa.ColumnElement[bool]:
    """What joins somebody to what their calendar was told of a visit."""
    return sa.and_(invitations.c.user_id == users.c.id, invitations.c.visit_id == visit_id)


def reader_in(row: Any, *, seated: bool) -> Reader:
    return Reader(row.id, row.name, row.email, row.lang, row.zone, seated, told_in(row))
