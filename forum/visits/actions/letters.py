"""Mails about seats, in the reader's language and hours, each with what their calendar is to learn."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from forum.foundation.database import Work
from forum.foundation.i18n import in_language
from forum.mail.actions import post, recall
from forum.visits.actions.invitations import Reader, invitation, reader, readers
from forum.visits.queries import SeatView, VisitView
from forum.visits.rules.invitations import Answer, Method
from forum.visits.rules.seats import SeatState


async def tell_of_seat(work: Work, visit: VisitView, user_id: int, *, promoted: bool = False) -> None:
    """Tell somebody that they have a seat, `promoted` from the waiting list; too late once the visit begins."""
    name, person = "promoted" if promoted else "seated", await reader(work, visit, user_id)
    await _send(work, visit, person, name, Method.REQUEST, not_after=visit.starts_at, answer=Answer.ACCEPTED)


async def tell_of_offer(work: Work, visit: VisitView, user_id: int, until: datetime) -> None:
    """Tell somebody who waited that a seat is kept for them, and until when; their calendar hears of it once taken."""
    person = await reader(work, visit, user_id)
    await _send(work, visit, person, "offered", None, not_after=until, facts={"until": until})


async def tell_of_passing(work: Work, visit: VisitView, user_id: int) -> None:
    """Tell somebody that the seat that was kept for them went to the next one."""
    await _send(work, visit, await reader(work, visit, user_id), "passed", None, not_after=visit.starts_at)


async def tell_of_decision(work: Work, visit: VisitView, user_id: int, seat: SeatView) -> None:
    """Tell somebody what the host decided about their request."""
    name, method = ("declined", None) if seat.state == SeatState.DECLINED else ("approved", Method.REQUEST)
    facts = {"seated": seat.is_taken, "reason": seat.reason}
    person = await reader(work, visit, user_id)
    await _send(work, visit, person, name, method if seat.is_taken else None, not_after=visit.starts_at, facts=facts)


async def tell_of_handing_on(work: Work, visit: VisitView, user_id: int, giver: str) -> None:
    """Tell somebody that a colleague gave them their seat."""
    person, facts = await reader(work, visit, user_id), {"giver": giver}
    await _send(work, visit, person, "handed_on", Method.REQUEST, not_after=visit.starts_at, facts=facts)


async def tell_of_giving_up(work: Work, visit: VisitView, user_id: int) -> None:
    """Take a visit out of the calendar of somebody who gave their seat up; nobody else hears of it."""
    await recall(work, [_about(visit.row, user_id)])
    await _send(work, visit, await reader(work, visit, user_id), "given_up", Method.CANCEL, not_after=visit.ends_at)


async def tell_of_change(work: Work, before: VisitView, visit: VisitView) -> None:
    """Tell those with a seat what their calendars must learn, and those who wait when the visit was moved."""
    moved = (before.starts_at, before.zone) != (visit.starts_at, visit.zone)
    for person in await readers(work, visit):
        if person.seated or moved:
            facts = {"before": before.starts_at if moved else None}
            # Who said yes said it to the former hour.
            answer = Answer.ASKED if moved else None
            await _send(
                work, visit, person, "changed", Method.REQUEST, not_after=visit.ends_at, facts=facts, answer=answer
            )


async def remind(work: Work, visit: VisitView, user_id: int, *, not_after: datetime) -> None:
    """Remind somebody of the visit that they have a seat at; their calendar has nothing to learn."""
    await _send(work, visit, await reader(work, visit, user_id), "reminder", None, not_after=not_after)


async def recall_reminders(work: Work, visit_id: int, people: Collection[int]) -> None:
    """A visit's reminders that have not left never will."""
    await recall(work, [_about(visit_id, person) for person in people], kind="visit.reminder")


async def tell_of_clocks(work: Work, visit: VisitView) -> None:
    """Tell all with a place that a country's clocks have new rules, so that the visit is at another moment."""
    for person in await readers(work, visit):
        await _send(work, visit, person, "clocks", Method.REQUEST, not_after=visit.ends_at)


async def tell_of_cancellation(work: Work, visit: VisitView) -> None:
    """Tell all who hold a seat or wait for one that the visit will not take place."""
    people = await readers(work, visit)
    await recall(work, [_about(visit.row, person.id) for person in people])
    for person in people:
        facts = {"reason": visit.cancelled_reason}
        await _send(work, visit, person, "cancelled", Method.CANCEL, not_after=visit.ends_at, facts=facts)


async def _send(
    work: Work, visit: VisitView, person: Reader, name: str, method: Method | None, *, not_after: datetime,
    facts: dict[str, Any] | None = None, answer: Answer | None = None,
) -> None:  # fmt: skip
    title, _ = in_language(dict(visit.title), person.lang, original=visit.original)
    known = {
        "title": title, "starts_at": visit.starts_at, "zone": person.zone, "host_zone": visit.zone,
        "link": f"/{person.lang}{visit.path}", "seated": person.seated, **(facts or {}),
    }  # fmt: skip
    await post(
        work, to=person.email, lang=person.lang, kind=f"visit.{name}", template=f"visits/{name}", facts=known,
        not_after=not_after, about=_about(visit.row, person.id),
        invitation=await invitation(work, visit, person, method, answer=answer) if method and person.seated else None,
    )  # fmt: skip


def _about(visit_id: int, user_id: int) -> str:
    return f"seat:{visit_id}:{user_id}"
