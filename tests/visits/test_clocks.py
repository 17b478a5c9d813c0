"""A country changes the rules of its clocks: promised hours stay, moments move, and everybody is told once."""

import os
import shutil
import subprocess
import zoneinfo
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from forum.foundation import i18n, icalendar, tzdata
from forum.foundation.database import Database, table
from forum.foundation.ids import new_client_id
from forum.foundation.services import Services
from forum.mail.models import OutboxMail
from forum.visits import actions, jobs
from forum.visits.models import Visit
from forum.visits.rules.plan import Plan
from forum.web.viewer import Viewer
from tests.cast import Cast
from tests.visits.plans import published
from tests.visits.test_invitations import received

visits, outbox = table(Visit), table(OutboxMail)
# Ukraine's bill 4201, as if it came into force with the year.
NEW_RULES = """
Rule EU 1996 max - Mar lastSun 1:00u 1:00 S
Rule EU 1996 max - Oct lastSun 1:00u 0 -
Zone Europe/Kyiv 2:00 EU EE%sT 2027
                 2:00 - EET
"""
HOUR = timedelta(hours=1)


@pytest.fixture
def new_rules(tmp_path: Path) -> Iterator[Callable[[], None]]:
    """Begins to compute with a time zone database in which Kyiv is at UTC+2 all year from 2027 on."""
    before, folder = zoneinfo.TZPATH, tmp_path / "zoneinfo"

    def begin(*path: str) -> None:
        zoneinfo.reset_tzpath(path)
        zoneinfo.ZoneInfo.clear_cache()
        i18n.zone_info.cache_clear()
        icalendar.timezone.cache_clear()
        tzdata.edition.cache_clear()

    zic = shutil.which("zic", path=os.pathsep.join((os.environ["PATH"], "/usr/sbin", "/sbin")))
    assert zic is not None, "zic comes with the C library's programs (Debian: libc-bin)"
    (tmp_path / "rules").write_text(NEW_RULES)
    subprocess.run([zic, "-d", str(folder), str(tmp_path / "rules")], check=True)
    (folder / "tzdata.zi").write_text("# version 2027z\n")
    yield lambda: begin(str(folder), *before)
    begin(*before)


def plan(number: int, starts: datetime, zone: str) -> Plan:
    return Plan(
        kind="study_visit", title={"en": f"Visit {number}"}, description={}, starts=starts.strftime("%Y-%m-%dT%H:%M"),
        zone=zone, minutes=60, capacity=10, languages=("uk",), interpretation="none",
    )  # fmt: skip


async def moments(database: Database) -> dict[int, tuple[str, datetime, datetime, int, str]]:
    async with database.read() as db:
        rows = await db.execute(sa.select(visits).order_by(visits.c.id))
        return {row.id: (row.starts_wall, row.starts_at, row.ends_at, row.sequence, row.zone) for row in rows}


async def test_m15_tzdata_change(
    cast: Cast, database: Database, services: Services, new_rules: Callable[[], None]
) -> None:
    host = Viewer(id=await cast.id("olena"), role="official", confirmed=True)
    guests = [Viewer(id=await cast.id(name), confirmed=True) for name in ("bohdan", "tomasz")]
    async with database.work() as work:
        for number in range(100):
            zone = "Europe/Kyiv" if number % 2 else "Europe/Warsaw"
            wanted = plan(number, datetime(2027, 2, 8, 10) + timedelta(days=number * 2), zone)
            made = await actions.schedule_visit(work, host, wanted, client_id=new_client_id())
            if number > 90:
                await actions.publish_visit(work, made.visit.id, host)
                for guest in guests:
                    await actions.take_seat(work, made.visit.id, guest)
    await jobs.keep_wall_times(services)
    before = await moments(database)

    new_rules()
    await jobs.keep_wall_times(services)
    after = await moments(database)
    moved = {row for row, values in after.items() if values != before[row]}
    expected = {
        row for row, (_, starts_at, *_, zone) in before.items()
        if zone == "Europe/Kyiv" and starts_at >= datetime(2027, 3, 28, 1, tzinfo=UTC)
    }  # fmt: skip
    assert len(before) == 100
    assert 30 < len(expected) < 50
    assert moved == expected
    for row in moved:
        (wall, starts_at, ends_at, sequence, _), (old_wall, old_start, old_end, old_sequence, _) = (
            after[row],
            before[row],
        )
        assert wall == old_wall
        assert (starts_at, ends_at) == (old_start + HOUR, old_end + HOUR)
        assert sequence == old_sequence + 1
    assert await told(database) == [("bohdan", 5), ("tomasz", 5)]

    await jobs.keep_wall_times(services)
    assert await moments(database) == after
    assert await told(database) == [("bohdan", 5), ("tomasz", 5)]


async def test_m15_tzdata_change_the_mail_says_the_kept_hour_and_the_calendar_gets_the_moment(
    cast: Cast, database: Database, services: Services, new_rules: Callable[[], None]
) -> None:
    olena, tomasz = await cast.program("olena"), await cast.program("tomasz")
    visit = await published(olena, starts="2027-07-01T15:00")
    await tomasz.put(f"/api/v1/visits/{visit['id']}/seat")
    new_rules()
    # A change of words before the job came by leaves the hour to it.
    changed = await olena.patch(f"/api/v1/visits/{visit['id']}", json={"version": 1, "capacity": 11})
    assert changed.json()["starts_at"] == "2027-07-01T12:00:00Z"
    await jobs.keep_wall_times(services)
    first, second = await received(database, "tomasz")
    assert (first.kind, second.kind) == ("visit.seated", "visit.clocks")
    assert int(second.event["SEQUENCE"].value) == int(first.event["SEQUENCE"].value) + 1
    assert [mail.event["DTSTART"].value for mail in (first, second)] == ["20270701T150000"] * 2
    assert b"TZOFFSETTO:+0300" not in second.content
    # At the host's place it is three o'clock as promised; in Warsaw it is three as well now, and was two.
    assert "14:00" not in second.text
    assert "15:00" in second.text
    shown = (await olena.get(f"/api/v1/visits/{visit['id']}")).json()
    assert (shown["starts"], shown["starts_at"]) == ("2027-07-01T15:00", "2027-07-01T13:00:00Z")


async def test_a_process_with_the_older_database_undoes_nothing(
    cast: Cast, database: Database, services: Services, new_rules: Callable[[], None]
) -> None:
    visit = await published(await cast.program("olena"), starts="2027-07-01T15:00")
    async with database.work() as work:
        later = datetime(2027, 7, 1, 13, tzinfo=UTC)
        await work.db.execute(sa.update(visits).values(starts_at=later, ends_at=later + HOUR, tzdata="2027z"))
    await jobs.keep_wall_times(services)
    shown = (await (await cast.program()).get(f"/api/v1/visits/{visit['id']}")).json()
    assert shown["starts_at"] == "2027-07-01T13:00:00Z"


async def told(database: Database) -> list[tuple[str, int]]:
    async with database.read() as db:
        rows = await db.execute(
            sa.select(outbox.c.recipient, sa.func.count())
            .where(outbox.c.kind == "visit.clocks")
            .group_by(outbox.c.recipient)
            .order_by(outbox.c.recipient)
        )
        return [(row[0].partition("@")[0], row[1]) for row in rows]
