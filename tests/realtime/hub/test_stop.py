"""Slow readers, beats, the stop."""

import asyncio

from realtime import wire
from realtime.wire import LIFTED
from tests.realtime.hub.stories import both, in_town, now
from tests.realtime.simulated_time import run
from tests.realtime.town import ROOM, Story, Town


def test_w15_a_reader_who_stalls_is_told_to_resume_and_others_notice_nothing() -> None:
    async def story(town: Town) -> None:
        slow, quick = town.connect("Slow"), town.connect("Quick")
        await slow.enter()
        await quick.enter()
        assert slow.transport
        slow.transport.stalled = True
        for number in range(400):
            town.log.say(f"{number} " + "x" * 3_000)
            await asyncio.sleep(0.01)
        await quick.hears("entry", seq=400)
        assert slow.code == wire.CLOSE_TOO_SLOW
        assert quick.seqs() == list(range(1, 401))
        await slow.ends()
        await asyncio.sleep(2)
        assert slow.transport.cut
        metrics = town.hub.metrics()
        assert (metrics["slow_closed_total"], metrics["sockets"]) == (1, 1)
        back = town.connect("Slow")
        await back.enter(after=max(slow.seqs(), default=0))
        assert back.seqs()[-1] == 400

    in_town(story)


def test_a_reader_who_stalls_is_cut_without_a_lent_transport_too() -> None:
    async def story(town: Town) -> None:
        slow, quick = town.connect("Slow", lend=False), town.connect("Quick", lend=False)
        await slow.enter()
        await quick.enter()
        slow.stalled = True
        for number in range(400):
            town.log.say(f"{number} " + "x" * 3_000)
            await asyncio.sleep(0.01)
        await quick.hears("entry", seq=400)
        await slow.ends()
        assert slow.code is None  # its goodbye could not be sent either
        metrics = town.hub.metrics()
        assert (metrics["slow_closed_total"], metrics["closed_4430_total"], metrics["sockets"]) == (1, 1, 1)

    in_town(story)


def test_a_beat_every_25_seconds_names_the_heads() -> None:
    async def story(town: Town) -> None:
        town.log.rooms["lviv"] = Story()
        client = town.connect()
        await client.enter()
        await client.enter("lviv")
        town.log.say("one")
        await asyncio.sleep(101)
        assert [beat["heads"] for beat in client.of("beat")] == [{ROOM: 1, "lviv": 0}] * 4

    in_town(story)


@both
def test_the_stop_says_when_to_come_back_spread_over_three_seconds(lend: bool) -> None:
    async def story() -> None:
        async with Town(limits=LIFTED) as town:
            clients = [town.connect(f"person {number}", lend=lend) for number in range(60)]
            await asyncio.gather(*(client.enter() for client in clients))
            start = now()
            await town.hub.drain()
            assert now() - start < 10
        assert {client.code for client in clients} == {wire.CLOSE_RESTART}
        waits = [client.events[-1]["retry_after"] for client in clients]
        assert all(client.events[-1]["t"] == "restart" for client in clients)
        assert 0 <= min(waits) < 1
        assert 2 < max(waits) <= 3

    run(story())


def test_the_stop_of_a_full_server_leaves_turns_to_others() -> None:
    async def story() -> None:
        async with Town(limits=LIFTED) as town:
            clients = [town.connect(f"person {number}") for number in range(1_200)]
            await asyncio.sleep(0)
            stop, closed = asyncio.create_task(town.hub.drain()), list[int]()
            while not closed or closed[-1] < len(clients):
                await asyncio.sleep(0)
                closed.append(sum(client.code is not None for client in clients))
            await stop
            assert {500, 1_000} <= set(closed)

    run(story())


def test_one_stuck_reader_does_not_hold_the_stop() -> None:
    async def story() -> None:
        async with Town() as town:
            stuck = town.connect("Stuck", lend=False)
            await stuck.enter()
            stuck.stalled = True
            town.log.say("this is never taken")
            start = now()
            await town.hub.drain()
            assert now() - start < 10

    run(story())


def test_who_comes_while_the_server_stops_is_sent_away() -> None:
    async def story() -> None:
        async with Town() as town:
            await town.hub.drain()
            late = town.connect()
            assert await late.ends() == wire.CLOSE_RESTART
            assert late.events[0]["t"] == "restart"

    run(story())
