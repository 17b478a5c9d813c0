"""What somebody's calendar is told of a visit, as it goes into a mail; kept, so that the next time follows on it."""

from dataclasses import dataclass
from email.utils import parseaddr
from typing import Any

import sqlalchemy as sa

from forum.foundation.database import Work
from forum.foundation.ids import short_id
from forum.foundation.site import Site
from forum.mail.compose import Invitation
from forum.visits import calendar
from forum.visits.queries import VisitView, invitations, seats, told_in, users
from forum.visits.rules.invitations import Answer, Method, Told, first, following
from forum.visits.rules.seats import SeatState


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


async def readers(work: Work, visit: VisitView) -> list[Reader]:
    """All who hold a seat, wait or have asked for one, in the order of their entry."""
    query = _READERS.join(seats, sa.and_(seats.c.user_id == users.c.id, seats.c.given_up_at.is_(None)))
    query = query.add_columns(seats.c.state).outerjoin(invitations, _of(visit))
    query = query.where(seats.c.visit_id == visit.row, seats.c.state != SeatState.DECLINED.value)
    rows = await work.db.execute(query.order_by(seats.c.entry))
    return [_reader(row, seated=row.state == SeatState.SEATED) for row in rows]


async def reader(work: Work, visit: VisitView, user_id: int) -> Reader:
    """Somebody who has a seat, or had one."""
    row = (await work.db.execute(_READERS.outerjoin(invitations, _of(visit)).where(users.c.id == user_id))).one()
    return _reader(row, seated=True)


async def invitation(
    work: Work, visit: VisitView, reader: Reader, method: Method, *, answer: Answer | None = None
) -> Invitation:
    """The calendar object for a mail.

    Args:
        answer: what they are now known to have answered; None for what was known.
    """
    from forum.foundation.icalendar import Attendee, calendar_file

    if reader.told is None:
        told = first(_organizer(work.site), visit.sequence, work.now)
    else:
        told = following(reader.told, visit.sequence, work.now, answer=answer)
    await _keep(work, visit, reader, told)
    attendee = Attendee(reader.name, reader.email, told.answer.value, asked=work.site.replies_to is not None)
    cancelled = method is Method.CANCEL
    about = calendar.occasion(
        visit, reader.lang, work.site, link=visit.video_url, told=told, attendee=attendee, cancelled=cancelled
    )
    return Invitation(method.value, calendar_file(about, method.value))


def _organizer(site: Site) -> str:
    """Where replies go to: with a secret that proves who replies, where the site takes replies at all."""
    if site.replies_to is None:
        return parseaddr(site.mail_from)[1]
    name, _, domain = site.replies_to.rpartition("@")
    return f"{name}+{short_id()}{short_id()}@{domain}"


async def _keep(work: Work, visit: VisitView, reader: Reader, told: Told) -> None:
    values = {
        "organizer": told.organizer, "sequence": told.sequence, "stamp": told.stamp, "answer": told.answer.value,
        "answered_at": told.answered_at,
    }  # fmt: skip
    if reader.told is None:
        await work.db.execute(sa.insert(invitations).values(visit_id=visit.row, user_id=reader.id, **values))
    else:
        mine = sa.and_(invitations.c.visit_id == visit.row, invitations.c.user_id == reader.id)
        await work.db.execute(sa.update(invitations).where(mine).values(**values))


_READERS = sa.select(
    users.c.id, users.c.name, users.c.email, users.c.lang, users.c.zone, invitations.c.organizer,
    invitations.c.sequence, invitations.c.stamp, invitations.c.answer, invitations.c.answered_at,
).select_from(users)  # fmt: skip


def _of(visit: VisitView) -> sa.ColumnElement[bool]:
    return sa.and_(invitations.c.user_id == users.c.id, invitations.c.visit_id == visit.row)


def _reader(row: Any, *, seated: bool) -> Reader:
    return Reader(row.id, row.name, row.email, row.lang, row.zone, seated, told_in(row))
