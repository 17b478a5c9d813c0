"""From hello to live: contiguous, rising, once, whatever happens meanwhile."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from realtime import channel as channel_module
from realtime import wire
from realtime.catchup import FRAME_BYTES
from realtime.channel import PAGE_ENTRIES
from realtime.line import MOST_UNSENT_BYTES
from realtime.ring import RING_ENTRIES, Ring
from realtime.ticks import Ticks
from realtime.wire import Entry, Translation
from tests.realtime.simulated_time import run
from tests.realtime.town import ROOM, Client, MemoryLog, Town, no_pause, pauses, said

DELAYS = st.lists(st.sampled_from([0.0, 0.001, 0.007, 0.02, 0.05]), max_size=5)
WRITES_PER_SECOND = 200


def check_history(client: Client, *, after: int, head: int) -> None:
    """Promise 4 as a predicate: each entry once, in order, none missing, and `live` between backlog and rest."""
    assert client.seqs() == list(range(after + 1, head + 1))
    (welcome,), (live,) = client.of("welcome"), client.of("live")
    assert max(after, welcome["head"]) <= live["head"] <= head
    place = client.events.index(live)
    assert [event["seq"] for event in client.events[:place] if event["t"] == "entry"] == list(
        range(after + 1, live["head"] + 1)
    )
    assert client.events[0] == welcome


async def join_race(
    *, past: int, writes: int, joins: list[tuple[int, int]], delays: dict[str, list[float]], lend: bool = True
) -> list[tuple[Client, int]]:
    """People come while somebody writes 200 messages a second; `joins` are (when in ms, after what)."""
    async with Town() as town:
        town.log.fill(past)
        town.doors.before_admit = pauses(delays.get("admit", []))
        for place in ("before_heads", "after_heads", "before_read", "after_read"):
            setattr(town.log, place, pauses(delays.get(place, [])))

        async def write() -> None:
            for number in range(writes):
                town.log.say(f"new {number}")
                await asyncio.sleep(1 / WRITES_PER_SECOND)

        async def join(number: int, at: int, after: int) -> tuple[Client, int]:
            await asyncio.sleep(at / 1_000)
            client = town.connect(f"reader {number}", lend=lend)
            await client.enter(after=after)
            return client, after

        come = [join(number, at, min(after, past)) for number, (at, after) in enumerate(joins)]
        clients, _ = await asyncio.gather(asyncio.gather(*come), write())
        for client, after in clients:
            if past + writes > max(after, client.of("live")[0]["head"]):
                await client.hears("entry", seq=past + writes)
        return clients


@settings(max_examples=60, deadline=None)
@given(
    past=st.sampled_from([0, 1, 30, RING_ENTRIES, RING_ENTRIES + 1, RING_ENTRIES + PAGE_ENTRIES + 3]),
    writes=st.integers(0, 60),
    joins=st.lists(st.tuples(st.integers(0, 300), st.integers(0, 1_100)), min_size=1, max_size=6),
    delays=st.fixed_dictionaries(
        dict.fromkeys(("admit", "before_heads", "after_heads", "before_read", "after_read"), DELAYS)
    ),
    lend=st.booleans(),
)
def test_joining_while_others_write_loses_and_repeats_nothing(
    past: int, writes: int, joins: list[tuple[int, int]], delays: dict[str, list[float]], lend: bool
) -> None:
    for client, after in run(join_race(past=past, writes=writes, joins=joins, delays=delays, lend=lend)):
        check_history(client, after=after, head=past + writes)


@pytest.mark.slow
def test_two_hundred_joins_beside_a_busy_writer() -> None:
    joins = [(number * 5, number % 40) for number in range(200)]
    delays = {"admit": [0.0, 0.03], "after_read": [0.05, 0.0, 0.02], "after_heads": [0.04]}
    clients = run(join_race(past=600, writes=200, joins=joins, delays=delays))
    assert len(clients) == 200
    for client, after in clients:
        check_history(client, after=after, head=800)


def drop(self: Ring, after: int, upto: int) -> list[bytes] | None:
    page = _between(self, after, upto)
    return page and page[:1] + page[2:]


def repeat(self: Ring, after: int, upto: int) -> list[bytes] | None:
    page = _between(self, after, upto)
    return page and [*page[:1], *page[:1], *page[1:]]


def swap(self: Ring, after: int, upto: int) -> list[bytes] | None:
    page = _between(self, after, upto)
    return page and [*page[1:2], *page[:1], *page[2:]]


_between = Ring.between


@pytest.mark.parametrize("mutant", [drop, repeat, swap])
def test_an_event_dropped_repeated_or_swapped_is_noticed(
    mutant: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    async def story() -> None:
        async with Town() as town:
            town.log.fill(5)
            client = town.connect()
            async with asyncio.timeout(5):
                await client.enter(after=2)
            check_history(client, after=2, head=5)

    run(story())
    monkeypatch.setattr(Ring, "between", mutant)
    with pytest.raises((AssertionError, TimeoutError)):
        run(story())


class Dropping(Ticks):
    def add(self, event: bytes, lang: str | None = None) -> None:
        if b'"seq":4' not in event:
            super().add(event, lang)


class Repeating(Ticks):
    def add(self, event: bytes, lang: str | None = None) -> None:
        super().add(event, lang)
        if b'"seq":4' in event:
            super().add(event, lang)


class Swapping(Ticks):
    held: bytes | None = None

    def add(self, event: bytes, lang: str | None = None) -> None:
        if b'"seq":4' in event:
            self.held = event
            return
        super().add(event, lang)
        if self.held and b'"seq":5' in event:
            super().add(self.held, lang)
            self.held = None


@pytest.mark.parametrize("mutant", [Dropping, Repeating, Swapping])
def test_a_live_event_dropped_repeated_or_swapped_is_noticed(
    mutant: type[Ticks], monkeypatch: pytest.MonkeyPatch
) -> None:
    async def story() -> None:
        async with Town() as town:
            town.log.fill(2)
            client = town.connect()
            await client.enter()
            for number in range(4):
                town.log.say(f"new {number}")
            await client.hears("entry", seq=6)
            check_history(client, after=0, head=6)

    run(story())
    monkeypatch.setattr(channel_module, "Ticks", mutant)
    with pytest.raises(AssertionError):
        run(story())


def in_town(story: Callable[[Town], Awaitable[None]], **fields: Any) -> None:
    async def play() -> None:
        async with Town(**fields) as town:
            await story(town)

    run(play())


def test_the_last_so_many() -> None:
    async def story(town: Town) -> None:
        town.log.fill(20)
        client = town.connect()
        await client.enter(last=5)
        assert client.seqs() == [16, 17, 18, 19, 20]
        other = town.connect("Marek")
        await other.enter(last=500)
        assert other.seqs() == list(range(1, 21))

    in_town(story)


def test_nothing_up_to_the_floor_is_ever_sent() -> None:
    async def story(town: Town) -> None:
        town.log.fill(20)
        town.doors.floor = 18
        hellos: list[dict[str, Any]] = [{"after": 0}, {"after": 3}, {"last": 10}]
        for hello in hellos:
            client = town.connect()
            await client.enter(**hello)
            assert client.seqs() == [19, 20]

    in_town(story)


@pytest.mark.parametrize("after", [4, 2**62, 2**63 - 1, 2**63])
def test_beyond_the_head_is_a_reset(after: int) -> None:
    async def story(town: Town) -> None:
        town.log.fill(3)
        client = town.connect()
        client.say("hello", after=after)
        assert await client.hears("reset") == {"t": "reset", "room": ROOM, "epoch": "e1"}
        await client.enter(after=0, epoch="e1")
        assert client.seqs() == [1, 2, 3]

    in_town(story)


def test_another_epoch_is_a_reset() -> None:
    async def story(town: Town) -> None:
        town.log.fill(3)
        client = town.connect()
        client.say("hello", after=1, epoch="of a lost disk")
        assert (await client.hears("reset"))["epoch"] == "e1"
        assert client.seqs() == []

    in_town(story)


def test_a_restored_backup_resets_those_who_are_there() -> None:
    async def story(town: Town) -> None:
        town.log.fill(5)
        client = town.connect()
        await client.enter()
        restored = town.log.rooms[ROOM]
        restored.epoch, restored.entries = "e2", restored.entries[:3]
        await client.hears("reset", epoch="e2")
        town.log.say("after the restore")
        client.events.clear()
        client._heard = 0
        await client.enter(after=0, epoch="e2")
        assert client.seqs() == [1, 2, 3, 4]

    in_town(story)


def test_what_was_edited_or_removed_is_never_sent_as_it_was() -> None:
    async def story(town: Town) -> None:
        author = town.connect("Olena")
        await author.enter()
        for text in ("first secret", "second secret", "third"):
            author.post(text)
            await author.hears("posted")
        author.say("edit", seq=1, id="6f1f0000-0000-4000-8000-000000000001", text="better words")
        await author.hears("posted", seq=4)
        town.log.remove(2)
        returning = town.connect("Marek")
        await returning.enter(after=0)
        texts = {event["seq"]: event["text"] for event in returning.of("entry")}
        assert texts == {1: "better words", 2: "", 3: "third", 4: "better words", 5: ""}
        assert "secret" not in str(returning.events)

    in_town(story)


def test_a_reconnect_storm_is_served_from_the_ring() -> None:
    async def story(town: Town) -> None:
        town.log.fill(400)
        await town.connect("first").enter(lang="uk")
        town.log.calls.clear()
        returning = [town.connect(f"reader {n}") for n in range(100)]
        await asyncio.gather(*(client.enter(after=300, lang="uk") for client in returning))
        assert town.log.calls["read"] + town.log.calls["heads"] == 0
        # A statement of the gatekeeper and one for translations are all that a resume costs.
        assert town.log.calls.total() <= 100
        assert all(client.seqs() == list(range(301, 401)) for client in returning)

    in_town(story)


def test_a_long_backlog_comes_in_frames_of_bounded_size() -> None:
    async def story(town: Town) -> None:
        for number in range(600):
            town.log.commit(said(number + 1, "ї" * 400))
        client = town.connect()
        await client.enter(after=0)
        assert client.seqs() == list(range(1, 601))
        assert len(client.frames) > 3
        largest = max(len(str(frame).encode()) for frame in client.frames)
        assert largest < 3 * FRAME_BYTES < MOST_UNSENT_BYTES

    in_town(story)


def test_a_reader_who_stops_in_the_middle_of_the_backlog_is_too_slow() -> None:
    async def story(town: Town) -> None:
        for number in range(600):
            town.log.commit(said(number + 1, "long " * 200))
        client = town.connect()
        assert client.transport
        client.transport.stalled = True
        client.say("hello", after=0)
        assert await client.ends() == wire.CLOSE_TOO_SLOW
        assert client.transport.unsent() < MOST_UNSENT_BYTES

    in_town(story)


def test_translations_follow_their_messages() -> None:
    async def story(town: Town) -> None:
        town.log.fill(2)
        town.log.rooms[ROOM].translations = [
            Translation(room=ROOM, seq=2, lang="pl", text="wiadomość 2", by="machine"),
            Translation(room=ROOM, seq=2, lang="en", text="message 2", by="human"),
        ]
        client = town.connect(lang="pl")
        events = await client.enter(after=0)
        assert [e["text"] for e in events if e["t"] == "translation"] == ["wiadomość 2"]
        assert client.events.index(client.of("translation")[0]) > client.events.index(client.of("entry")[1])

    in_town(story)


def test_a_translation_that_comes_while_one_catches_up_is_not_missed() -> None:
    async def story(town: Town) -> None:
        town.log.fill(RING_ENTRIES + 10)

        async def translate() -> None:
            town.log.before_read = no_pause
            for lang in ("pl", "en"):
                town.hub.translated(
                    Translation(room=ROOM, seq=RING_ENTRIES, lang=lang, text=f"in {lang}", by="machine")
                )
            await asyncio.sleep(1)  # a tick passes, which is for those who are live

        await town.connect("Marek").enter(last=1)
        client = town.connect(lang="pl")
        town.log.before_read = translate
        await client.enter(after=0)
        await asyncio.sleep(1)
        assert [event["text"] for event in client.of("translation")] == ["in pl"]

    in_town(story)


@pytest.mark.parametrize("bye", [True, False])
def test_a_second_hello_in_the_middle_of_the_first_ones_backlog_starts_over_cleanly(bye: bool) -> None:
    async def story(town: Town) -> None:
        for number in range(RING_ENTRIES + 300):
            town.log.commit(said(number + 1, "long " * 100))
        town.log.before_read = pauses([0.5])
        client = town.connect()
        client.say("hello", after=0)
        await asyncio.sleep(0.8)  # the ring is filled, the first page is being read
        assert client.of("live") == []
        if bye:
            client.say("bye")
        await client.enter(after=0)
        await asyncio.sleep(5)
        again = client.events[client.events.index(client.of("welcome")[-1]) :]
        seqs = [event["seq"] for event in again if event["t"] == "entry"]
        assert seqs == list(range(1, RING_ENTRIES + 301))
        assert len(client.of("live")) == 1

    in_town(story)


def test_a_log_with_a_hole_sends_the_reader_away_rather_than_on() -> None:
    class Holey(MemoryLog):
        async def read(self, room: str, after: int, limit: int) -> list[Entry]:
            return [entry for entry in await super().read(room, after, limit) if entry.seq != 3]

    async def story(town: Town) -> None:
        town.log.fill(RING_ENTRIES + 10)
        client = town.connect()
        client.say("hello", after=0)
        assert await client.ends() == wire.CLOSE_RESTART
        assert client.seqs() == []

    in_town(story, log=Holey())


def test_a_reader_on_a_thin_line_is_waited_for() -> None:
    async def story(town: Town) -> None:
        for number in range(300):
            town.log.commit(said(number + 1, "long " * 200))
        client = town.connect()
        assert client.transport
        client.transport.stalled = True
        client.say("hello", after=0)
        await asyncio.sleep(1)
        for _ in range(12):  # a little every 5 s, for a minute: dial-up, not dead
            await asyncio.sleep(5)
            client.transport.trickle()
        assert client.code is None
        assert client.transport.unsent() > 0

    in_town(story)
