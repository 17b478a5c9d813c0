"""The whole product on a loopback port inside the test's process, and clients of its rooms."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any, Self
from uuid import uuid4

import uvicorn
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

from forum.entrypoints import chat, serving
from forum.foundation.services import Services
from forum.foundation.settings import Settings, from_environment
from tests.live import free_port

SECONDS = 30


def settings_with_a_port(store_url: str, folder: Path, **more: str) -> Settings:
    """Settings of a product that is served on a free port over a store."""
    port = free_port()
    return from_environment(
        {
            "MOSTY_DATABASE_URL": store_url,
            "MOSTY_DATA_DIR": str(folder),
            "MOSTY_LIMITS": "off",
            "MOSTY_PORT": str(port),
            "MOSTY_BASE_URL": f"http://127.0.0.1:{port}",
            **more,
        }
    )


class _Quiet(uvicorn.Server):
    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@asynccontextmanager
async def serving_on(services: Services, app: Any = None) -> AsyncIterator[str]:
    """Serve until the block ends; the address without scheme.

    Args:
        app: the whole ASGI application over these services where there is one already: to build one takes a second.
    """
    config = serving.server_config(services, app)
    config.lifespan = "off"  # the test closes its own store
    server, listening = _Quiet(config), serving.listening_socket("127.0.0.1", services.settings.port)
    await chat.start(services)
    task = asyncio.create_task(server.serve(sockets=[listening]))
    while not server.started:
        await asyncio.sleep(0)
    try:
        yield f"127.0.0.1:{services.settings.port}"
    finally:
        await chat.drain(services)
        server.should_exit = True
        await task
        listening.close()


class Chat:
    """A program in a room: `events` is everything that was heard."""

    def __init__(self, socket: ClientConnection, room: str) -> None:
        self.socket = socket
        self.room = room
        self.events: list[dict[str, Any]] = []
        self._news = asyncio.Event()
        self._listening = asyncio.create_task(self._listen())

    @classmethod
    async def enter(cls, address: str, room: str, token: str | None = None, **hello: Any) -> Self:
        """Open a socket and say hello, from the start where nothing else is said."""
        chat = cls(await open_socket(address, token), room)
        with contextlib.suppress(ConnectionClosed):  # some are sent away before they can say it
            await chat.say(t="hello", **(hello if "last" in hello else {"after": 0} | hello))
        return chat

    async def say(self, **frame: Any) -> None:
        await self.socket.send(json.dumps({"room": self.room, **frame}))

    async def post(self, text: str, client_id: str | None = None, **more: Any) -> dict[str, Any]:
        """Say something and wait for the answer to it."""
        client_id, since = client_id or str(uuid4()), len(self.events)
        await self.say(t="post", id=client_id, text=text, **more)
        return await self.until(lambda event: event["t"] in ("posted", "error") and event.get("id") == client_id, since)

    async def ping(self) -> None:
        """Wait until everything said so far has been taken."""
        since = len(self.events)
        await self.socket.send('{"t":"ping"}')
        await self.until(lambda event: event["t"] == "pong", since)

    async def until(self, wanted: Any, since: int = 0) -> dict[str, Any]:
        """The first event from `since` on that is wanted; a string is an event's kind."""
        if isinstance(wanted, str):
            kind, wanted = wanted, lambda event: event["t"] == kind
        async with asyncio.timeout(SECONDS):
            while True:
                while since < len(self.events):
                    if wanted(self.events[since]):
                        return self.events[since]
                    since += 1
                assert not self._listening.done(), f"closed with {self.socket.close_code}: {self.events}"
                self._news.clear()
                await self._news.wait()

    async def closed(self) -> int | None:
        """The close code, once the server has ended the connection."""
        async with asyncio.timeout(SECONDS):
            await self._listening
        return self.socket.close_code

    @property
    def entries(self) -> list[dict[str, Any]]:
        return [event for event in self.events if event["t"] == "entry"]

    async def leave(self) -> None:
        await self.socket.close()
        await self._listening

    async def _listen(self) -> None:
        with contextlib.suppress(ConnectionClosed):
            async for frame in self.socket:
                self.events += json.loads(frame)
                self._news.set()
        self._news.set()


async def open_socket(
    address: str, token: str | None = None, *, protocols: Sequence[str] = ("mosty.v1",), **headers: str
) -> ClientConnection:
    """A WebSocket of a program with a token, or of an anonymous browser."""
    given = {"Authorization": f"Bearer {token}"} if token else {"Origin": f"http://{address}"}
    return await connect(
        f"ws://{address}/ws",
        subprotocols=[Subprotocol(name) for name in protocols] or None,
        additional_headers={**given, **headers},
        compression=None,
    )
