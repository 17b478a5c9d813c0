"""What is asked beside the sockets: the long poll, who is here, counters."""

import asyncio

import pytest

from tests.realtime.hub.stories import in_town, now
from tests.realtime.town import ROOM, Town


def test_a_long_poll_returns_with_the_first_new_entry_or_when_its_time_is_over() -> None:
    async def story(town: Town) -> None:
        town.log.fill(3)
        start = now()
        await town.hub.wait(ROOM, 2, 25)
        assert now() == start
        await town.hub.wait(ROOM, 3, 25)
        assert now() - start == pytest.approx(25)
        waiting = asyncio.create_task(town.hub.wait(ROOM, 3, 25))
        await asyncio.sleep(1)
        assert not waiting.done()
        town.log.say("news")
        await asyncio.wait_for(waiting, 0.1)
        await town.hub.wait("absent", 0, 1)

    in_town(story)


def test_a_long_poll_of_a_past_that_is_no_more_does_not_wait_to_its_end() -> None:
    async def story(town: Town) -> None:
        town.log.fill(3)
        waiting = asyncio.create_task(town.hub.wait(ROOM, 3, 25))
        await asyncio.sleep(1)
        restored = town.log.rooms[ROOM]
        restored.epoch, restored.entries = "e2", restored.entries[:3]
        await asyncio.wait_for(waiting, 5)

    in_town(story)


def test_who_is_here_can_be_asked() -> None:
    async def story(town: Town) -> None:
        assert town.hub.here(ROOM) == ()
        await town.connect("Olena").enter()
        assert [person.name for person in town.hub.here(ROOM)] == ["Olena"]

    in_town(story)


def test_counters() -> None:
    async def story(town: Town) -> None:
        client = town.connect()
        await client.enter()
        client.post("one")
        await client.hears("entry")
        client.say_raw("x")
        await client.hears("error")
        metrics = town.hub.metrics()
        assert metrics["sockets"] == metrics["sockets_total"] == metrics["rooms"] == metrics["posts_total"] == 1
        assert metrics["entries_total"] == metrics["bad_frames_total"] == 1
        assert metrics["deliveries_total"] >= 1
        assert metrics["frames_in_total"] == 3

    in_town(story)
