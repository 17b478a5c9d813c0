"""Rooms over a real WebSocket on a real port."""

import asyncio
import random
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import uuid4

import pytest
import sqlalchemy as sa
from websockets.exceptions import InvalidStatus

from forum.accounts.events import RoleChanged, SessionEnded, UserSuspended
from forum.accounts.models import Session, Suspension
from forum.foundation.database import table
from forum.foundation.services import Services
from forum.foundation.settings import Settings, from_environment
from forum.rooms.actions import membership
from forum.rooms.gateway import ForumGatekeeper, ForumRoomLog
from tests.cast import Cast
from tests.live import free_port
from tests.rooms.conftest import Place, open_room
from tests.rooms.live import Chat, open_socket, serving_on


@pytest.fixture
def settings(store_url: str, tmp_path: Path) -> Settings:
    port = free_port()
    return from_environment(
        {
            "MOSTY_DATABASE_URL": store_url,
            "MOSTY_DATA_DIR": str(tmp_path / "data"),
            "MOSTY_LIMITS": "off",
            "MOSTY_PORT": str(port),
            "MOSTY_BASE_URL": f"http://127.0.0.1:{port}",
        }
    )


@pytest.fixture
async def address(services: Services) -> AsyncIterator[str]:
    async with serving_on(services) as address:
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


async def test_w2_a_dead_token_is_signed_out_and_a_lost_session_closes(
    room: Place, services: Services, address: str
) -> None:
    chat = await Chat.enter(address, room.id, "no-such-token")
    assert await chat.closed() == 4401
    other = await Chat.enter(address, room.id, await room.cast.token("bohdan"))
    await other.until("live")
    user = await room.cast.id("bohdan")
    async with services.database.work() as work:
        ended = sa.update(table(Session)).where(table(Session).c.user_id == user).values(ended_at=work.now)
        row = (await work.db.execute(ended.returning(table(Session).c.id))).scalar_one()
        work.record(SessionEnded(row, user))
    assert await other.closed() == 4401


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
    error = await chat.post("А тепер?")
    assert (error["code"], error["until"]) == ("muted", "2027-02-01T09:10:00Z")
    await chat.leave()


async def test_s2_bans_and_roles_close_sockets_and_nothing_is_heard_after(
    room: Place, services: Services, address: str
) -> None:
    banned = await Chat.enter(address, room.id, await room.cast.token("bohdan"))
    changed = await Chat.enter(address, room.id, await room.cast.token("kasia"))
    for chat in (banned, changed):
        await chat.until("live")
    async with services.database.work() as work:
        user = await room.cast.id("bohdan")
        values = {"user_id": user, "reason": "test", "starts_at": work.now}
        await work.db.execute(sa.insert(table(Suspension)).values(**values))
        work.record(UserSuspended(user))
        work.record(RoleChanged(await room.cast.id("kasia"), "resident"))
    async with asyncio.timeout(2):
        assert await banned.closed() == 4403
        assert await changed.closed() == 4403


async def test_a_room_that_is_hidden_again_lets_go_of_its_readers(
    room: Place, services: Services, address: str
) -> None:
    chat = await Chat.enter(address, room.id, await room.cast.token("bohdan"))
    await chat.until("live")
    async with services.database.work() as work:
        await membership.hide_room(work, room.row)
    async with asyncio.timeout(2):
        assert await chat.closed() == 4404


ORIGINS = [
    (None, False), ("null", False), ("https://HOST", False), ("http://NAME:1", False), ("http://sub.NAME:PORT", False),
    ("http://NAME.evil.test:PORT", False), ("http://evilNAME:PORT", False), ("HTTP://HOST", True),
    ("http://NAME.:PORT", False), ("http://127。0。0。1:PORT", False), ("file://", False), ("two", False),
    ("http://[::1]:PORT", False), ("http://HOST", True),
]  # fmt: skip


@pytest.mark.parametrize(("origin", "allowed"), ORIGINS)
async def test_s1_ws_origin(cast: Cast, services: Services, address: str, origin: str | None, allowed: bool) -> None:
    """Only our own origin upgrades; others are turned away before anything is read."""
    name, port = address.split(":")
    statements: list[str] = []
    sa.event.listen(
        services.database.engine.sync_engine, "before_cursor_execute", lambda *given: statements.append(given[2])
    )
    cookie = f"__Host-mosty_session={await cast.token('olena', 'browser')}"
    statements.clear()
    origins = [f"http://{address}", "http://evil.test"] if origin == "two" else [origin] if origin else []
    lines = [f"Origin: {o.replace('HOST', address).replace('NAME', name).replace('PORT', port)}" for o in origins]
    head = await handshake(address, [*lines, f"Cookie: {cookie}"])
    assert head.startswith("HTTP/1.1 101" if allowed else "HTTP/1.1 403"), head
    if not allowed:
        assert not [s for s in statements if "sessions" in s], "the cookie was looked up"


async def handshake(address: str, lines: list[str]) -> str:
    """The answer's head to an upgrade request with these header lines."""
    reader, writer = await asyncio.open_connection(*address.split(":"))
    fixed = [
        "GET /ws HTTP/1.1", f"Host: {address}", "Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13",
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
    writer = await Chat.enter(address, room.id, await room.cast.token("olena"))
    await writer.until("live")
    joined: list[tuple[int, Chat]] = []
    posts = 400
    for number in range(1, posts + 1):
        await writer.say(t="post", id=str(uuid4()), text=f"message {number}")
        if number % 2 == 0:
            after = dice.choice([0, max(0, number - 60), len(writer.entries)])
            joined.append((after, await Chat.enter(address, room.id, after=after)))
        await asyncio.sleep(0.005)
    for after, chat in [(0, writer), *joined]:
        await chat.until(lambda event: event["t"] == "entry" and event["seq"] == posts)
        assert [entry["seq"] for entry in chat.entries] == list(range(after + 1, posts + 1))
        await chat.leave()
    assert len(joined) == 200
