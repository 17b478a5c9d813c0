"""Reading what a calendar program answers to an invitation by mail (RFC 5546, 3.2.3; RFC 6047)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import Message
from email.utils import getaddresses
from typing import Any

from forum.visits.rules.invitations import Answer

MAX_BYTES = 256 * 1024
_UID = re.compile(r"visit-([0-9a-z]{1,16})@(.+)")
_ADDRESSED = ("To", "Cc", "Delivered-To", "X-Original-To")


class ReplyError(Exception):
    """A mail that is no reply that we could take; `reason` is for the log and names nobody."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Reply:
    """What somebody's calendar answered.

    Attributes:
        visit, host: of the UID.
        attendee: the address that answers, in lower case; the mail came from it.
        addressed: where the mail went to, in lower case; one of them is the organizer's with its secret.
        sequence: of the invitation that is answered.
        stamp: when the answer was given, by their clock.
    """

    visit: str
    host: str
    attendee: str
    addressed: frozenset[str]
    answer: Answer
    sequence: int
    stamp: datetime


def read(message: bytes, recipients: Sequence[str] = ()) -> Reply:
    """The reply that a mail holds.

    Args:
        recipients: envelope recipients, where the mail server tells them.

    Raises:
        ReplyError: for anything else, whatever it is.
    """
    if len(message) > MAX_BYTES:
        raise ReplyError("too large")
    try:
        return _read(message, recipients)
    except ReplyError:
        raise
    except Exception as error:
        # Anybody can send anything, and the parsers of mails and calendars fail in many ways.
        raise ReplyError(f"malformed: {type(error).__name__}") from error


def _read(message: bytes, recipients: Sequence[str]) -> Reply:
    mail = message_from_bytes(message)
    event, organizer = _answered(mail)
    (attendee,) = _listed(event.get("ATTENDEE"))
    address = _address(str(attendee))
    if _addresses(mail, "From") != [address]:
        raise ReplyError("not from the attendee")
    uid = _UID.fullmatch(str(event["UID"]))
    if uid is None:
        raise ReplyError("of no visit")
    addressed = {*map(_address, recipients), *(found for name in _ADDRESSED for found in _addresses(mail, name))}
    return Reply(
        visit=uid[1],
        host=uid[2].lower(),
        attendee=address,
        addressed=frozenset(addressed | organizer),
        answer=_answer(attendee),
        sequence=int(event.get("SEQUENCE", 0)),
        stamp=_moment(event["DTSTAMP"].dt),
    )


def _answered(mail: Message) -> tuple[Any, set[str]]:
    """The one event of a mail's REPLY, and its organizer's address, which some programs leave out."""
    from icalendar import Calendar

    parts = [part for part in mail.walk() if part.get_content_type() == "text/calendar"]
    if not parts:
        raise ReplyError("no calendar in it")
    content = parts[0].get_payload(decode=True)
    if not isinstance(content, bytes):
        raise ReplyError("no calendar in it")
    calendar = Calendar.from_ical(content)
    if str(calendar.get("METHOD", "")).upper() != "REPLY":
        raise ReplyError("another method")
    (event,) = calendar.walk("VEVENT")
    return event, {_address(str(one)) for one in _listed(event.get("ORGANIZER"))}


def _answer(attendee: Any) -> Answer:
    said = str(attendee.params.get("PARTSTAT", "")).upper()
    if said not in (Answer.ACCEPTED, Answer.TENTATIVE, Answer.DECLINED):
        raise ReplyError("another answer")
    return Answer(said)


def _listed(value: Any) -> list[Any]:
    return [] if value is None else value if isinstance(value, list) else [value]


def _addresses(mail: Message, name: str) -> list[str]:
    return [_address(address) for _, address in getaddresses([str(value) for value in mail.get_all(name, [])])]


def _address(text: str) -> str:
    return text.strip().lower().removeprefix("mailto:")


def _moment(stamp: datetime) -> datetime:
    """DTSTAMP is in UTC (RFC 5545, 3.8.7.2), and a program that forgot to say so means it."""
    return stamp.astimezone(UTC) if stamp.tzinfo else stamp.replace(tzinfo=UTC)
