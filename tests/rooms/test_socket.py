"""Rooms over a real WebSocket on a real port."""

import asyncio
import random
from collections.abc import AsyncIterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
import sqlalchemy as sa
from websockets.exceptions import InvalidStatus

from forum.foundation.database import Prepared
from forum.foundation.database.lookups import Lookups
from forum.foundation.ids import token_hash
from forum.foundation.ratelimit import RateLimiter
from forum.foundation.services import Services
from forum.foundation.settings import Settings
from forum.rooms.gateway import ForumGatekeeper, ForumRoomLog
from forum.rooms.queries import sessions
from forum.web.origin_check import OriginCheck
from realtime import catchup
from realtime.ports import Member
from tests.cast import Cast
from tests.rooms.conftest import Place, open_room
from tests.rooms.live import Chat, open_socket, serving_on, settings_with_a_port


@pytest.fixture
def settings(store_url: str, tmp_path: Path) -> Settings:
    return settings_with_a_port(store_url, tmp_path / "data")


@pytest.fixture
def statements(services: Services, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is asked of the database, look-ups too."""
    heard: list[str] = []
    engine = services.database.engine.sync_engine
    sa.event.listen(engine, "before_cursor_execute", lambda *given: heard.append(given[2]))
    first = Lookups.first

    def listening(self: Lookups, prepared: Prepared, values: Mapping[str, Any]) -> Any:
        heard.append(str(prepared.statement))
        return first(self, prepared, values)

    monkeypatch.setattr(Lookups, "first", listening)
    return heard


@pytest.fixture
async def address(services: Services, cast: Cast) -> AsyncIterator[str]:
    async with serving_on(services, cast.app) as address:
        yield address


async def test_two_people_talk_and_a_guest_reads_along(room: Place, address: str) -> None:
    olena = await Chat.enter(address, room.id, await room.cast.token("olena"))
    guest = await Chat.enter(address, room.id)
    assert olena.socket.subprotocol == "mosty.v1"
    assert "talk" in (await olena.until("welcome"))["can"]
    assert (await guest.until("welcome"))["can"] == ["read"]
    await guest.until("live")
    posted = await olena.post("Вітаю всіх", lang="uk")
    assert (posted["seq"], posted["dup"]) == (1, False)
    entry = await guest.until("entry")
    assert (entry["text"], entry["lang"], entry["author"]["name"]) == ("Вітаю всіх", "uk", "Олена Коваль")
    refused = await guest.post("Anonymous")
    assert (refused["t"], refused["code"]) == ("error", "not_seated")
    for chat in (olena, guest):
        await chat.leave()


async def test_w7_a_language_that_is_not_spoken_here_is_refused_and_the_socket_goes_on(
    room: Place, address: str
) -> None:
    """As over HTTP; where the database counts letters, "en-GB" was an error on our side."""
    chat = await Chat.enter(address, room.id, await room.cast.token("olena"), lang="ru")
    assert (await chat.until("error"))["code"] == "bad_frame"
    await chat.say(t="hello", after=0, lang="pl")
    assert (await chat.until("welcome"))["me"]["lang"] == "pl"
    await chat.until("live")
    await chat.say(t="post", id=str(uuid4()), text="Hello", lang="en-GB")
    assert (await chat.until("error"))["code"] == "bad_frame"
    await chat.say(t="post", id=str(uuid4()), text="Hello", lang="en")
    assert (await chat.until("posted"))["seq"] == 1
    await chat.leave()


async def test_w11_a_used_id_answers_with_the_first_number_over_socket_and_http(room: Place, address: str) -> None:
    token, client_id = await room.cast.token("olena"), str(uuid4())
    chat = await Chat.enter(address, room.id, token)
    first = await chat.post("once", client_id)
    again = await chat.post("once", client_id)
    assert (first["seq"], first["dup"], again["seq"], again["dup"]) == (1, False, 1, True)
    over_http = await room.say(await room.cast.program("olena", Host=address), "once", client_id=client_id)
    assert (over_http.status_code, over_http.json()["dup"]) == (200, True)
    other = await chat.post("something else", client_id)
    assert (other["t"], other["code"]) == ("error", "mismatch")
    await chat.leave()


async def test_who_writes_by_socket_and_over_http_has_one_rate(room: Place, services: Services, address: str) -> None:
    services.limits = RateLimiter(monotonic=lambda: 7.0)
    over_http = await room.cast.program("bohdan", Host=address)
    chat = await Chat.enter(address, room.id, await room.cast.token("bohdan"))
    await chat.until("live")
    assert [(await chat.post(f"{number}"))["t"] for number in range(6)] == ["posted"] * 6
    assert [(await room.say(over_http, f"{number}")).status_code for number in range(6)] == [201] * 4 + [429] * 2
    assert (await chat.post("one more"))["code"] == "slow_down"
    await chat.leave()


async def test_w8_unknown_and_hidden_rooms_are_the_same(
    room: Place, services: Services, cast: Cast, address: str
) -> None:
    hidden = await open_room(services, cast, shown=False)
    for name in (hidden.id, "nothing-here"):
        chat = await Chat.enter(address, name, await cast.token("olena"))
        assert await chat.closed() == 4404
    held = await Chat.enter(address, room.id, await cast.token("olena"))
    await held.until("live")
    await held.say(t="hello", room=hidden.id, after=0)
    error = await held.until("error")
    assert (error["code"], error["room"]) == ("no_room", hidden.id)
    await held.leave()


async def test_w2_a_dead_token_is_signed_out(room: Place, address: str) -> None:
    chat = await Chat.enter(address, room.id, "no-such-token")
    assert await chat.closed() == 4401


async def test_w2_a_browser_whose_session_is_over_is_signed_out_and_no_guest(room: Place, address: str) -> None:
    dead = "__Host-mosty_session=of-another-day"
    chat = Chat(await open_socket(address, Cookie=dead), room.id)
    assert await chat.closed() == 4401
    # A page takes the cookie away: whoever looks at it is a guest from then on, and reads along.
    browser = await room.cast.browser(Host=address, Cookie=dead)
    page = await browser.get("/uk/sign-in")
    assert page.headers["set-cookie"].startswith("__Host-mosty_session=; Path=/; Max-Age=0;")
    assert "set-cookie" not in (await browser.get(room.entries)).headers
    guest = Chat(await open_socket(address, Cookie="__Host-mosty_session="), room.id)
    await guest.say(t="hello", after=0)
    await guest.until("live")
    await guest.leave()


async def test_w2_a_session_that_ends_by_itself_ends_its_open_socket(
    room: Place, services: Services, address: str
) -> None:
    secret = await room.cast.token("bohdan", "browser")
    soon = services.clock.now() + timedelta(seconds=0.3)
    async with services.database.work() as work:
        mine = sessions.c.token_hash == token_hash(secret)
        await work.db.execute(sa.update(sessions).where(mine).values(expires_at=soon))
    chat = Chat(await open_socket(address, Cookie=f"__Host-mosty_session={secret}"), room.id)
    await chat.say(t="hello", after=0)
    await chat.until("live")
    async with asyncio.timeout(2):
        assert await chat.closed() == 4401


async def test_slow_mode_says_on_the_socket_how_long_to_wait(room: Place, address: str) -> None:
    host = await room.cast.program("olena", Host=address)
    chat = await Chat.enter(address, room.id, await room.cast.token("bohdan"))
    await chat.until("live")
    assert (await host.put(f"/api/v1/rooms/{room.id}/slow-mode", json={"seconds": 30})).status_code == 200
    mode = await chat.until("entry")
    assert (mode["kind"], mode["seconds"]) == ("room.slow_mode", 30)
    assert (await chat.post("Перше"))["t"] == "posted"
    error = await chat.post("Друге")
    assert (error["t"], error["code"], error["seconds"]) == ("error", "slow_down", 30)
    await chat.leave()


async def test_w12_a_read_only_room_and_a_muted_person(room: Place, services: Services, address: str) -> None:
    cast = room.cast
    host, chat = (
        await cast.browser("olena", Host=address),
        await Chat.enter(address, room.id, await cast.token("bohdan")),
    )
    await chat.until("live")
    for on, code in (("yes", "read_only"), ("no", None)):
        answer = await host.post(f"/uk/rooms/{room.id}/read-only", data={"on": on, "next": "/uk/"})
        assert answer.status_code == 303, answer.text
        assert (await chat.post("Чи можна?")).get("code") == code
    bohdan = (await chat.until("welcome"))["me"]["id"]
    muted = await host.post(f"/uk/rooms/{room.id}/mutes/{bohdan}", data={"minutes": "10", "next": "/uk/"})
    assert muted.status_code == 303, muted.text
    told = await chat.until(lambda event: event["t"] == "error" and event["code"] == "muted")
    assert (told["until"], "id" in told) == ("2027-02-01T09:10:00Z", False)
    error = await chat.post("А тепер?")
    assert (error["code"], error["until"]) == ("muted", "2027-02-01T09:10:00Z")
    await chat.leave()


ORIGINS = [
    (None, False), ("null", False), ("https://HOST", False), ("http://NAME:1", False), ("http://sub.NAME:PORT", False),
    ("http://NAME.evil.test:PORT", False), ("http://evilNAME:PORT", False), ("HTTP://HOST", True),
    ("http://NAME.:PORT", False), ("http://127。0。0。1:PORT", False), ("file://", False), ("two", False),
    ("http://[::1]:PORT", False), ("http://HOST", True),
]  # fmt: skip


@pytest.mark.parametrize(("origin", "allowed"), ORIGINS)
async def test_s1_ws_origin(cast: Cast, statements: list[str], address: str, origin: str | None, allowed: bool) -> None:
    """Only our own origin upgrades; others are turned away before anything is read."""
    name, port = address.split(":")
    cookie = f"__Host-mosty_session={await cast.token('olena', 'browser')}"
    statements.clear()
    origins = [f"http://{address}", "http://evil.test"] if origin == "two" else [origin] if origin else []
    lines = [f"Origin: {o.replace('HOST', address).replace('NAME', name).replace('PORT', port)}" for o in origins]
    head = await handshake(address, [*lines, f"Cookie: {cookie}"])
    assert head.startswith("HTTP/1.1 101" if allowed else "HTTP/1.1 403"), head
    if allowed:
        assert any("sessions" in statement for statement in statements), "the cookie is looked up for our own origin"
    else:
        assert statements == [], "nothing at all is asked of the store for a foreign one"


async def test_s1_reports_a_forgotten_check(
    cast: Cast, statements: list[str], address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The test above is worth something: without the comparison it fails."""
    monkeypatch.setattr(OriginCheck, "_ours", lambda *given: True)
    with pytest.raises(AssertionError, match="101 Switching Protocols"):
        await test_s1_ws_origin(cast, statements, address, "http://evilNAME:PORT", allowed=False)


@pytest.mark.parametrize("path", ["/ws", "/nowhere", "/en/about"])
async def test_s4_a_refused_upgrade_carries_the_headers(address: str, path: str) -> None:
    """From elsewhere, and from here to where no socket is."""
    origin = "http://evil.test" if path == "/ws" else f"http://{address}"
    head = (await handshake(address, [f"Origin: {origin}"], path)).lower()
    assert head.startswith("http/1.1 403")
    for line in ("content-security-policy: default-src 'none';", "permissions-policy: ", "referrer-policy: same-origin",
                 "strict-transport-security: max-age=63072000; includesubdomains", "x-content-type-options: nosniff"):  # fmt: skip
        assert head.count(line) == 1, head
    assert "\r\nserver:" not in head


async def test_h27_an_upgrade_under_a_foreign_name_is_refused(address: str) -> None:
    head = await handshake(address, [f"Origin: http://{address}"], host="evil.test")
    assert head.startswith("HTTP/1.1 400")


@pytest.mark.parametrize(
    "lengths", [["Content-Length: 2", "Content-Length: 4"], ["Content-Length: 2", "Transfer-Encoding: chunked"]]
)
async def test_h23_a_body_of_two_lengths_is_refused_and_the_line_ended(address: str, lengths: list[str]) -> None:
    reader, writer = await asyncio.open_connection(*address.split(":"))
    head = ["POST /api/v1/boards HTTP/1.1", f"Host: {address}", "Content-Type: application/json", *lengths, "", "{}{}"]
    writer.write("\r\n".join(head).encode())
    answer = await asyncio.wait_for(reader.read(), 5)
    assert answer.startswith(b"HTTP/1.1 400")
    assert answer.count(b"HTTP/1.1") == 1
    writer.close()


async def test_h38_a_thousand_ranges_are_the_whole(address: str) -> None:
    ranges = "bytes=" + ",".join(["0-"] * 1_000)
    async with httpx.AsyncClient(base_url=f"http://{address}") as browser:
        sheet = (await browser.get("/en/about")).text.split('rel="stylesheet" href="')[1].split('"')[0]
        for path in ("/en/about", sheet):
            whole, asked = await browser.get(path), await browser.get(path, headers={"Range": ranges})
            assert (asked.status_code, asked.content) in ((200, whole.content), (416, asked.content)), path


async def handshake(address: str, lines: list[str], path: str = "/ws", host: str = "") -> str:
    """The answer's head to an upgrade request with these header lines."""
    reader, writer = await asyncio.open_connection(*address.split(":"))
    fixed = [
        f"GET {path} HTTP/1.1", f"Host: {host or address}", "Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Protocol: mosty.v1",
    ]  # fmt: skip
    writer.write("\r\n".join([*fixed, *lines, "", ""]).encode())
    head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 5)
    writer.transport.abort()
    return head.decode("latin-1")


async def test_w1_an_anonymous_program_needs_our_origin(address: str) -> None:
    with pytest.raises(InvalidStatus) as refused:
        await open_socket(address, Origin="https://evil.test")
    assert refused.value.response.status_code == 403


async def test_the_addresses_of_one_household_count_as_one(
    cast: Cast, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In IPv6 one household has a whole /64: twenty sockets for each of its addresses would be no limit."""
    counted: list[str] = []

    class Engine:
        async def serve(self, member: Member, *given: object) -> None:
            counted.append(member.address)

    async def send(message: object) -> None:
        pass

    async def receive() -> dict[str, str]:
        return {"type": "websocket.connect"}

    monkeypatch.setattr(services, "engine", Engine())
    host = services.settings.base_url.partition("//")[2]
    for address in ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", "2001:db8:1:3::1", "192.0.2.7"):
        scope = {
            "type": "websocket", "asgi": {"version": "3.0"}, "scheme": "ws", "path": "/ws", "raw_path": b"/ws",
            "root_path": "", "query_string": b"", "server": None, "client": (address, 1), "subprotocols": [],
            "headers": [(b"host", host.encode()), (b"origin", f"http://{host}".encode())],
        }  # fmt: skip
        await cast.app(scope, receive, send)
    assert len(counted) == 4
    assert len(set(counted)) == 3
    assert counted[0] == counted[1]


async def test_r7_a_resume_costs_at_most_three_statements(room: Place, statements: list[str], address: str) -> None:
    """Many come back to a server that has just started: who they are and what they may, the ring has the rest."""
    olena, readers, dice = await room.cast.program("olena", Host=address), 30, random.Random(7)
    tokens = [await room.cast.token(f"reader{number}") for number in range(readers)]
    for number in range(1, 41):
        assert (await room.say(olena, f"{number}")).status_code == 201
    statements.clear()
    afters = [dice.randrange(41) for _ in tokens]
    chats = await asyncio.gather(
        *(Chat.enter(address, room.id, token, after=after) for token, after in zip(tokens, afters, strict=True))
    )
    for after, chat in zip(afters, chats, strict=True):
        await chat.until("live")
        assert [entry["seq"] for entry in chat.entries] == list(range(after + 1, 41))
    asked = [statement for statement in statements if not statement.startswith(("BEGIN", "PRAGMA"))]
    assert readers < len(asked) <= 3 * readers
    for chat in chats:
        await chat.leave()


async def test_r5_join_race(room: Place, services: Services, address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever joins while somebody talks hears every number once, in order, from where they asked."""
    dice = random.Random(5)

    def slowly(original: object) -> object:
        async def delayed(*given: object, **more: object) -> object:
            await asyncio.sleep(dice.uniform(0, 0.05))
            answer = await original(*given, **more)  # type: ignore[operator]
            await asyncio.sleep(dice.uniform(0, 0.05))
            return answer

        return delayed

    monkeypatch.setattr(ForumGatekeeper, "admit", slowly(ForumGatekeeper.admit))
    monkeypatch.setattr(ForumRoomLog, "heads", slowly(ForumRoomLog.heads))
    monkeypatch.setattr(ForumRoomLog, "read", slowly(ForumRoomLog.read))
    monkeypatch.setattr(catchup, "send_whole_frames", slowly(catchup.send_whole_frames))
    writer = await Chat.enter(address, room.id, await room.cast.token("olena"))
    await writer.until("live")
    posts, a_second, joins = 400, 200, 200
    clock, said = asyncio.get_running_loop().time, list[float]()

    async def talk() -> None:
        began = clock()
        for number in range(1, posts + 1):
            await asyncio.sleep(max(0.0, began + number / a_second - clock()))
            await writer.say(t="post", id=str(uuid4()), text=f"message {number}")
            said.append(clock())

    async def join(number: int) -> tuple[int, Chat]:
        await asyncio.sleep(number * posts / a_second / joins)
        heard = len(writer.entries)  # may be far behind what was said, where commits are slow
        after = dice.choice([0, max(0, heard - 60), heard])
        return after, await Chat.enter(address, room.id, after=after)

    talking = asyncio.create_task(talk())
    joined = await asyncio.gather(*(join(number) for number in range(joins)))
    await talking
    assert said[-1] - said[0] < 4 * posts / a_second, "the writer talked, if not as fast as it was to, then nearly"
    for after, chat in [(0, writer), *joined]:
        await chat.until(lambda event: event["t"] == "entry" and event["seq"] == posts)
        assert [entry["seq"] for entry in chat.entries] == list(range(after + 1, posts + 1))
        await chat.leave()
