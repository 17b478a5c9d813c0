import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from forum.entrypoints import services as build_services
from forum.foundation.database import Database, table
from forum.foundation.errors import Refused
from forum.foundation.services import Services
from forum.foundation.settings import SettingError, Settings, from_environment
from forum.mail.actions import delivery
from forum.mail.models import OutboxMail
from forum.mail.queries import outbox_mails
from forum.visits import jobs
from forum.visits.actions import letters
from forum.visits.models import Reminder
from forum.visits.rules.reminders import Due, checked, due
from tests.cast import Cast
from tests.conftest import TurnedClock
from tests.visits.plans import published, scheduled

outbox, reminders = table(OutboxMail), table(Reminder)
# Ten in the morning in Kyiv, on the day after clocks were moved.
START = datetime(2027, 3, 29, 7, 0, tzinfo=UTC)


@pytest.fixture
async def another_worker(settings: Settings, clock: TurnedClock, services: Services) -> AsyncIterator[Services]:
    other = build_services.build(settings, clock)
    yield other
    await other.database.close()


async def sent(database: Database, state: str = "waiting") -> list[tuple[str, str]]:
    """Whom reminders are for, and their subjects, in the order of the outbox."""
    async with database.read() as db:
        rows = await db.execute(
            sa.select(outbox.c.recipient, outbox.c.subject)
            .where(outbox.c.kind == "visit.reminder", outbox.c.state == state)
            .order_by(outbox.c.recipient, outbox.c.id)
        )
        return [(row.recipient.partition("@")[0], row.subject) for row in rows]


async def settled(database: Database) -> list[str]:
    async with database.read() as db:
        return sorted(await db.scalars(sa.select(reminders.c.kind)))


async def seated(cast: Cast, *names: str, **changes: Any) -> str:
    """A visit with guests; the address of it."""
    visit = await published(await cast.program("olena"), **changes)
    path = f"/api/v1/visits/{visit['id']}"
    for name in names:
        assert (await (await cast.program(name)).put(f"{path}/seat")).status_code == 200
    return path


async def test_m16_reminder_once(
    cast: Cast, database: Database, services: Services, another_worker: Services, clock: TurnedClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    await seated(cast, "bohdan", "tomasz")
    await jobs.remind(services)
    assert await sent(database) == []

    clock.moment = START - timedelta(days=1)
    write, calls = letters.remind, 0

    async def dying(*args: Any, **more: Any) -> None:
        nonlocal calls
        calls += 1
        if calls == 2:
            raise RuntimeError("the process is killed between two of its mails")
        await write(*args, **more)

    monkeypatch.setattr(letters, "remind", dying)
    with pytest.raises(RuntimeError):
        await jobs.remind(services)
    assert (await sent(database), await settled(database)) == ([], [])
    monkeypatch.setattr(letters, "remind", write)

    await asyncio.gather(*(jobs.remind(worker) for worker in (services, another_worker, services, another_worker)))
    each = [("bohdan", "Нагадування: Тепло у двох школах"), ("tomasz", "Przypomnienie: Тепло у двох школах")]
    assert await sent(database) == each
    for hours in (-1, 1, 2, -3, 10):
        clock.turn(hours=hours)
        await jobs.remind(another_worker)
    assert await sent(database) == each

    clock.moment = START - timedelta(minutes=59)
    await asyncio.gather(jobs.remind(services), jobs.remind(another_worker))
    assert [name for name, _ in await sent(database)] == ["bohdan", "bohdan", "tomasz", "tomasz"]
    assert await settled(database) == ["1d", "1d", "1h", "1h"]


async def test_m16_reminder_once_in_the_night_of_two_equal_hours(
    cast: Cast, database: Database, services: Services, clock: TurnedClock
) -> None:
    # Half past four in Kyiv is 02:30 UTC; clocks show half past three at 00:30 and at 01:30.
    await seated(cast, "bohdan", starts="2027-10-31T04:30", reminders=["2h", "1h"])
    clock.moment = datetime(2027, 10, 31, 0, 0, tzinfo=UTC)
    counts = []
    for _ in range(11):
        await jobs.remind(services)
        counts.append(len(await sent(database)))
        clock.turn(minutes=15)
    assert counts == [0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 2]


async def test_a_reminder_is_too_late_once_the_next_one_is_due_or_the_visit_begins(
    cast: Cast, database: Database, services: Services, clock: TurnedClock
) -> None:
    await seated(cast, "bohdan")
    clock.moment = START - timedelta(days=7)
    await jobs.remind(services)
    assert len(await sent(database)) == 1
    # No mail server for a week: what waits would only be wrong by then.
    clock.moment = START - timedelta(hours=23)
    async with database.work() as work:
        await delivery.withdraw_late(work)
    assert (await sent(database), len(await sent(database, "withdrawn"))) == ([], 1)
    clock.moment = START
    await jobs.remind(services)
    assert await sent(database) == []


async def test_who_has_just_been_told_the_hour_is_not_reminded_at_once(
    cast: Cast, database: Database, services: Services, clock: TurnedClock
) -> None:
    path = await seated(cast, "bohdan")
    clock.moment = START - timedelta(hours=20)
    await (await cast.program("tomasz")).put(f"{path}/seat")
    await jobs.remind(services)
    assert [name for name, _ in await sent(database)] == ["bohdan"]
    clock.moment = START - timedelta(hours=1)
    await jobs.remind(services)
    assert [name for name, _ in await sent(database)] == ["bohdan", "bohdan", "tomasz"]


async def test_a_seat_given_back_and_a_cancelled_visit_call_their_reminders_back(
    cast: Cast, database: Database, services: Services, clock: TurnedClock
) -> None:
    path = await seated(cast, "bohdan", "tomasz", "kasia", capacity=2)
    clock.moment = START - timedelta(days=1)
    await jobs.remind(services)
    assert [name for name, _ in await sent(database)] == ["bohdan", "tomasz"]
    await (await cast.program("bohdan")).delete(f"{path}/seat")
    await jobs.remind(services)
    assert [name for name, _ in await sent(database)] == ["tomasz"]
    await (await cast.program("olena")).put(f"{path}/cancellation")
    await jobs.remind(services)
    assert await sent(database) == []


async def test_a_moved_visit_is_reminded_of_at_its_new_hour(
    cast: Cast, database: Database, services: Services, clock: TurnedClock
) -> None:
    path = await seated(cast, "bohdan")
    clock.moment = START - timedelta(days=1)
    await jobs.remind(services)
    olena = await cast.program("olena")
    await olena.patch(path, json={"version": 1, "starts": "2027-03-31T10:00"})
    await jobs.remind(services)
    assert (await sent(database), await settled(database)) == ([], ["7d"])
    clock.turn(days=2)
    await jobs.remind(services)
    assert len(await sent(database)) == 1
    # Moved to an hour from now: the mail of the change has said so.
    await olena.patch(path, json={"version": 2, "starts": "2027-03-30T11:00"})
    await jobs.remind(services)
    assert await sent(database) == []


async def test_a_host_chooses_the_times_and_may_choose_none(cast: Cast, services: Services, clock: TurnedClock) -> None:
    olena = await cast.program("olena")
    visit = await scheduled(olena, reminders=["15m", "2d", "48h"])
    assert visit["reminders"] == ["48h", "15m"]
    path = f"/api/v1/visits/{visit['id']}"
    assert (await olena.patch(path, json={"version": 1, "reminders": []})).json()["reminders"] == []
    assert (await olena.patch(path, json={"version": 2, "reminders": None})).json()["reminders"] is None
    for wrong, code in ((["soon"], "reminder_unknown"), ([f"{n}h" for n in range(1, 7)], "reminders_too_many")):
        refused = await olena.patch(path, json={"version": 3, "reminders": wrong})
        assert (refused.status_code, refused.json()["code"]) == (422, code)
    page = (await (await cast.browser("olena")).get(f"/en/visits/{visit['id']}/edit", follow_redirects=True)).text
    assert page.count('name="reminders"') == 6
    assert [kind for kind in ("7d", "3d", "1d", "3h", "1h", "15m") if f'value="{kind}" checked' in page] == [
        "7d", "1d", "1h",
    ]  # fmt: skip


def test_of_several_reminders_only_the_last_one_is_due() -> None:
    at: Callable[[float], Due | None] = lambda hours: due(  # noqa: E731
        ("1h", "7d", "1d"), START, START - timedelta(hours=hours)
    )
    found = {hours: getattr(at(hours), "kind", None) for hours in (200, 168, 25, 24, 2, 1, 0.1, 0, -1)}
    assert found == {200: None, 168: "7d", 25: "7d", 24: "1d", 2: "1d", 1: "1h", 0.1: "1h", 0: None, -1: None}
    assert due((), START, START) is None


@pytest.mark.parametrize("kind", ["", "d", "0d", "31d", "1w", "100h", "-1h", "1 h", "١d", "1d\n"])
def test_a_reminder_is_a_number_and_a_unit(kind: str) -> None:
    with pytest.raises(Refused) as caught:
        checked([kind])
    assert caught.value.code == "reminder_unknown"


def test_the_usual_reminders_of_a_site_are_a_setting() -> None:
    assert from_environment({"MOSTY_REMINDERS": "2d, 1h", "MOSTY_SECRET_KEY": "k" * 32}).reminders == ("2d", "1h")
    assert from_environment({"MOSTY_REMINDERS": "", "MOSTY_SECRET_KEY": "k" * 32}).reminders == ()
    with pytest.raises(SettingError, match="MOSTY_REMINDERS"):
        from_environment({"MOSTY_REMINDERS": "tomorrow", "MOSTY_SECRET_KEY": "k" * 32})


async def test_who_wants_no_reminders_gets_none_and_can_have_them_back(
    cast: Cast, database: Database, services: Services, clock: TurnedClock
) -> None:
    await seated(cast, "bohdan", "tomasz")
    bohdan = await cast.browser("bohdan")
    clock.moment = START - timedelta(days=1)
    await jobs.remind(services)
    assert [name for name, _ in await sent(database)] == ["bohdan", "tomasz"]
    async with database.read() as db:
        texts = [mail.text for mail in await outbox_mails(db, 50) if "/visits/subscription" in mail.text]
    assert sorted("/uk/visits/subscription" in text for text in texts) == [False, True]
    for _ in range(2):
        assert (await bohdan.post("/en/visits/reminders", data={"end": "1"})).status_code == 303
    # What had not left is taken back.
    assert [name for name, _ in await sent(database)] == ["tomasz"]
    clock.moment = START - timedelta(hours=1)
    await jobs.remind(services)
    assert [name for name, _ in await sent(database)] == ["tomasz", "tomasz"]
    assert "Remind me again" in (await bohdan.get("/en/visits/subscription")).text
    await bohdan.post("/en/visits/reminders", data={"want": "1"})
    await jobs.remind(services)
    assert [name for name, _ in await sent(database)] == ["bohdan", "tomasz", "tomasz"]
    assert (await (await cast.browser()).post("/en/visits/reminders", data={"end": "1"})).status_code == 401
