"""Mails about seats, in the reader's language and hours, each with what their calendar is to learn."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Any

from forum.foundation.database import Work
from forum.foundation.i18n import in_language
from forum.foundation.site import Site
from forum.mail.actions import put, recall
from forum.mail.compose import Composed, compose
from forum.visits.actions.invitations import Reader, invitation, keep_told, reader, told_next
from forum.visits.queries import SeatView, VisitView
from forum.visits.rules.invitations import Answer, Method, Told
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


async def tell_of_naming(work: Work, visit: VisitView, user_id: int, giver: str) -> None:
    """Tell somebody that a colleague would give them their seat, if the host agrees."""
    person, facts = await reader(work, visit, user_id), {"giver": giver}
    await _send(work, visit, person, "named", None, not_after=visit.starts_at, facts=facts)


async def tell_of_giving_up(work: Work, visit: VisitView, user_id: int) -> None:
    """Take a visit out of the calendar of somebody who gave their seat up; nobody else hears of it."""
    await recall(work, [_about(visit.row, user_id)])
    await _send(work, visit, await reader(work, visit, user_id), "given_up", Method.CANCEL, not_after=visit.ends_at)


async def remind(work: Work, visit: VisitView, user_id: int, *, not_after: datetime) -> None:
    """Remind somebody of the visit that they have a seat at; their calendar has nothing to learn."""
    person = await reader(work, visit, user_id)
    facts = {"choice": f"/{person.lang}/visits/subscription"}
    await _send(work, visit, person, "reminder", None, not_after=not_after, facts=facts)


async def recall_reminders(work: Work, visit_id: int, people: Collection[int]) -> None:
    """A visit's reminders that have not left never will."""
    await recall(work, [_about(visit_id, person) for person in people], kind="visit.reminder")


async def recall_all(work: Work, visit_id: int, people: Collection[int]) -> None:
    """What people were told of a visit and has not left is no longer so."""
    await recall(work, [_about(visit_id, person) for person in people])


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """What is to be written to somebody about a visit.

    Attributes:
        name: of its template, and its kind.
        method: what the calendar of somebody with a seat is to do; None for nothing.
        answer: what the reader is now known to have answered; None for what was known.
    """

    visit: VisitView
    person: Reader
    name: str
    method: Method | None
    not_after: datetime
    facts: Mapping[str, Any] = field(default_factory=dict)
    answer: Answer | None = None


@dataclass(frozen=True, slots=True)
class Ready:
    """A letter as finished bytes, and what its calendar object tells."""

    letter: Letter
    told: Told | None
    mail: Composed


def composed(site: Site, letter: Letter, now: datetime) -> Ready:
    """Write a letter; that takes milliseconds and touches no store."""
    visit, person = letter.visit, letter.person
    title, _ = in_language(dict(visit.title), person.lang, original=visit.original)
    known = {
        "title": title, "starts_at": visit.starts_at, "zone": person.zone, "host_zone": visit.zone,
        "link": f"/{person.lang}{visit.path}", "seated": person.seated, **letter.facts,
    }  # fmt: skip
    told = told_next(site, visit, person, now, answer=letter.answer) if letter.method and person.seated else None
    mail = compose(
        site, to=person.email, lang=person.lang, template=f"visits/{letter.name}", facts=known, now=now,
        invitation=invitation(site, visit, person, letter.method, told) if letter.method and told else None,
    )  # fmt: skip
    return Ready(letter, told, mail)


async def hand_over(work: Work, ready: Ready) -> None:
    """Put a letter into the outbox; the caller holds the visit's lock."""
    letter, person = ready.letter, ready.letter.person
    if ready.told is not None:
        await keep_told(work, letter.visit, person, ready.told)
    await put(
        work, ready.mail, to=person.email, lang=person.lang, kind=f"visit.{letter.name}", not_after=letter.not_after,
        about=_about(letter.visit.row, person.id),
    )  # fmt: skip


async def _send(
    work: Work, visit: VisitView, person: Reader, name: str, method: Method | None, *, not_after: datetime,
    facts: Mapping[str, Any] = MappingProxyType({}), answer: Answer | None = None,
) -> None:  # fmt: skip
    letter = Letter(
        visit=visit, person=person, name=name, method=method, not_after=not_after, facts=facts, answer=answer
    )
    await hand_over(work, composed(work.site, letter, work.now))


def _about(visit_id: int, user_id: int) -> str:
    return f"seat:{visit_id}:{user_id}"
