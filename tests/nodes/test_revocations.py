"""Rights that end at one node, or by a command, end the sockets at the other."""

import asyncio
import time
from collections.abc import Awaitable
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from forum.accounts import hashing
from forum.accounts.actions import mail_links
from forum.foundation.ids import token_hash
from forum.foundation.services import Services
from forum.rooms.actions import membership
from forum.rooms.rules import Part
from tests.cast import Cast
from tests.history import stage
from tests.nodes.shape import Shape, running
from tests.rooms.live import Chat, open_socket

LATE_SECONDS = 5.0
PASSWORD, NEW = "тихий ранок над Дністром", "inny długi szept"


@pytest.mark.alone
@pytest.mark.slow
@pytest.mark.timeout(300)
async def test_s2_revocations_reach_the_sockets_of_another_node(tmp_path: Path, url: str) -> None:
    """Within 5 s, with Valkey and without: sign-outs, a session ended from elsewhere, new passwords, a ban, a role, a
    hidden room, who is sent out and who gives a seat up; and who is muted cannot write."""
    async with stage.services_over(url, tmp_path) as services, running(tmp_path, url) as shape:
        with_valkey = await Town(shape, services, "with").slowest_revocation()
        shape.valkey.terminate()
        without = await Town(shape, services, "without").slowest_revocation()
    print(f"{with_valkey:.1f} s at most with Valkey, {without:.1f} s without")


class Town:
    """People whose rights end; everybody acts at node one and listens at node two."""

    def __init__(self, shape: Shape, services: Services, name: str) -> None:
        self.one, self.two = shape.nodes
        self.services = services
        self.cast = Cast(services, None)
        self.name = name

    async def slowest_revocation(self) -> float:
        """End every right; the longest time from the answer to the end of a socket."""
        # Whose new role takes nothing away would stay.
        await self.cast.id(self.called("changed"), role="official")
        await self.cast.id(self.called("careful"), password_hash=await hashing.hash_password(PASSWORD))
        _, room = await self.room(
            "host", "muted", "leaver", "spread", "lost", "careful", "forgetful", "banned", "changed", "rude"
        )
        hidden, shut = await self.room("host")
        seats, crowded = await self.room("host", "unseated")
        host, leaver, elsewhere, here, stolen, kept, careful, forgetful = [
            await self.cast.token(self.called(name), "browser")
            for name in ("host", "leaver", "spread", "spread", "lost", "lost", "careful", "forgetful")
        ]
        lost, letter = token_hash(stolen)[:16], await self.letter("forgetful")
        stays = await self.listen(room, kept)
        rude = await self.enter(room, "rude")
        rude_account = (await rude.until("welcome"))["me"]["id"]
        late = await asyncio.gather(
            self.ends(await self.listen(room, leaver), self.post(leaver, "/uk/sign-out"), 4401),
            self.ends(await self.listen(room, elsewhere), self.post(here, "/uk/profile/sessions/end-others"), 4401),
            self.ends(await self.listen(room, stolen), self.post(kept, f"/uk/profile/sessions/{lost}/end"), 4401),
            self.ends(
                await self.enter(room, "careful"),
                self.post(careful, "/uk/profile/password", current=PASSWORD, password=NEW),
                4401,
            ),
            self.ends(await self.listen(room, forgetful), self.post("", f"/uk/reset/{letter}", password=NEW), 4401),
            self.ends(await self.enter(room, "banned"), self.command("suspend", "banned"), 4403),
            self.ends(await self.enter(room, "changed"), self.command("role", "changed", "--role", "youth"), 4403),
            self.ends(rude, self.post(host, f"/uk/rooms/{room}/removals", account=rude_account, next="/uk/"), 4403),
            self.ends(await self.enter(shut, "host"), self.hide(hidden), 4404),
            self.is_silenced(await self.enter(crowded, "unseated"), seats),
        )
        assert (await stays.post("Я ще тут"))["t"] == "posted"
        await stays.leave()
        muted = await self.enter(room, "muted")
        account = (await muted.until("welcome"))["me"]["id"]
        assert (await muted.post("Чи мене чути?"))["t"] == "posted"
        await self.post(host, f"/uk/rooms/{room}/mutes/{account}", minutes="10", next="/uk/")
        assert (await muted.post("А тепер?"))["code"] == "muted"
        await muted.leave()
        return max(late)

    async def ends(self, chat: Chat, act: Awaitable[None], code: int) -> float:
        """Do what ends the socket with this code; how long after it was done that was."""
        await chat.until("live")
        await act
        began = time.monotonic()
        async with asyncio.timeout(LATE_SECONDS):
            assert await chat.closed() == code
        return time.monotonic() - began

    async def is_silenced(self, chat: Chat, row: int) -> float:
        """Who gives a seat up reads on; how long after it was done they were told that they say nothing more."""
        await chat.until("live")
        async with self.services.database.work() as work:
            await membership.leave(work, row, await self.cast.id(self.called("unseated")))
        began = time.monotonic()
        async with asyncio.timeout(LATE_SECONDS):
            assert (await chat.until("rights"))["can"] == ["read"]
        took = time.monotonic() - began
        assert (await chat.post("Чи мене чути?"))["code"] == "not_seated"
        await chat.leave()
        return took

    # --- people

    def called(self, name: str) -> str:
        return f"{name}-{self.name}"

    async def room(self, host: str, *guests: str) -> tuple[int, str]:
        """A shown room's row and id."""
        host_id, *ids = [await self.cast.id(self.called(name)) for name in (host, *guests)]
        async with self.services.database.work() as work:
            row, room = await membership.open_room(work, host_id=host_id)
            for guest in ids:
                await membership.join(work, row, guest, Part.GUEST)
            await membership.show_room(work, row, closes_at=None)
        return row, room

    async def enter(self, room: str, name: str) -> Chat:
        """A program at node two."""
        token = await self.cast.token(self.called(name))
        return await Chat.enter(f"127.0.0.1:{self.two.port}", room, token)

    async def listen(self, room: str, session: str) -> Chat:
        """A browser at node two."""
        address = f"127.0.0.1:{self.two.port}"
        chat = Chat(await open_socket(address, Cookie=f"__Host-mosty_session={session}"), room)
        await chat.say(t="hello", after=0)
        return chat

    async def letter(self, name: str) -> str:
        """The secret of a link that was mailed to somebody who forgot a password."""
        async with self.services.database.work() as work:
            user = await self.cast.id(self.called(name))
            return await mail_links.issue(work, user, "reset", life=timedelta(minutes=30))

    # --- acts

    async def post(self, session: str, path: str, **form: str) -> None:
        """Send a form from a browser at node one."""
        headers = {"Cookie": f"__Host-mosty_session={session}", "Origin": self.one.address}
        async with httpx.AsyncClient(base_url=self.one.address, headers=headers) as browser:
            answer = await browser.post(path, data=form)
        assert answer.status_code == 303, answer.text

    async def command(self, verb: str, name: str, *words: str) -> None:
        email = f"{self.called(name)}@example.org"
        await asyncio.to_thread(self.one.command, "user", verb, "--user", email, *words)

    async def hide(self, room: int) -> None:
        """What a process of its own does, which tells nobody but the store."""
        async with self.services.database.work() as work:
            await membership.hide_room(work, room)
