"""Fixtures of the chat engine."""

from collections.abc import AsyncIterator, Callable

import pytest

from realtime import wire
from realtime.backplane.memory import MemoryBackplane
from realtime.hub import Hub
from realtime.ports import Member
from tests.realtime.parts import Gate, MemoryLog
from tests.realtime.sockets import Socket


class Hands:
    """A clock that a test moves by hand."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Hands:
    return Hands()


@pytest.fixture
def gate() -> Gate:
    return Gate()


@pytest.fixture
def log() -> MemoryLog:
    log = MemoryLog()
    log.open("lutsk")
    log.open("gdynia")
    return log


@pytest.fixture
async def hub(gate: Gate, log: MemoryLog, clock: Hands) -> AsyncIterator[Hub]:
    """A hub whose regular rounds the test makes itself; drained in the end."""
    hub = Hub(gate, log, MemoryBackplane(), clock=clock)
    log.announce = hub.announce
    yield hub
    await hub.drain(seconds=2)


@pytest.fixture
async def free_hub(gate: Gate, log: MemoryLog, clock: Hands) -> AsyncIterator[Hub]:
    """The same without limits."""
    hub = Hub(gate, log, MemoryBackplane(), limits=wire.LIFTED, clock=clock)
    log.announce = hub.announce
    yield hub
    await hub.drain(seconds=2)


@pytest.fixture
def enter(hub: Hub) -> Callable[..., Socket]:
    """Open a socket and say hello."""

    def enter(member: Member, *, room: str = "lutsk", after: int = 0, **more: object) -> Socket:
        socket = Socket(hub, member)
        socket.say(t="hello", room=room, after=after, **more)
        return socket

    return enter
