"""Entries that come late, twice, in the wrong order or not at all."""

import asyncio
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from realtime.backplane.memory import MemoryBus
from realtime.ports import EntriesNote, Head
from realtime.ring import RING_ENTRIES
from realtime.wire import Entry
from tests.realtime.simulated_time import run
from tests.realtime.town import ROOM, Client, MemoryLog, Town, said


@settings(max_examples=60, deadline=None)
@given(
    number=st.integers(1, 40),
    lost=st.sets(st.integers(1, 40)),
    doubled=st.sets(st.integers(1, 40)),
    order=st.randoms(use_true_random=False),
    pause=st.sampled_from([0.0, 0.003, 0.2]),
)
def test_hints_may_be_lost_doubled_and_shuffled(
    number: int, lost: set[int], doubled: set[int], order: random.Random, pause: float
) -> None:
    async def story() -> list[int]:
        async with Town() as town:
            client = town.connect()
            await client.enter()
            entries = [said(seq, f"text {seq}") for seq in range(1, number + 1)]
            hints = [entry for entry in entries if entry.seq not in lost]
            hints += [entry for entry in entries if entry.seq in doubled]
            order.shuffle(hints)
            for entry in entries:
                town.log.commit(entry)
            for entry in hints:
                town.hub.announce(ROOM, [entry])
                await asyncio.sleep(pause)
            await client.hears("entry", seq=number)
            return client.seqs()

    assert run(story()) == list(range(1, number + 1))


@pytest.mark.parametrize("lost", [1, RING_ENTRIES + 90, 1_700])
def test_what_no_hint_brought_comes_within_five_seconds(lost: int) -> None:
    async def story() -> None:
        async with Town() as town:
            client = town.connect()
            await client.enter()
            began = asyncio.get_running_loop().time()
            town.log.fill(lost)
            await client.hears("entry", seq=lost)
            assert asyncio.get_running_loop().time() - began <= 5.0
            assert client.seqs() == list(range(1, lost + 1))

    run(story())


def test_a_gap_is_fetched_at_once_and_not_by_the_heartbeat() -> None:
    async def story() -> None:
        async with Town() as town:
            client = town.connect()
            await client.enter()
            began = asyncio.get_running_loop().time()
            town.log.commit(said(1, "lost on the way"))
            town.log.say("heard")
            await client.hears("entry", seq=2)
            assert asyncio.get_running_loop().time() - began < 0.5
            assert client.seqs() == [1, 2]
            assert town.hub.metrics()["gaps_total"] == 1

    run(story())


class Failing(MemoryLog):
    """A log that can be read only while it is not `down`."""

    down = False

    async def read(self, room: str, after: int, limit: int) -> list[Entry]:
        if self.down:
            raise OSError("the database is away")
        return list(await super().read(room, after, limit))


def test_a_lost_hint_under_four_thousand_others_is_found_and_reading_ends() -> None:
    async def story() -> None:
        async with Town() as town:
            client = town.connect()
            await client.enter()
            town.log.fill(4_200)
            reads = town.hub.metrics()["log_reads_total"]
            town.hub.announce(ROOM, town.log.rooms[ROOM].entries[1:])
            await client.hears("entry", seq=4_200)
            assert client.seqs() == list(range(1, 4_201))
            assert town.hub.metrics()["log_reads_total"] - reads < 20

    run(story())


def test_a_hint_that_the_log_contradicts_ends_reading_too() -> None:
    class Elsewhere(MemoryLog):
        reads = 0

        async def read(self, room: str, after: int, limit: int) -> list[Entry]:
            self.reads += 1
            return [said(seq, "far away") for seq in range(after + 2, after + 2 + limit)]

    async def story() -> None:
        log = Elsewhere()
        async with Town(log=log) as town:
            await town.connect().enter()
            channel = town.hub.channels.get(ROOM)
            assert channel
            await asyncio.wait_for(channel.fetch(), 1)
            assert log.reads == 1

    run(story())


def test_a_rewritten_room_is_not_stuck_when_the_log_fails_once() -> None:
    async def story() -> None:
        log = Failing()
        log.fill(3)
        async with Town(log=log) as town:
            client = town.connect()
            await client.enter()
            log.down = True
            log.rooms[ROOM].epoch = "e2"
            await asyncio.sleep(6)  # the heartbeat has noticed and could not read
            assert client.of("reset") == []
            log.down = False
            assert (await client.hears("reset"))["epoch"] == "e2"
            assert [event["seq"] for event in await client.enter() if event["t"] == "entry"] == [1, 2, 3]
            log.say("and on it goes")
            await client.hears("entry", seq=4)

    run(story())


def test_a_log_that_fails_for_a_while_costs_delay_only() -> None:
    async def story() -> None:
        log = Failing()
        async with Town(log=log) as town:
            client = town.connect()
            await client.enter()
            log.down = True
            log.commit(said(1, "lost on the way"))
            log.say("heard")
            await asyncio.sleep(30)
            assert client.seqs() == []
            log.down = False
            await client.hears("entry", seq=2)
            assert client.seqs() == [1, 2]

    run(story())


def test_entries_committed_while_the_room_opens_are_not_missed() -> None:
    async def story() -> None:
        async with Town() as town:
            town.log.fill(3)

            async def somebody_writes() -> None:
                town.log.after_heads = town.log.after_read = _nothing
                town.log.say("in between")

            town.log.after_heads = somebody_writes
            client = town.connect()
            await client.enter()
            if client.seqs() != [1, 2, 3, 4]:
                await client.hears("entry", seq=4)
            assert client.seqs() == [1, 2, 3, 4]

    run(story())


async def _nothing() -> None:
    pass


def test_two_processes_hear_each_other() -> None:
    async def story() -> None:
        log, bus = MemoryLog(), MemoryBus()
        async with Town(log=log, bus=bus) as one, Town(log=log, bus=bus) as two:
            olena, marek = one.connect("Olena"), two.connect("Marek")
            await olena.enter()
            await marek.enter()
            began = asyncio.get_running_loop().time()
            olena.post("чути?")
            assert (await marek.hears("entry"))["text"] == "чути?"
            assert asyncio.get_running_loop().time() - began < 0.1
            assert (await olena.hears("posted"))["seq"] == 1
            while (await olena.hears("people"))["count"] < 2:
                pass
            marek.say("typing")
            assert (await olena.hears("typing"))["people"] == [{"id": "marek", "name": "Marek"}]
            marek.say("hand", up=True)
            assert (await olena.hears("hands"))["people"][0]["name"] == "Marek"

    run(story())


def test_a_hand_that_is_lowered_in_another_process_stays_down() -> None:
    async def story() -> None:
        log, bus = MemoryLog(), MemoryBus()
        async with Town(log=log, bus=bus) as one, Town(log=log, bus=bus) as two:
            olena, marek = one.connect("Olena"), one.connect("Marek")
            await olena.enter()
            await marek.enter()
            marek.say("hand", up=True)
            await olena.hears("hands")
            marek.hang_up()
            again = two.connect("Marek")
            await again.enter()
            await asyncio.sleep(30)
            again.say("hand", up=False)
            await asyncio.sleep(90)
            assert [len(event["people"]) for event in olena.of("hands")] == [1, 0]
            assert len(olena.of("people")[-1]["people"]) == 2

    run(story())


def test_two_processes_without_a_bus_differ_by_five_seconds_at_most() -> None:
    async def story() -> None:
        log = MemoryLog()
        async with Town(log=log) as one, Town(log=log) as two:
            olena, marek = one.connect("Olena"), two.connect("Marek")
            await olena.enter()
            await marek.enter()
            began = asyncio.get_running_loop().time()
            olena.post("without a bus")
            await marek.hears("entry")
            assert 0 < asyncio.get_running_loop().time() - began <= 5.0

    run(story())


def test_a_room_is_let_go_of_a_minute_after_the_last_reader() -> None:
    async def story() -> None:
        async with Town() as town:
            client: Client = town.connect()
            await client.enter()
            client.hang_up()
            await client.ends()
            await asyncio.sleep(59)
            assert town.hub.metrics()["rooms"] == 1
            await asyncio.sleep(2)
            assert town.hub.metrics()["rooms"] == 0
            town.hub.announce(ROOM, [said(1, "nobody listens")])
            assert town.hub.metrics()["rooms"] == 0

    run(story())


def test_what_another_version_of_the_log_says_never_runs_backwards() -> None:
    async def story() -> None:
        async with Town() as town:
            town.log.fill(5)
            client = town.connect()
            await client.enter()
            channel = town.hub.channels.get(ROOM)
            assert channel
            await channel.check(Head("e1", 2))
            town.hub.channels.heard(EntriesNote(ROOM, (said(2, "old"),)), 0.0)
            town.log.say("new")
            await client.hears("entry", seq=6)
            assert client.seqs() == [1, 2, 3, 4, 5, 6]

    run(story())
