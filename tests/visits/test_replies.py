"""What calendars answer to invitations, as the mail server hands it to `mosty mail reply`."""

import argparse
import dataclasses
import io
import logging
import os
import sys
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from email.message import EmailMessage
from typing import Any

import pytest
import sqlalchemy as sa

from forum.foundation.database import Database, table
from forum.foundation.services import Services
from forum.foundation.settings import SettingError, from_environment
from forum.visits import commands
from forum.visits.models import Invitation
from forum.visits.rules.replies import MAX_BYTES
from tests.cast import Cast
from tests.conftest import TurnedClock
from tests.visits.plans import published
from tests.visits.test_invitations import received
from tests.visits.test_pages import path_of

invitations = table(Invitation)


@dataclass(frozen=True)
class Answering:
    """A reply as a calendar program writes it; tests change what is to be wrong with it."""

    uid: str
    organizer: str
    sequence: str
    stamp: datetime
    attendee: str = "bohdan@example.org"
    sender: str = "bohdan@example.org"
    to: str = ""
    method: str = "REPLY"
    answer: str = "DECLINED"
    extra: str = ""

    def mail(self) -> bytes:
        organizer = f"ORGANIZER:mailto:{self.organizer}\r\n" if self.organizer else ""
        content = (
            f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//y//EN\r\nMETHOD:{self.method}\r\nBEGIN:VEVENT\r\n"
            f"UID:{self.uid}\r\nSEQUENCE:{self.sequence}\r\nDTSTAMP:{self.stamp:%Y%m%dT%H%M%SZ}\r\n{organizer}"
            f"ATTENDEE;PARTSTAT={self.answer};CN=Bohdan:MAILTO:{self.attendee}\r\n{self.extra}"
            "END:VEVENT\r\nEND:VCALENDAR\r\n"
        )
        message = EmailMessage()
        message["From"] = f"Богдан <{self.sender}>"
        message["To"] = self.to or self.organizer
        message["Subject"] = "Declined"
        message.set_content("no")
        message.add_alternative(content, subtype="calendar", params={"method": self.method})
        return message.as_bytes()


@pytest.fixture
def services(services: Services) -> Services:
    """A site that takes replies."""
    services.database.site = dataclasses.replace(services.database.site, replies_to="replies@example.net")
    return services


@pytest.fixture
def said(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    caplog.set_level(logging.INFO, logger="mosty.visits")
    return caplog


async def hand_over(services: Services, mail: bytes, *recipients: str, monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(mail)))
    return await commands.reply(argparse.Namespace(recipient=list(recipients)), services)


async def invited(cast: Cast, database: Database, clock: TurnedClock) -> tuple[str, Answering]:
    """A visit that bohdan has a seat at, and the reply with which he declines."""
    visit = await published(await cast.program("olena"), capacity=1)
    path = f"/api/v1/visits/{visit['id']}"
    await (await cast.program("bohdan")).put(f"{path}/seat")
    (mail,) = await received(database, "bohdan")
    organizer = mail.event["ORGANIZER"].value.removeprefix("mailto:")
    assert mail.event["ATTENDEE"].parameters["RSVP"] == "TRUE"
    clock.turn(minutes=5)
    return path, Answering(mail.event["UID"].value, organizer, mail.event["SEQUENCE"].value, clock.now())


async def seat(cast: Cast, path: str) -> Any:
    return (await (await cast.program("bohdan")).get(path)).json()["my_seat"]


async def known(database: Database) -> list[str]:
    async with database.read() as db:
        return list(await db.scalars(sa.select(invitations.c.answer).order_by(invitations.c.user_id)))


async def test_who_declines_frees_the_seat_for_the_next_and_hears_so(
    cast: Cast, database: Database, services: Services, clock: TurnedClock, said: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    path, reply = await invited(cast, database, clock)
    await (await cast.program("tomasz")).put(f"{path}/seat")
    assert await hand_over(services, reply.mail(), monkeypatch=monkeypatch) == 0
    assert await seat(cast, path) is None
    assert (await (await cast.program("tomasz")).get(path)).json()["my_seat"] == {"state": "seated"}
    assert [mail.kind for mail in await received(database, "bohdan")] == ["visit.given_up"]
    assert said.messages == ["calendar reply taken: declined"]
    # The mail server brings it again; by then he has come back.
    await (await cast.program("tomasz")).delete(f"{path}/seat")
    await (await cast.program("bohdan")).put(f"{path}/seat")
    assert await hand_over(services, reply.mail(), monkeypatch=monkeypatch) == 0
    assert await seat(cast, path) == {"state": "seated"}
    assert await known(database) == ["ACCEPTED", "ACCEPTED"]


@pytest.mark.parametrize("answer", ["ACCEPTED", "TENTATIVE"])
async def test_other_answers_are_written_down_and_asked_anew_when_the_visit_moves(
    cast: Cast, database: Database, services: Services, clock: TurnedClock, monkeypatch: pytest.MonkeyPatch, answer: str
) -> None:
    path, reply = await invited(cast, database, clock)
    # Outlook leaves the organizer out, and a mail server may tell alone where a mail went.
    silent = replace(reply, answer=answer, organizer="", to="undisclosed@example.net")
    assert await hand_over(services, silent.mail(), reply.organizer.upper(), monkeypatch=monkeypatch) == 0
    assert (await seat(cast, path), await known(database)) == ({"state": "seated"}, [answer])
    await (await cast.program("olena")).patch(path, json={"version": 1, "starts": "2027-04-02T15:00"})
    assert await known(database) == ["NEEDS-ACTION"]
    assert (await received(database, "bohdan"))[-1].event["ATTENDEE"].parameters["PARTSTAT"] == "NEEDS-ACTION"


async def test_the_host_sees_whose_calendar_says_perhaps(
    cast: Cast, database: Database, services: Services, clock: TurnedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, reply = await invited(cast, database, clock)
    visit, olena = (await (await cast.program("olena")).get(path)).json(), await cast.browser("olena")
    page = f"/en{path_of(visit)}/guests"
    assert "Comes perhaps" not in (await olena.get(page)).text
    await hand_over(services, replace(reply, answer="TENTATIVE").mail(), monkeypatch=monkeypatch)
    assert "Comes perhaps" in (await olena.get(page)).text
    sure = replace(reply, answer="ACCEPTED", stamp=reply.stamp + timedelta(minutes=1))
    clock.turn(minutes=2)
    await hand_over(services, sure.mail(), monkeypatch=monkeypatch)
    assert "Comes perhaps" not in (await olena.get(page)).text


WRONG = {
    "of nobody invited, or without their secret": [
        {"attendee": "tomasz@example.org", "sender": "tomasz@example.org"},
        {"attendee": "nobody@example.org", "sender": "nobody@example.org"},
        {"organizer": "replies@example.net"},
        {"organizer": "replies+zzzzzzzzzzzzzzzzzzzzzzzz@example.net"},
        {"organizer": "", "to": "mosty@127.0.0.1"},
    ],
    "not from the attendee": [
        {"sender": "mallory@evil.test"},
        {"sender": "bohdan@example.org>, <mallory@evil.test"},
    ],
    "another method": [{"method": "REQUEST"}, {"method": "COUNTER"}, {"method": "CANCEL"}, {"method": ""}],
    "another answer": [{"answer": "DELEGATED"}, {"answer": "NEEDS-ACTION"}, {"answer": "DROP-TABLE"}],
    "of no visit": [{"uid": "day-7@127.0.0.1"}, {"uid": "visit-"}, {"uid": "'; DROP TABLE visits"}],
    "of another site": [{"uid": "visit-bcdfghjkmnpq@evil.test"}],
    "not_found": [{"uid": "visit-bcdfghjkmnpq@127.0.0.1"}],
    "of an invitation that is out of date": [{"sequence": "0"}, {"sequence": "-5"}],
    "malformed: ValueError": [{"extra": "ATTENDEE;PARTSTAT=DECLINED:mailto:kasia@example.org\r\n"}],
}


@pytest.mark.parametrize(
    ("reason", "changes"), [(reason, changes) for reason, each in WRONG.items() for changes in each]
)
async def test_t9_a_forged_or_foreign_reply_is_ignored_and_logged_without_names(
    cast: Cast, database: Database, services: Services, clock: TurnedClock, said: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch, reason: str, changes: dict[str, Any],
) -> None:  # fmt: skip
    path, reply = await invited(cast, database, clock)
    assert await hand_over(services, replace(reply, **changes).mail(), monkeypatch=monkeypatch) == 0
    assert (await seat(cast, path), await known(database)) == ({"state": "seated"}, ["ACCEPTED"])
    assert said.messages == [f"calendar reply ignored: {reason}"]


@pytest.mark.parametrize(
    ("mail", "reason"),
    [
        (b"", "no calendar in it"),
        (b"\xff\xfe\x00" * 1000, "no calendar in it"),
        (b"From: a@b.org\nContent-Type: text/calendar\n\nBEGIN:VCALENDAR", "malformed: ValueError"),
        (b"Content-Type: text/calendar\n\n" + b"BEGIN:VEVENT\n" * 9000, "malformed: ValueError"),
        (b"Content-Type: multipart/mixed; boundary=x\n\n" + b"--x\n" * 9000, "no calendar in it"),
        (b"Content-Type: text/calendar\n\n" + b"x" * MAX_BYTES, "too large"),
    ],
)
async def test_t9_what_is_no_reply_at_all_ends_in_a_line_of_the_log(
    services: Services, said: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch, mail: bytes, reason: str
) -> None:
    assert await hand_over(services, mail, monkeypatch=monkeypatch) == 0
    assert said.messages == [f"calendar reply ignored: {reason}"]
    assert not [record for record in said.records if record.exc_info]


async def test_a_clock_far_ahead_does_not_silence_its_owner(
    cast: Cast, database: Database, services: Services, clock: TurnedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, reply = await invited(cast, database, clock)
    ahead = replace(reply, answer="TENTATIVE", stamp=reply.stamp + timedelta(days=4000))
    assert await hand_over(services, ahead.mail(), monkeypatch=monkeypatch) == 0
    assert await known(database) == ["TENTATIVE"]
    clock.turn(minutes=1)
    later = replace(reply, stamp=clock.now())
    assert await hand_over(services, later.mail(), monkeypatch=monkeypatch) == 0
    assert (await seat(cast, path), await known(database)) == (None, ["DECLINED"])


async def test_a_store_out_of_reach_lets_the_mail_server_come_again(
    cast: Cast, database: Database, services: Services, clock: TurnedClock, said: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    _, reply = await invited(cast, database, clock)

    def unreachable() -> None:
        raise OSError("no route to host")

    monkeypatch.setattr(services.database, "work", unreachable)
    assert await hand_over(services, reply.mail(), monkeypatch=monkeypatch) == os.EX_TEMPFAIL
    assert said.messages == ["calendar reply put off: OSError"]


def test_where_replies_go_is_an_address_that_can_be_lengthened() -> None:
    key = {"MOSTY_SECRET_KEY": "k" * 32}
    assert from_environment(key).replies_to is None
    assert from_environment({**key, "MOSTY_REPLIES_TO": "replies@example.org"}).replies_to == "replies@example.org"
    for wrong in ("replies", "a+b@example.org", "a b@example.org", f"{'a' * 40}@example.org", "x@y\nz"):
        with pytest.raises(SettingError, match="MOSTY_REPLIES_TO"):
            from_environment({**key, "MOSTY_REPLIES_TO": wrong})
