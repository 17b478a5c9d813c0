"""The socket's contract (`mosty.v1`) against a real `mosty serve` process with its limits on, from outside.

W1, W2, W8, W11 and W12 are in `test_socket.py`, W3, W15 and W17 in `tests/realtime/`, where time is simulated.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest

from forum.entrypoints import services as build_services
from forum.foundation.settings import from_environment
from forum.rooms.actions import membership
from forum.rooms.rules import Part
from tests import stores
from tests.cast import Cast
from tests.live import LiveServer
from tests.realtime.servers import RawClient
from tests.rooms.live import Chat, open_socket

NAMES = ("olena", "bohdan", "kasia", "tomasz", "ada", "flood", "many", "gone", "left")
LARGEST = 16 * 1024
PING = b'{"t":"ping"}'


@dataclass
class Place:
    """A served room with a host (olena) and guests, another one, and one that is hidden."""

    server: LiveServer
    tokens: dict[str, str]
    cookie: str
    room: str
    other: str
    hidden: str

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.server.port}"

    async def enter(self, name: str | None, room: str | None = None, **hello: Any) -> Chat:
        return await Chat.enter(self.address, room or self.room, self.tokens[name] if name else None, **hello)

    async def live(self, name: str | None, room: str | None = None, **hello: Any) -> Chat:
        chat = await self.enter(name, room, **hello)
        await chat.until("live")
        return chat

    def program(self, name: str) -> httpx.AsyncClient:
        headers = {"Authorization": f"Bearer {self.tokens[name]}"}
        return httpx.AsyncClient(base_url=self.server.address, headers=headers)

    def entries(self) -> str:
        return f"/api/v1/rooms/{self.room}/entries"


async def prepare(url: str, folder: Path, server: LiveServer) -> Place:
    services = build_services.build(from_environment({"MOSTY_DATABASE_URL": url, "MOSTY_DATA_DIR": str(folder)}))
    cast = Cast(services, None)
    tokens = {name: await cast.token(name) for name in NAMES}
    cookie = await cast.token("left", "browser")
    rooms = []
    for number in range(3):
        async with services.database.work() as work:
            row, room = await membership.open_room(work, host_id=await cast.id("olena"))
            for name in NAMES:
                if name not in ("olena", "tomasz", "ada"):
                    await membership.join(work, row, await cast.id(name), Part.GUEST)
            if number < 2:
                await membership.show_room(work, row, closes_at=None)
        rooms.append(room)
    await services.database.close()
    return Place(server, tokens, cookie, *rooms)


@pytest.fixture(scope="module", params=stores.KINDS)
def place(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """One process over each kind of store."""
    folder = tmp_path_factory.mktemp("contract")
    url = stores.new_sqlite(folder) if request.param == "sqlite" else request.getfixturevalue("postgres").new()
    server = LiveServer(folder, url, MOSTY_LIMITS="on")
    place = asyncio.run(prepare(url, folder, server))
    server.start("--no-migrate", "--no-worker")
    try:
        yield place
    finally:
        assert server.stop() == 0
        assert "Traceback" not in server.log()


@pytest.fixture
async def bystander(place: Place) -> AsyncIterator[Chat]:
    """A guest of whom nothing must be heard: neither a close nor a hole."""
    chat = await place.live(None)
    yield chat
    await chat.ping()
    await chat.leave()


async def raw(place: Place) -> RawClient:
    return await RawClient.open(place.server, headers=f"Authorization: Bearer {place.tokens['kasia']}\r\n")


async def test_a_server_frame_is_an_array_and_a_hello_ends_in_live(place: Place) -> None:
    socket = await open_socket(place.address, place.tokens["kasia"])
    await socket.send(json.dumps({"t": "hello", "room": place.room, "after": 0}))
    events: list[dict[str, Any]] = []
    while not events or events[-1]["t"] != "live":
        frame = json.loads(await socket.recv())
        assert isinstance(frame, list)
        events += frame
    assert events[0]["t"] == "welcome"
    assert {"room", "epoch", "head", "me", "people", "can"} <= events[0].keys()
    assert events[-1]["head"] == events[0]["head"]
    await socket.close()


async def test_a_client_that_offers_no_subprotocol_is_served(place: Place) -> None:
    socket = await open_socket(place.address, place.tokens["kasia"], protocols=())
    assert socket.subprotocol is None
    await socket.send(PING.decode())
    assert json.loads(await socket.recv()) == [{"t": "pong"}]
    await socket.close()


async def test_w4_binary_is_1003(place: Place, bystander: Chat) -> None:
    socket = await raw(place)
    await socket.send_frame(PING, opcode=2)
    assert await socket.close_code() == 1003
    socket.close()


async def test_w5_bad_utf8_is_1007(place: Place, bystander: Chat) -> None:
    for pieces in ((b'{"t":"\xff"}',), (b'{"t":"\xd0', b'"}'), (b"\xed\xa0\x80",)):
        socket = await raw(place)
        for number, piece in enumerate(pieces):
            await socket.send_frame(piece, opcode=1 if number == 0 else 0, fin=number == len(pieces) - 1)
        assert await socket.close_code() == 1007
        socket.close()


async def test_w6_16_kib_pass_and_one_byte_more_is_1009(place: Place, bystander: Chat) -> None:
    chat = await place.live("kasia")
    await chat.socket.send((PING + b" " * (LARGEST - len(PING))).decode())
    await chat.until("pong")
    await chat.socket.send((PING + b" " * (LARGEST - len(PING) + 1)).decode())
    assert await chat.closed() == 1009
    socket = await raw(place)
    await socket.send_frame(b" " * 9_000, fin=False)
    await socket.send_frame(b"", opcode=9)  # control frames may come between
    await socket.send_frame(b" " * (LARGEST - 9_000 + 1), opcode=0)
    assert await socket.close_code() == 1009
    socket.close()


async def test_a_frame_in_pieces_is_a_frame(place: Place) -> None:
    chat = await place.live("kasia")
    await chat.socket.send([PING[:3].decode(), "", PING[3:7].decode(), PING[7:].decode()])
    await chat.until("pong")
    await chat.leave()


BAD: list[Any] = [
    "", "hello", "[]", "7", "null", '"hello"', '{"t":["a"]}', '{"t":{}}', '{"t":7}', "{}", '{"t":"shout"}', "{" * 9000,
    '{"t":"ping","t":"ping"}', '{"t":"ping","more":1}', '{"t":"hello","room":7,"after":0}',
    '{"t":"hello","room":"","after":0}', {"t": "hello"}, {"t": "hello", "after": 0, "last": 1},
    {"t": "hello", "last": 0}, {"t": "hello", "last": 501}, {"t": "hello", "last": "5"}, {"t": "hello", "after": 1.5},
    {"t": "hello", "after": True}, {"t": "post", "id": "7", "text": "x"}, {"t": "post", "id": str(uuid4())},
    {"t": "post", "id": str(uuid4()), "text": ["x"]}, {"t": "edit", "id": str(uuid4()), "text": "x", "seq": 0},
    {"t": "remove", "id": str(uuid4())}, {"t": "hand", "up": "yes"}, {"t": "hand"}, {"t": "seen", "seq": -1},
    {"t": "lang", "lang": "русский"}, {"t": "lang"}, {"t": "hello", "after": 0, "lang": "ru"},
    {"t": "lang", "lang": "de"}, {"t": "post", "id": str(uuid4()), "text": "x", "lang": "en-GB"},
]  # fmt: skip


async def test_w7_a_bad_frame_is_said_twice_and_the_third_ends_it(place: Place, bystander: Chat) -> None:
    for start in range(0, len(BAD), 3):
        chat = await place.live("kasia")
        for bad in BAD[start : start + 3]:
            text = bad if isinstance(bad, str) else json.dumps({"room": place.room, **bad})
            await chat.socket.send(text)
        assert await chat.closed() == 4400, BAD[start : start + 3]
        assert [e for e in chat.events if e["t"] == "error"] == [{"t": "error", "code": "bad_frame"}] * 2


@pytest.mark.parametrize(
    ("after", "answer"),
    [(-1, "bad_frame"), ("x", "bad_frame"), (2**63, "reset"), (2**63 - 1, "reset"), (10**6, "reset")],
)
async def test_w9_after_what_is_no_number_or_beyond_the_head(place: Place, after: object, answer: str) -> None:
    chat = await place.enter("kasia", after=after)
    said = await chat.until(lambda event: event["t"] in ("error", "reset"))
    assert said.get("code", said["t"]) == answer
    if answer == "reset":
        assert said.keys() == {"t", "room", "epoch"}
        await chat.say(t="hello", after=0, epoch=said["epoch"])
        await chat.until("live")
    await chat.leave()


async def test_w10_another_epoch_is_reset(place: Place) -> None:
    chat = await place.enter("kasia", after=0, epoch="another")
    epoch = (await chat.until("reset"))["epoch"]
    async with place.program("kasia") as program:
        answer = await program.get(place.entries(), params={"after": 0, "epoch": "another"})
        assert (answer.status_code, answer.json()["code"], answer.json()["epoch"]) == (409, "reset", epoch)
    await chat.leave()


async def test_w13_eleven_posts_at_once_are_slowed_down_and_thirty_more_end_it(place: Place, bystander: Chat) -> None:
    chat = await place.live("flood", place.other)
    for number in range(60):
        await chat.say(t="post", id=str(uuid4()), text=f"flood {number}")
    assert await chat.closed() == 4429
    answers = [event.get("code", "posted") for event in chat.events if event["t"] in ("posted", "error")]
    assert answers[:10] == ["posted"] * 10
    assert 30 <= answers.count("slow_down") <= 32


async def test_w14_the_sixth_socket_of_an_account_closes_the_oldest(place: Place) -> None:
    chats = [await place.live("many") for _ in range(6)]
    assert await chats[0].closed() == 4409
    for chat in chats[1:]:
        await chat.ping()
        await chat.leave()


async def test_w16_a_ban_by_the_command_line_and_a_sign_out_elsewhere(place: Place) -> None:
    banned = await place.live("gone")
    origin = {"Origin": place.server.address}
    cookie = {"Cookie": f"__Host-mosty_session={place.cookie}"}
    left = Chat(await open_socket(place.address, **cookie), place.room)
    await left.say(t="hello", after=0)
    await left.until("live")
    await asyncio.to_thread(place.server.command, "user", "suspend", "--user", "gone@example.org", "--reason", "test")
    async with httpx.AsyncClient(base_url=place.server.address, headers={**cookie, **origin}) as browser:
        assert (await browser.post("/uk/sign-out")).status_code == 303
    assert (await banned.closed(), await left.closed()) == (4403, 4401)
    assert await (await place.enter("gone")).closed() == 4403


@pytest.mark.parametrize("frame", [True, False], ids=["protocol", "said"])
async def test_w18_a_thousand_pings_are_1008(place: Place, bystander: Chat, frame: bool) -> None:
    socket = await raw(place)
    try:
        for _ in range(1_000):
            await socket.send_frame(b"" if frame else PING, opcode=9 if frame else 1)
    except ConnectionError:
        pass  # it was ended before all were said
    assert await socket.close_code() == 1008
    socket.close()


@pytest.mark.parametrize(
    "frame",
    [
        {"mask": False},
        {"rsv": 4},
        {"rsv": 1},
        {"opcode": 0},
        {"opcode": 3},
        {"opcode": 11},
        {"opcode": 9, "fin": False},
    ],
)
async def test_w19_broken_frames_are_1002(place: Place, bystander: Chat, frame: dict[str, Any]) -> None:
    socket = await raw(place)
    await socket.send_frame(PING, **frame)
    assert await socket.close_code() == 1002
    socket.close()


async def test_passing_things_and_several_rooms_on_one_socket(place: Place) -> None:
    olena, kasia = await place.live("olena"), await place.live("kasia")
    await kasia.say(t="hello", room=place.other, last=1)
    await kasia.until(lambda event: event["t"] == "live" and event["room"] == place.other)
    await kasia.say(t="typing")
    assert [p["name"] for p in (await olena.until("typing"))["people"]] == ["Kasia Wójcik"]
    await kasia.say(t="hand", up=True)
    assert [p["name"] for p in (await olena.until("hands"))["people"]] == ["Kasia Wójcik"]
    await kasia.say(t="lang", lang="en")
    posted = await olena.post("seen by Kasia")
    await kasia.until(lambda event: event["t"] == "entry" and event["seq"] == posted["seq"])
    await kasia.say(t="seen", seq=posted["seq"])
    await kasia.say(t="hello", room=place.hidden, after=0)
    error = await kasia.until(lambda event: event["t"] == "error")
    assert error == {"t": "error", "code": "no_room", "room": place.hidden}
    await kasia.say(t="bye")
    refused = await kasia.post("not here any more")
    assert (refused["code"], refused["room"]) == ("no_room", place.room)
    await kasia.say(t="post", room=place.other, id=str(uuid4()), text="still there")
    await kasia.until(lambda event: event["t"] == "posted" and event["room"] == place.other)
    await kasia.leave()
    again = await place.live("kasia", last=1)
    assert (await again.until("welcome"))["me"]["seen"] == posted["seq"]
    for chat in (olena, again):
        await chat.leave()


async def test_whoever_has_no_seat_is_told_so_and_reads_on(place: Place) -> None:
    tomasz = await place.live("tomasz")
    assert (await tomasz.until("welcome"))["can"] == ["read"]
    assert (await tomasz.post("may I?"))["code"] == "not_seated"
    async with place.program("tomasz") as program:
        answer = await program.post(place.entries(), json={"id": str(uuid4()), "text": "may I?"})
        assert (answer.status_code, answer.json()["code"]) == (403, "not_seated")
    await tomasz.leave()


async def test_hiding_is_heard_as_removed_and_restoring_as_restored_with_the_text(place: Place) -> None:
    bohdan, reader = await place.live("bohdan"), await place.live(None)
    seq = (await bohdan.post("words in dispute"))["seq"]
    heard = len(reader.events)
    async with place.program("ada") as ada:
        assert (await ada.put(f"{place.entries()}/{seq}/hiding")).status_code == 200
        gone = await reader.until(lambda event: event.get("kind") == "removed" and event["of"] == seq, heard)
        assert gone["text"] == gone["html"] == ""
        fresh = await place.live(None)
        assert "dispute" not in json.dumps(fresh.events)
        assert (await ada.delete(f"{place.entries()}/{seq}/hiding")).status_code == 200
    back = await reader.until(lambda event: event.get("kind") == "restored" and event["of"] == seq, heard)
    assert back["text"] == "words in dispute"
    for chat in (bohdan, reader, fresh):
        await chat.leave()


async def test_a_long_poll_ends_with_the_entry_it_waited_for(place: Place) -> None:
    chat = await place.live("kasia")
    head = (await chat.until("live"))["head"]
    async with place.program("kasia") as program:
        waiting = asyncio.create_task(program.get(place.entries(), params={"after": head, "wait": 25}, timeout=30))
        await chat.ping()
        posted = await chat.post("for the one who waits")
        found = (await asyncio.wait_for(waiting, 10)).json()
    assert [entry["seq"] for entry in found["entries"]] == [posted["seq"]]
    await chat.leave()


async def test_more_long_polls_than_sockets_are_answered_at_once(place: Place) -> None:
    """Five of an account and twenty of a network wait; the others are told what there is, and when to come again."""
    chat = await place.live("kasia")
    head = (await chat.until("live"))["head"]
    asked = {"after": head, "wait": 25}
    async with place.program("kasia") as kasia, httpx.AsyncClient(base_url=place.server.address) as guest:
        polls = [
            asyncio.create_task(program.get(place.entries(), params=asked, timeout=30))
            for program, times in ((kasia, 8), (guest, 18))
            for _ in range(times)
        ]
        soonest = asyncio.as_completed(polls)
        over = [await next(soonest) for _ in range(6)]
        assert {(one.status_code, one.headers["Retry-After"], len(one.json()["entries"])) for one in over} == {
            (200, "5", 0)
        }
        assert sum(poll.done() for poll in polls[:8]) >= 3
        posted = await chat.post("for those who wait")
        found = [one.json()["entries"] for one in await asyncio.gather(*polls)]
        assert [[entry["seq"] for entry in entries] for entries in found].count([posted["seq"]]) == 20
    await chat.leave()


async def test_who_hangs_up_a_long_poll_holds_its_place_no_longer(place: Place) -> None:
    chat = await place.live("kasia")
    asked = {"after": (await chat.until("live"))["head"], "wait": 25}
    async with place.program("kasia") as gone:
        given_up = [asyncio.create_task(gone.get(place.entries(), params=asked, timeout=30)) for _ in range(5)]
        await asyncio.wait(given_up, timeout=1)
        assert not any(poll.done() for poll in given_up)
    for poll in given_up:
        poll.cancel()
    await asyncio.gather(*given_up, return_exceptions=True)
    async with place.program("kasia") as kasia, asyncio.timeout(10):
        while True:
            waiting = asyncio.create_task(kasia.get(place.entries(), params=asked, timeout=30))
            if not (await asyncio.wait([waiting], timeout=1))[0]:
                break
            assert (await waiting).headers["Retry-After"] == "5"
        posted = await chat.post("for who came after")
        assert [entry["seq"] for entry in (await waiting).json()["entries"]] == [posted["seq"]]
    await chat.leave()
