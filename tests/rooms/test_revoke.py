"""What ends an open socket: every way in which somebody loses a session or a right."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
import sqlalchemy as sa
from websockets.exceptions import ConnectionClosed

from forum.accounts import hashing
from forum.accounts.actions import mail_links, people
from forum.accounts.actions.sessions import open_session
from forum.foundation.ids import token_hash
from forum.foundation.services import Services
from forum.foundation.settings import Settings
from forum.rooms import queries
from forum.rooms.actions import membership, revocations
from forum.rooms.gateway import ForumGatekeeper
from forum.rooms.queries import users
from tests.cast import Cast
from tests.conftest import TurnedClock
from tests.rooms.conftest import Place
from tests.rooms.live import Chat, open_socket, serving_on, settings_with_a_port

PASSWORD, NEW = "тихий ранок над Дністром", "inny długi szept"
# The session of the open socket, and another one of the same person.
Sessions = tuple[str, str]


@pytest.fixture
def settings(store_url: str, tmp_path: Path) -> Settings:
    return settings_with_a_port(store_url, tmp_path / "data")


@pytest.fixture
async def address(services: Services, cast: Cast) -> AsyncIterator[str]:
    async with serving_on(services, cast.app) as address:
        yield address


async def submit(room: Place, address: str, session: str, path: str, **fields: str) -> None:
    """Send a form of the person's own pages, which must be accepted."""
    browser = await room.cast.browser(Host=address, Cookie=cookie(session))
    answer = await browser.post(f"/uk{path}", data=fields)
    assert answer.status_code == 303, answer.text


def cookie(session: str) -> str:
    return f"__Host-mosty_session={session}"


async def signing_out(room: Place, address: str, sessions: Sessions) -> None:
    await submit(room, address, sessions[0], "/sign-out")


async def ending_it_from_elsewhere(room: Place, address: str, sessions: Sessions) -> None:
    await submit(room, address, sessions[1], f"/profile/sessions/{token_hash(sessions[0])[:16]}/end")


async def signing_out_everywhere_else(room: Place, address: str, sessions: Sessions) -> None:
    await submit(room, address, sessions[1], "/profile/sessions/end-others")


async def changing_the_password(room: Place, address: str, sessions: Sessions) -> None:
    await submit(room, address, sessions[1], "/profile/password", current=PASSWORD, password=NEW)


async def choosing_a_password_by_mail(room: Place, address: str, sessions: Sessions) -> None:
    async with room.cast.services.database.work() as work:
        link = await mail_links.issue(work, await room.cast.id("bohdan"), "reset", life=timedelta(minutes=30))
    await submit(room, address, "", f"/reset/{link}", password=NEW)


async def being_suspended(room: Place, address: str, sessions: Sessions) -> None:
    async with room.cast.services.database.work() as work:
        await people.suspend(work, await room.cast.id("bohdan"), until=None, reason="", by=None)


async def losing_a_role(room: Place, address: str, sessions: Sessions) -> None:
    async with room.cast.services.database.work() as work:
        await people.set_role(work, await room.cast.id("bohdan"), "resident", by=None)


async def the_room_being_hidden(room: Place, address: str, sessions: Sessions) -> None:
    async with room.cast.services.database.work() as work:
        await membership.hide_room(work, room.row)


@pytest.mark.parametrize(
    ("cause", "code"),
    [
        (signing_out, 4401),
        (ending_it_from_elsewhere, 4401),
        (signing_out_everywhere_else, 4401),
        (changing_the_password, 4401),
        (choosing_a_password_by_mail, 4401),
        (being_suspended, 4403),
        (losing_a_role, 4403),
        (the_room_being_hidden, 4404),
    ],
)
async def test_s2_ws_revoke(
    room: Place, address: str, cause: Callable[[Place, str, Sessions], Awaitable[None]], code: int
) -> None:
    """The socket is closed within two seconds; nothing that was said after the cause is heard on it, nor said by it.

    A person's other sessions stay where the cause leaves them.
    """
    cast = room.cast
    account = {"role": "moderator", "password_hash": await hashing.hash_password(PASSWORD)}
    async with cast.services.database.work() as work:
        await work.db.execute(sa.update(users).where(users.c.id == await cast.id("bohdan")).values(account))
    sessions = (await cast.token("bohdan", "browser"), await cast.token("bohdan", "browser"))
    lost, other = [await enter_as(room, address, session) for session in sessions]
    olena = await Chat.enter(address, room.id, await cast.token("olena"))
    for chat in (lost, other, olena):
        await chat.until("live")
    await olena.post("before")
    await lost.until("entry")
    await cause(room, address, sessions)
    with contextlib.suppress(ConnectionClosed):
        await lost.say(t="post", id=str(uuid4()), text="too late")
    if code != 4404:
        assert (await olena.post("after"))["seq"] == 2
    async with asyncio.timeout(2):
        assert await lost.closed() == code
    assert [entry["text"] for entry in lost.entries] == ["before"]
    if cause in (signing_out, ending_it_from_elsewhere, signing_out_everywhere_else):
        await other.until(lambda event: event.get("text") == "after")
    else:
        assert await other.closed() == code
    async with cast.services.database.read() as db:
        log = await queries.log_page(db, room.id, 0, 100)
    assert [entry.text for entry in log] == (["before"] if code == 4404 else ["before", "after"])
    await olena.leave()
    await other.leave()


async def test_s2_who_gives_a_seat_up_says_nothing_more_and_reads_on(room: Place, address: str) -> None:
    cast = room.cast
    bohdan, olena = [await Chat.enter(address, room.id, await cast.token(name)) for name in ("bohdan", "olena")]
    for chat in (bohdan, olena):
        await chat.until("live")
    async with cast.services.database.work() as work:
        await membership.leave(work, room.row, await cast.id("bohdan"))
    await bohdan.say(t="typing")
    assert (await bohdan.post("still seated?"))["code"] == "not_seated"
    async with asyncio.timeout(2):
        assert (await bohdan.until("rights"))["can"] == ["read"]
    await olena.post("after")
    await bohdan.until(lambda event: event.get("text") == "after")
    assert [event for event in olena.events if event["t"] == "typing"] == []
    for chat in (bohdan, olena):
        await chat.leave()


async def test_s2_who_is_sent_out_of_a_room_hears_nothing_more_of_it(room: Place, address: str) -> None:
    cast = room.cast
    bohdan, olena = [await Chat.enter(address, room.id, await cast.token(name)) for name in ("bohdan", "olena")]
    for chat in (bohdan, olena):
        await chat.until("live")
    host = await cast.browser("olena", Host=address)
    account = await room.account("bohdan")
    sent = await host.post(f"/uk/rooms/{room.id}/removals", data={"account": account, "next": "/uk/"})
    assert sent.status_code == 303, sent.text
    assert (await olena.post("after"))["t"] == "posted"
    async with asyncio.timeout(2):
        assert await bohdan.closed() == 4403
    assert bohdan.entries == []
    again = await Chat.enter(address, room.id, await cast.token("bohdan"))
    assert await again.closed() == 4403
    await olena.leave()


async def test_s2_who_is_promoted_stays_and_wears_the_new_badge(room: Place, address: str) -> None:
    cast = room.cast
    bohdan, olena = [await Chat.enter(address, room.id, await cast.token(name)) for name in ("bohdan", "olena")]
    for chat in (bohdan, olena):
        await chat.until("live")
    async with cast.services.database.work() as work:
        await people.set_role(work, await cast.id("bohdan"), "moderator", by=None)
    badge = {"id": await room.account("bohdan"), "role": "moderator"}.items()
    await olena.until(
        lambda event: event["t"] == "people" and any(badge <= person.items() for person in event["people"])
    )
    assert "moderate" in (await bohdan.until("rights"))["can"]
    assert not [event for event in olena.events if event["t"] == "rights"]
    assert (await bohdan.post("still here"))["t"] == "posted"
    assert badge <= (await olena.until("entry"))["author"].items()
    for chat in (bohdan, olena):
        await chat.leave()


LIFE_SECONDS = 1.0


@pytest.mark.parametrize("jump", [timedelta(hours=-2), timedelta(days=1), timedelta(days=4_000)], ids=str)
async def test_r12_clock_jump_neither_prolongs_nor_ends_an_open_socket(
    room: Place, address: str, clock: TurnedClock, jump: timedelta
) -> None:
    """Its session's last second comes by a clock that does not jump, wherever the server's own one is meanwhile."""
    async with room.cast.services.database.work() as work:
        secret = await open_session(work, await room.cast.id("bohdan"), kind="browser", device="test")
    clock.turn(days=30, seconds=-LIFE_SECONDS)
    chat = await enter_as(room, address, secret)
    entered = time.monotonic()
    await chat.until("live")
    clock.moment += jump
    assert (await chat.post("after the jump"))["seq"] == 1
    async with asyncio.timeout(LIFE_SECONDS + 2):
        assert await chat.closed() == 4401
    assert time.monotonic() - entered >= LIFE_SECONDS - 0.3


async def enter_as(room: Place, address: str, session: str) -> Chat:
    """The socket of a browser with a session."""
    chat = Chat(await open_socket(address, Cookie=cookie(session)), room.id)
    await chat.say(t="hello", after=0)
    return chat


async def test_a_suspension_by_a_command_is_heard_after_days_without_any(
    room: Place, services: Services, clock: TurnedClock
) -> None:
    gatekeeper, bohdan = ForumGatekeeper(services), await room.cast.id("bohdan")
    for _ in range(2):
        async with services.database.work() as work:
            await revocations.revoke(work, user_id=bohdan)
    cursor = (await gatekeeper.revocations(None)).cursor
    clock.turn(days=3)
    async with services.database.work() as work:
        await revocations.forget_old(work)
    async with services.database.work() as work:
        await revocations.revoke(work, code=4403, user_id=bohdan)
    news = (await gatekeeper.revocations(cursor)).items
    assert [(one.code, one.account) for one in news] == [(4403, await room.account("bohdan"))]
