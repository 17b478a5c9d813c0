"""The rooms that are open in a process, kept up to date by asking how far they are."""

import asyncio

from tests.realtime import simulated_time
from tests.realtime.town import ROOM, Story, Town, said

OTHERS = [f"other-{number}" for number in range(3)]


def test_a_room_whose_log_is_slow_holds_up_no_other() -> None:
    async def story() -> None:
        async with Town() as town:
            town.log.rooms |= {room: Story() for room in OTHERS}
            reader = town.connect()
            for room in (ROOM, *OTHERS):
                reader.say("hello", room=room, after=0)
            await asyncio.sleep(1)
            for room in (ROOM, *OTHERS):
                town.log.commit(said(1, "nobody told", room))
            town.log.before_read = lambda: asyncio.sleep(10)
            began = asyncio.get_running_loop().time()
            await town.hub.channels.check_heads()
            assert asyncio.get_running_loop().time() - began < 11
            await asyncio.sleep(0.5)
            assert {event["room"] for event in reader.of("entry")} == {ROOM, *OTHERS}

    simulated_time.run(story())


def test_a_room_that_cannot_start_over_holds_up_no_other() -> None:
    async def story() -> None:
        async with Town() as town:
            town.log.rooms |= {room: Story() for room in OTHERS}
            reader = town.connect()
            for room in (ROOM, *OTHERS):
                reader.say("hello", room=room, after=0)
            await asyncio.sleep(1)
            town.log.rooms[ROOM].epoch = "new"
            town.log.commit(said(1, "of the new epoch", ROOM))
            town.log.commit(said(1, "nobody told", OTHERS[0]))
            failing = True

            async def fail_first() -> None:
                nonlocal failing
                if failing:
                    failing = False
                    raise OSError("the log is away")

            town.log.before_read = fail_first
            await town.hub.channels.check_heads()
            await asyncio.sleep(0.5)
            assert [event["room"] for event in reader.of("entry")] == [OTHERS[0]]

    simulated_time.run(story())
