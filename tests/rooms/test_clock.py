"""The server's clock jumps: order, numbers and sessions do not follow it."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from forum.accounts.actions.people import suspend
from forum.accounts.actions.sessions import open_session
from forum.foundation.services import Services
from tests.cast import Cast
from tests.conftest import TurnedClock
from tests.rooms.conftest import Place

LEAP = datetime(2038, 1, 19, 3, 14, 8, tzinfo=UTC)
JUMPS = {"two hours back": timedelta(hours=-2), "a day on": timedelta(days=1), "to 2038": None}


@pytest.mark.parametrize("jump", JUMPS)
async def test_r12_clock_jump_leaves_order_and_numbers(room: Place, clock: TurnedClock, jump: str) -> None:
    """What is said after the jump comes after what was said before, for readers who were away too; back again as well."""
    bohdan, began = await room.cast.program("bohdan"), clock.moment
    by = JUMPS[jump]
    for number, moment in enumerate((began, began + by if by else LEAP, began), start=1):
        clock.moment = moment
        answer = await room.say(bohdan, f"{number}")
        assert (answer.status_code, answer.json()["seq"]) == (201, number)
    changed = await bohdan.patch(f"{room.entries}/2", json={"id": str(uuid4()), "text": "two"})
    assert changed.json()["seq"] == 4
    entries = (await room.read(bohdan, after=1))["entries"]
    assert [(entry["seq"], entry["text"]) for entry in entries] == [(2, "two"), (3, "3"), (4, "two")]


@pytest.mark.parametrize("made_after_a_jump_of", [timedelta(0), timedelta(hours=-2)], ids=["right", "late"])
async def test_r12_clock_jump_neither_prolongs_nor_ends_a_session(
    cast: Cast, services: Services, clock: TurnedClock, made_after_a_jump_of: timedelta
) -> None:
    """30 days from when it was opened by the clock of that moment, whatever the clock did in between."""
    clock.moment += made_after_a_jump_of
    began, user = clock.moment, await cast.id("bohdan")
    async with services.database.work() as work:
        secret = await open_session(work, user, kind="browser", device="test")
    browser = await cast.browser(Cookie=f"__Host-mosty_session={secret}")

    async def signed_in(moment: datetime) -> bool:
        clock.moment = moment
        return (await browser.get("/api/v1/me")).status_code == 200

    for by in (timedelta(hours=-2), timedelta(days=1), timedelta(days=30) - timedelta(seconds=1)):
        assert await signed_in(began + by)
    assert not await signed_in(LEAP), "a clock that is far ahead signs people out"
    assert await signed_in(began + timedelta(days=29)), "but for as long as it is wrong"
    assert not await signed_in(began + timedelta(days=30))
    assert not await signed_in(began + timedelta(days=31))


async def test_r12_a_clock_that_is_set_back_frees_nobody_who_was_suspended(room: Place, clock: TurnedClock) -> None:
    bohdan, user = await room.cast.program("bohdan"), await room.cast.id("bohdan")
    async with room.cast.services.database.work() as work:
        await suspend(work, user, until=None, reason="test", by=None)
    clock.turn(hours=-2)
    assert (await room.say(bohdan, "Again?")).json()["code"] == "banned"
