"""What the mails about seats put into people's calendars (RFC 5546, RFC 6047)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default
from typing import Any

import sqlalchemy as sa
import vobject
from icalendar import Calendar

from forum.foundation.database import Database, table
from forum.mail.models import OutboxMail
from tests.cast import Cast
from tests.conftest import TurnedClock
from tests.visits import rfc5545
from tests.visits.plans import published

outbox = table(OutboxMail)


@dataclass(frozen=True)
class Received:
    """A mail about a seat: what people read, and the calendar object with the header it came under."""

    kind: str
    text: str
    content_type: str
    content: bytes

    @property
    def calendar(self) -> rfc5545.Component:
        return rfc5545.read(self.content)

    @property
    def event(self) -> rfc5545.Component:
        (event,) = self.calendar.all("VEVENT")
        return event


async def received(database: Database, name: str) -> list[Received]:
    """What somebody was sent that has a calendar object, in order."""
    async with database.read() as db:
        rows = await db.execute(
            sa.select(outbox).where(outbox.c.recipient == f"{name}@example.org").order_by(outbox.c.id)
        )
    # What was called back before it left is empty.
    return [mail for row in rows if row.content for mail in [opened(row)] if mail.content]


def opened(row: Any) -> Received:
    message = message_from_bytes(row.content, policy=default)
    assert message.get_content_type() == "multipart/alternative"
    words = message.get_body(("plain",))
    assert words is not None
    text = words.get_content()
    for part in message.iter_parts():
        if part.get_content_type() == "text/calendar":
            content = part.get_payload(decode=True)
            assert isinstance(content, bytes)
            return Received(row.kind, text, part["Content-Type"], content)
    return Received(row.kind, text, "", b"")


def values(mails: Sequence[Received], name: str) -> list[str]:
    return [mail.event[name].value for mail in mails]


async def test_m13_imip_life(cast: Cast, database: Database, clock: TurnedClock) -> None:
    olena, bohdan, tomasz = await cast.program("olena"), await cast.program("bohdan"), await cast.program("tomasz")
    visit = await published(olena)
    path = f"/api/v1/visits/{visit['id']}"
    await bohdan.put(f"{path}/seat")
    await tomasz.put(f"{path}/seat")
    await olena.patch(path, json={"version": 1, "title": {"uk": "Тепло у трьох школах; «їжаки, ґави» " + "є" * 90}})
    # Clocks of servers are set back now and then.
    clock.turn(hours=-1)
    await olena.patch(path, json={"version": 2, "starts": "2027-04-02T15:00"})
    await (await cast.program("kasia")).put(f"{path}/seat")
    theirs = await received(database, "tomasz")
    await tomasz.delete(f"{path}/seat")
    theirs += [mail for mail in await received(database, "tomasz") if mail.kind == "visit.given_up"]
    his, hers = await received(database, "bohdan"), await received(database, "kasia")
    await olena.put(f"{path}/cancellation")
    his += [mail for mail in await received(database, "bohdan") if mail.kind == "visit.cancelled"]
    hers += [mail for mail in await received(database, "kasia") if mail.kind == "visit.cancelled"]

    everything = (*his, *theirs, *hers)
    invited = int(his[0].event["SEQUENCE"].value)
    assert [int(n) - invited for n in values(his, "SEQUENCE")] == [0, 1, 2, 3]
    assert [int(n) - invited for n in values(theirs, "SEQUENCE")] == [0, 1, 2, 3]
    assert [int(n) - invited for n in values(hers, "SEQUENCE")] == [2, 3]
    assert [mail.kind.removeprefix("visit.") for mail in theirs] == ["seated", "changed", "changed", "given_up"]
    assert [mail.kind.removeprefix("visit.") for mail in hers] == ["seated", "cancelled"]
    methods = ["REQUEST", "REQUEST", "REQUEST", "CANCEL"]
    for mails, expected in ((his, methods), (theirs, methods), (hers, ["REQUEST", "CANCEL"])):
        assert [mail.calendar["METHOD"].value for mail in mails] == expected
        cancelled = [method == "CANCEL" for method in expected]
        assert [value == "CANCELLED" for value in values(mails, "STATUS")] == cancelled
        assert values(mails, "DTSTAMP") == sorted(set(values(mails, "DTSTAMP")))
        assert len(set(values(mails, "ORGANIZER"))) == 1
    assert len(set(values(everything, "UID"))) == 1
    for mail in everything:
        method = mail.calendar["METHOD"].value
        assert mail.content_type == f'text/calendar; charset="utf-8"; method="{method}"; component="VEVENT"'
        assert len(mail.event.lines["ATTENDEE"]) == 1
    assert his[-1].event["ATTENDEE"].value == "mailto:bohdan@example.org"
    assert his[-1].event["ATTENDEE"].parameters["CN"] == "Богдан Мельник"


async def test_m13_imip_life_three_readers_agree_on_every_mail(cast: Cast, database: Database) -> None:
    olena, bohdan = await cast.program("olena"), await cast.program("bohdan")
    visit = await published(olena, title={"uk": "Кома, крапка з комою; і «\\» — " + "їжак " * 30})
    path = f"/api/v1/visits/{visit['id']}"
    await bohdan.put(f"{path}/seat")
    for version, starts in enumerate(("2027-03-28T02:30", "2027-10-31T03:30", "2027-07-01T15:00"), 1):
        answer = await olena.patch(path, json={"version": version, "starts": starts, "fold": int(version == 2)})
        assert answer.status_code == 200, answer.text
    mails = await received(database, "bohdan")
    await bohdan.delete(f"{path}/seat")
    # What they had not been told yet they are told no longer.
    (farewell,) = await received(database, "bohdan")
    await bohdan.put(f"{path}/seat")
    mails += await received(database, "bohdan")
    assert [mail.kind.removeprefix("visit.") for mail in mails[-2:]] == ["given_up", "seated"]
    assert int(mails[-1].event["SEQUENCE"].value) == int(farewell.event["SEQUENCE"].value) + 1
    assert len(mails) == 6
    for mail in mails:
        assert_same(mail)


def assert_same(mail: Received) -> None:
    """What `icalendar` reads in a file is what `vobject` reads, and what our own reader of the RFC does."""
    theirs, ours = Calendar.from_ical(mail.content), mail.calendar
    event: Any = theirs.walk("VEVENT")[0]
    for name in ("UID", "SUMMARY", "DESCRIPTION", "LOCATION", "STATUS"):
        assert str(event[name]) == mail.event[name].text, name
    for name in ("ORGANIZER", "ATTENDEE", "URL"):
        assert str(event[name]) == mail.event[name].value, name
        assert {key: str(value) for key, value in event[name].params.items()} == mail.event[name].parameters
    for name in ("DTSTART", "DTEND", "DTSTAMP"):
        assert event[name].dt.astimezone(UTC) == rfc5545.moment(ours, mail.event[name]), name
    assert int(event["SEQUENCE"]) == int(mail.event["SEQUENCE"].value)
    assert str(theirs["METHOD"]) == ours["METHOD"].value
    third = vobject.readOne(mail.content.decode()).vevent
    for name in ("uid", "summary", "description", "status", "sequence", "organizer", "attendee"):
        assert str(getattr(third, name).value) == str(event[name]), name
    assert third.dtstart.value.astimezone(UTC) == event["DTSTART"].dt.astimezone(UTC)
    assert event.to_ical() == Calendar.from_ical(theirs.to_ical()).walk("VEVENT")[0].to_ical()


async def test_m14_dst_mail_file_and_page_say_one_hour(cast: Cast, database: Database) -> None:
    olena, tomasz = await cast.program("olena"), await cast.program("tomasz")
    visit = await published(olena, starts="2027-07-01T15:00")
    await tomasz.put(f"/api/v1/visits/{visit['id']}/seat")
    (mail,) = await received(database, "tomasz")
    page = await (await cast.browser("tomasz")).get(visit["url"].replace("/en/", "/pl/"))
    for said in (mail.text, page.text):
        assert "14:00" in said
        assert "15:00" in said
    assert mail.event["DTSTART"].value == "20270701T150000"
    assert mail.event["DTSTART"].parameters["TZID"] == "Europe/Kyiv"
    assert rfc5545.moment(mail.calendar, mail.event["DTSTART"]) == datetime(2027, 7, 1, 12, tzinfo=UTC)


async def test_who_waits_gets_words_and_nothing_for_the_calendar(cast: Cast, database: Database) -> None:
    olena, bohdan, tomasz = await cast.program("olena"), await cast.program("bohdan"), await cast.program("tomasz")
    visit = await published(olena, capacity=1)
    path = f"/api/v1/visits/{visit['id']}"
    await bohdan.put(f"{path}/seat")
    await tomasz.put(f"{path}/seat")
    await olena.patch(path, json={"version": 1, "minutes": 60})
    await olena.patch(path, json={"version": 2, "starts": "2027-04-02T15:00"})
    await olena.put(f"{path}/cancellation")
    assert await received(database, "tomasz") == []
    async with database.read() as db:
        kinds = await db.scalars(sa.select(outbox.c.kind).where(outbox.c.recipient == "tomasz@example.org"))
    # A new length does not concern who may not come at all.
    assert list(kinds) == ["visit.changed", "visit.cancelled"]


async def test_the_invitation_holds_the_link_and_the_file_agrees_with_it(cast: Cast, database: Database) -> None:
    olena, bohdan = await cast.program("olena"), await cast.program("bohdan")
    visit = await published(olena)
    path = f"/api/v1/visits/{visit['id']}"
    for _ in range(2):
        await bohdan.put(f"{path}/seat")
        await bohdan.delete(f"{path}/seat")
    await bohdan.put(f"{path}/seat")
    mail = (await received(database, "bohdan"))[-1]
    file = rfc5545.read((await bohdan.get(f"{path}/calendar.ics")).content).parts[-1]
    assert mail.event["LOCATION"].text == "https://video.example.org/heat"
    assert [mail.event[n].value for n in ("UID", "SEQUENCE", "DTSTAMP", "ORGANIZER")] == [
        file[n].value for n in ("UID", "SEQUENCE", "DTSTAMP", "ORGANIZER")
    ]


async def test_a_refused_change_sends_nothing(cast: Cast, database: Database) -> None:
    olena, bohdan = await cast.program("olena"), await cast.program("bohdan")
    visit = await published(olena)
    path = f"/api/v1/visits/{visit['id']}"
    await bohdan.put(f"{path}/seat")
    await bohdan.put(f"{path}/seat")
    stale = await olena.patch(path, json={"version": 7, "starts": "2027-04-02T15:00"})
    gap = await olena.patch(path, json={"version": 1, "starts": "2027-03-28T03:30"})
    assert (stale.status_code, gap.status_code) == (409, 422)
    assert [mail.kind for mail in await received(database, "bohdan")] == ["visit.seated"]
