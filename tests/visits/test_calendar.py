from datetime import datetime
from email import message_from_bytes
from email.policy import default
from typing import Any

import pytest
import sqlalchemy as sa
from icalendar import Calendar

from forum.foundation.database import Database, table
from forum.mail.models import OutboxMail
from tests.cast import Cast
from tests.visits.plans import published, scheduled


def event_in(content: bytes) -> Any:
    return Calendar.from_ical(content).walk("VEVENT")[0]


async def test_the_calendar_file_is_in_the_readers_language_and_holds_the_link_only_for_those_seated(
    cast: Cast,
) -> None:
    visit = await published(await cast.program("olena"))
    path = f"/api/v1/visits/{visit['id']}"
    bohdan, tomasz = await cast.program("bohdan", **{"Accept-Language": "uk"}), await cast.program("tomasz")
    await bohdan.put(f"{path}/seat")
    mine, other = await bohdan.get(f"{path}/calendar.ics"), await tomasz.get(f"{path}/calendar.ics")
    assert mine.headers["content-type"] == "text/calendar; charset=utf-8; method=PUBLISH"
    assert event_in(mine.content)["SUMMARY"] == "Тепло у двох школах"
    assert event_in(mine.content)["LOCATION"] == "https://video.example.org/heat"
    assert event_in(other.content)["SUMMARY"] == "Heating two schools"
    assert b"video.example.org" not in other.content


async def test_uid_and_organizer_stay_for_life_and_a_cancelled_visit_still_serves_its_file(cast: Cast) -> None:
    olena, anybody = await cast.program("olena"), await cast.program()
    visit = await published(olena)
    path = f"/api/v1/visits/{visit['id']}"
    before = event_in((await anybody.get(f"{path}/calendar.ics")).content)
    await olena.patch(path, json={"version": 1, "starts": "2027-03-30T11:00"})
    await olena.put(f"{path}/cancellation")
    answer = await anybody.get(f"{path}/calendar.ics")
    after = event_in(answer.content)
    assert (before["UID"], before["ORGANIZER"]) == (after["UID"], after["ORGANIZER"])
    assert after["STATUS"] == "CANCELLED"
    assert Calendar.from_ical(answer.content)["METHOD"] == "CANCEL"
    assert after["SEQUENCE"] == before["SEQUENCE"] + 2
    assert answer.headers["content-type"].endswith("method=CANCEL")


@pytest.mark.parametrize(
    ("starts", "zone", "fold"),
    [
        ("2027-03-28T02:30", "Europe/Kyiv", None),
        ("2027-10-31T03:30", "Europe/Kyiv", 0),
        ("2027-10-31T03:30", "Europe/Kyiv", 1),
        ("2027-10-31T02:30", "Europe/Warsaw", 0),
        ("2027-10-31T02:30", "Europe/Warsaw", 1),
        ("2027-07-01T15:00", "Europe/Kiev", None),
        ("2027-03-20T09:00", "America/New_York", None),
    ],
)
async def test_m14_dst_the_file_means_the_moment_of_the_api(
    cast: Cast, starts: str, zone: str, fold: int | None
) -> None:
    olena = await cast.program("olena")
    visit = await scheduled(olena, starts=starts, zone=zone, **({} if fold is None else {"fold": fold}))
    event = event_in((await olena.get(f"/api/v1/visits/{visit['id']}/calendar.ics")).content)
    assert int(event["DTSTART"].dt.timestamp()) == seconds(visit["starts_at"])
    assert int(event["DTEND"].dt.timestamp()) == seconds(visit["ends_at"])


async def test_the_mail_to_who_moves_up_says_their_hour_and_the_hosts(cast: Cast, database: Database) -> None:
    visit = await published(await cast.program("olena"), capacity=1, starts="2027-07-01T15:00")
    path = f"/api/v1/visits/{visit['id']}/seat"
    bohdan, tomasz = await cast.program("bohdan"), await cast.program("tomasz")
    await bohdan.put(path)
    await tomasz.put(path)
    await bohdan.delete(path)
    async with database.read() as db:
        outbox = table(OutboxMail)
        row = (await db.execute(sa.select(outbox).where(outbox.c.kind == "visit.promoted"))).one()
    text = message_from_bytes(row.content, policy=default).get_body(("plain",))
    assert text is not None
    words = text.get_content()
    assert "14:00" in words
    assert "15:00" in words
    assert f"/pl/visits/{visit['id']}-" in words
    assert row.not_after is not None


def seconds(moment: str) -> int:
    return int(datetime.fromisoformat(moment).timestamp())
