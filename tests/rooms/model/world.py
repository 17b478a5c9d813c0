"""The product over one store inside the test's process, that can be dropped as by a crash and built again."""

import asyncio
from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any

import httpx
import sqlalchemy as sa
from litestar import Litestar

from forum.accounts.actions import people
from forum.accounts.queries import sighting
from forum.entrypoints import chat, web
from forum.entrypoints import services as build_services
from forum.foundation.clock import Clock
from forum.foundation.database import GroupWriter
from forum.foundation.ids import token_hash
from forum.foundation.services import Services
from forum.foundation.settings import Settings
from forum.rooms import queries
from forum.rooms.actions import membership, order
from forum.rooms.rules import Part
from forum.web.viewer import ANONYMOUS, Viewer
from realtime.hub import Hub
from realtime.ports import Member
from tests.cast import Cast
from tests.realtime.town import Client


class Socket(Client):
    """A socket that keeps what came as it came."""

    def __init__(self, hub: Hub, member: Member) -> None:
        self.raw = ""
        super().__init__(hub, member)

    def take(self, payload: bytes | str) -> None:
        text = payload if isinstance(payload, str) else payload.decode()
        # What came before belongs to an earlier hello.
        self.raw = text if '"t":"welcome"' in text else self.raw + text
        super().take(payload)

    def break_off(self) -> None:
        """The other end is gone without a word."""
        if self.code is None:
            self.code = 1006
            self.hang_up()
            self.woken.set()


class Plug:
    """A group writer whose power can be cut: what is not committed by then never is."""

    def __init__(self, writer: GroupWriter) -> None:
        self.out = False
        self.close = writer.close
        self._writer = writer

    async def submit(self, run: Callable[[sa.Connection], Any], *, key: str = "") -> Any:
        def powered(connection: sa.Connection) -> Any:
            if self.out:
                raise OSError("the power is cut")
            return run(connection)

        return await self._writer.submit(powered, key=key)


class World:
    """Services, hub and pages of one process, and the people in it, who stay when it is built again."""

    def __init__(self, settings: Settings, clock: Clock, handlers: Litestar) -> None:
        self.people: dict[str, Viewer] = {}
        self.services: Services
        self.hub: Hub
        self.cast: Cast
        self._settings, self._clock, self._handlers = settings, clock, handlers
        self._tokens: dict[str, str] = {}
        self._app: Any = None
        self._plug: Plug
        self._client = httpx.AsyncClient(transport=httpx.ASGITransport(app=self._ask), base_url=settings.base_url)

    async def start(self) -> None:
        self.services = build_services.build(self._settings, self._clock)
        self._plug = self.services.database.group = Plug(self.services.database.group)  # type: ignore[assignment]
        self._handlers.state.services = self.services
        self._app = web.layered(self._handlers, self.services)
        self.hub = await chat.start(self.services)

    async def crash(self, sockets: Iterable[Socket], asked: Iterable[asyncio.Task[Any]]) -> None:
        """Pull the plug: nothing more is committed, nothing is heard any more on these sockets, what was asked fails."""
        self._plug.out = True
        for socket in sockets:
            socket.break_off()
        await asyncio.gather(*asked, return_exceptions=True)
        await self._end()

    async def stop(self) -> None:
        await self._client.aclose()
        await self._end()

    async def bring(self, *names: str) -> None:
        """Accounts and sign-ins of these people."""
        cast = Cast(self.services, None)
        for name in names:
            self._tokens[name] = await cast.token(name)
            secret = token_hash(self._tokens[name])
            found = await sighting(self.services.database, secret, "token", self._clock.now())
            assert found is not None
            self.people[name] = found[0]

    def member(self, name: str | None) -> Member:
        """Who a socket of this person would be."""
        if name is None:
            return Member(account=None, session=None, person=None, address="127.0.0.1", lang="en")
        viewer = self.people[name]
        who = queries.person(viewer.public_id, viewer.name, viewer.role)
        return Member(
            account=viewer.public_id, session=str(viewer.session_id), person=who, address="127.0.0.1", lang=viewer.lang
        )

    async def ask(self, name: str | None, method: str, path: str, **given: Any) -> httpx.Response:
        """A request of a person's program."""
        who = {"Sec-Fetch-Site": "same-origin"}
        if name is not None:
            who["Authorization"] = f"Bearer {self._tokens[name]}"
        return await self._client.request(method, path, headers=who, **given)

    # --- what is done to rooms and people

    async def open_room(self, host: str, *guests: str) -> tuple[int, str]:
        """The row and the public id of a shown room."""
        async with self.services.database.work() as work:
            row, room = await membership.open_room(work, host_id=self.people[host].row)
            for name in guests:
                await membership.join(work, row, self.people[name].row, Part.GUEST)
            await membership.show_room(work, row, closes_at=None)
        return row, room

    async def set_read_only(self, room: str, by: str, *, on: bool) -> None:
        async with self.services.database.work() as work:
            await order.set_read_only(work, room, self.people[by], on=on)

    async def mute(self, room: str, name: str, by: str, *, on: bool) -> None:
        account, host = self.people[name].public_id, self.people[by]
        async with self.services.database.work() as work:
            if on:
                await order.mute(work, room, account, host, until=work.now + timedelta(hours=1))
            else:
                await order.unmute(work, room, account, host)

    async def seat(self, row: int, name: str, *, on: bool) -> None:
        async with self.services.database.work() as work:
            if on:
                await membership.join(work, row, self.people[name].row, Part.GUEST)
            else:
                await membership.leave(work, row, self.people[name].row)

    async def ban(self, name: str, *, on: bool) -> None:
        async with self.services.database.work() as work:
            if on:
                await people.suspend(work, self.people[name].row, until=None, reason="", by=None)
            else:
                await people.lift_suspension(work, self.people[name].row, by=None)

    async def page(self, room: str, name: str | None) -> dict[int, str]:
        """The messages that the room's page shows, by number; "" for what was taken away."""
        async with self.services.database.read() as db:
            viewer = self.people[name] if name else ANONYMOUS
            view = await queries.chat_view(db, room, viewer, self._clock.now())
        return {row.seq: row.text or "" for row in view.rows if row.is_message}

    async def _end(self) -> None:
        await chat.drain(self.services)
        await self.services.database.close()

    async def _ask(self, scope: Any, receive: Any, send: Any) -> None:
        await self._app(scope, receive, send)
