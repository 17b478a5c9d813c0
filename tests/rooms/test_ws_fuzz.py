"""Five thousand frames that nobody should send, beside fifty readers who must not notice."""

import asyncio
import contextlib
import json
import logging
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as how
from hypothesis import strategies as st
from litestar import Litestar

from forum.entrypoints import services as build_services
from forum.entrypoints import web
from tests.cast import Cast
from tests.conftest import TurnedClock
from tests.history import lasting
from tests.realtime.servers import RawClient
from tests.rooms.conftest import Place, open_room
from tests.rooms.live import Chat, serving_on, settings_with_a_port

OFFENDERS = 100
FRAMES = 50
BYSTANDERS = 50
NAMES = ("hello", "post", "edit", "remove", "typing", "hand", "here", "seen", "lang", "bye", "ping")

Piece = dict[str, Any]
"""What `RawClient.send_frame` takes."""
Verdict = int | str
"""The close code of a frame that ends the socket at once; "bad" for one of which three do; "" for one that doesn't."""
Frame = tuple[Verdict, list[Piece]]

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=5,
)
no_name: st.SearchStrategy[Any] = (
    st.integers() | st.lists(st.sampled_from(NAMES), max_size=2) | st.just({}) | st.none() | st.just({"t": "post"})
)
fields = st.dictionaries(st.sampled_from(("room", "id", "text", "seq", "up", "lang", "after")), json_values, max_size=3)
junk = (
    st.builds(lambda t, more: json.dumps({**more, "t": t}), no_name, fields)
    | st.builds(lambda t, more: json.dumps({**more, "t": t, "unknown": 1}), st.sampled_from(NAMES), fields)
    | st.builds(lambda value: json.dumps([value]), json_values)
    | st.sampled_from(("", "{", "null", "[" * 16_000, '{"t":"ping","t":"ping"}', '{"t":' * 3_000, "\ufeff{}"))
)


def text(said: str, verdict: Verdict = "bad") -> Frame:
    return verdict, [{"payload": said.encode()}]


def in_two(frame: Frame) -> Frame:
    """The same as two fragments with a ping between them."""
    verdict, [piece] = frame
    data = piece["payload"]
    half = len(data) // 2
    return verdict, [
        {"payload": data[:half], "fin": False},
        {"payload": b"", "opcode": 9},
        {"payload": data[half:], "opcode": 0},
    ]


BROKEN: list[Piece] = [{"mask": False}, {"rsv": 1}, {"rsv": 4}, {"opcode": 0}, {"opcode": 5}, {"opcode": 15}]
posts = st.builds(
    lambda words, mine: text(json.dumps({"t": "post", "room": "ROOM", "id": str(mine), "text": words}), ""),
    st.text(max_size=50),
    st.uuids(),
)
passing = [
    text(json.dumps(frame), "")
    for frame in ({"t": "ping"}, *({"t": "typing", "room": room} for room in ("ROOM", "nowhere", "\u202e")))
]
fine = st.integers(0, 11).flatmap(lambda dice: st.sampled_from(passing) if dice else posts)
bad = junk.map(text)
fatal = st.one_of(
    st.binary(max_size=40).map(lambda data: (1003, [{"payload": data, "opcode": 2}])),
    st.sampled_from((b"\xff", b"\xc0\xaf", b"\xed\xa0\x80", b"\xf5\x80\x80\x80", b"\xd0")).map(
        lambda data: (1007, [{"payload": b'{"t":"' + data + b'"}'}])
    ),
    st.integers(16_385, 65_536).map(lambda size: (1009, [{"payload": b" " * size}])),
    st.sampled_from(BROKEN).map(lambda broken: (1002, [{"payload": b"{}", **broken}])),
    st.just((1002, [{"payload": b"x" * 126, "opcode": 9}])),
    st.just((1008, [{"payload": b"", "opcode": 9}] * 80)),
)
frames = st.integers(0, 23).flatmap(
    lambda dice: fatal if dice == 0 else bad if dice < 4 else st.one_of(bad, fine).map(in_two) if dice < 6 else fine
)


def until_the_end(said: list[Frame]) -> tuple[list[Frame], int | None]:
    """The frames up to the one that ends the socket, and the close code that it deserves."""
    patience = 3
    for number, (verdict, _) in enumerate(said, 1):
        patience -= verdict == "bad"
        if isinstance(verdict, int) or patience == 0:
            return said[:number], 4400 if isinstance(verdict, str) else verdict
    return said, None


class Server:
    """The running product, for offenders: `port` is where it listens."""

    def __init__(self, port: int, place: Place, token: str) -> None:
        self.port, self.place, self.token = port, place, token
        self.codes: list[int | None] = []

    async def offend(self, said: list[Frame]) -> None:
        """Say all of it, on as many sockets as that takes."""
        while said:
            part, code = until_the_end(said)
            said = said[len(part) :]
            offender = await RawClient.open(self, headers=f"Authorization: Bearer {self.token}\r\n")
            await offender.send_frame(json.dumps({"t": "hello", "room": self.place.id, "last": 1}).encode())
            with contextlib.suppress(ConnectionError):  # a flood may be ended before all of it is said
                for piece in (piece for _, pieces in part for piece in pieces):
                    await offender.send_frame(**{**piece, "payload": self._filled(piece["payload"])})
            if code is None:
                await offender.send_frame(b"\x03\xe8", opcode=8)
            assert await offender.close_code() == (code or 1000), part
            offender.close()
            self.codes.append(code)

    def _filled(self, payload: bytes) -> bytes:
        return payload.replace(b'"ROOM"', f'"{self.place.id}"'.encode())


@pytest.mark.timeout(180)
def test_s17_ws_fuzz(
    tmp_path: Path, store_url: str, clock: TurnedClock, handlers: Litestar, caplog: pytest.LogCaptureFixture
) -> None:
    """Only whoever offends is closed, with the code it deserves; nobody else loses a word; nothing is logged."""
    settings = settings_with_a_port(store_url, tmp_path)
    offenders = lasting(store_url, OFFENDERS, sqlite=OFFENDERS, postgresql=OFFENDERS // 4)
    with asyncio.Runner() as runner:
        services = build_services.build(settings, clock)
        handlers.state.services = services
        cast = Cast(services, web.layered(handlers, services))
        stack = contextlib.AsyncExitStack()
        try:
            address = runner.run(stack.enter_async_context(serving_on(services)))
            place = runner.run(open_room(services, cast))
            server = Server(settings.port, place, runner.run(cast.token("bohdan")))
            readers = [runner.run(Chat.enter(address, place.id)) for _ in range(BYSTANDERS)]

            @how(
                max_examples=offenders, derandomize=True, deadline=None, database=None, phases=[Phase.generate],
                suppress_health_check=list(HealthCheck),
            )  # fmt: skip
            @given(st.lists(frames, min_size=FRAMES, max_size=FRAMES))
            def offend(said: list[Frame]) -> None:
                runner.run(server.offend(said))

            offend()
            runner.run(_nobody_noticed(place, address, readers))
        finally:
            runner.run(stack.aclose())
            runner.run(services.database.close())
    assert {None, 1002, 1003, 1007, 1008, 1009, 4400} <= set(server.codes)
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR] == []


async def _nobody_noticed(place: Place, address: str, readers: list[Chat]) -> None:
    last = (await place.say(await place.cast.program("olena", Host=address), "the end")).json()["seq"]
    for reader in readers:
        await reader.until(lambda event: event["t"] == "entry" and event["seq"] == last)
        assert [entry["seq"] for entry in reader.entries] == list(range(1, last + 1))
        await reader.leave()
    await place.cast.close()
