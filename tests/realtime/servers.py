"""A real uvicorn on loopback in front of a hub, and clients that misbehave on purpose."""

import asyncio
import base64
import contextlib
import os
import socket
import struct
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Any, Protocol

import uvicorn

from realtime.fanout import SERVER_OPTIONS, FanoutProtocol, free_dead_peers
from realtime.hub import Hub
from realtime.ports import EXTENSION, Member
from realtime.wire import SUBPROTOCOL


@dataclass
class Running:
    """A server and where it listens."""

    port: int
    server: uvicorn.Server
    task: asyncio.Task[None]

    @property
    def url(self) -> str:
        return f"ws://127.0.0.1:{self.port}/ws"

    async def stop(self) -> None:
        """What SIGTERM does."""
        self.server.should_exit = True
        await self.task


class Listening(Protocol):
    """What a client has to know of a server."""

    @property
    def port(self) -> int: ...


def application(hub: Hub, who: Callable[[str], Member], *, lend: bool) -> Any:
    """The handler that a real application has, in small: accept, find out who it is, hand over."""

    async def app(scope: Any, receive: Any, send: Any) -> None:
        assert scope["type"] == "websocket"
        await receive()
        await send({"type": "websocket.accept", "subprotocol": SUBPROTOCOL})
        member = who(scope["query_string"].decode())
        fanout = scope["extensions"].get(EXTENSION) if lend else None
        await hub.serve(member, receive, send, fanout)

    return app


@contextlib.asynccontextmanager
async def serving(hub: Hub, who: Callable[[str], Member], *, lend: bool = True) -> AsyncIterator[Running]:
    """Serve the hub on a free port; `lend` False: as a server would that has no `Fanout`."""
    listening = socket.socket()
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    free_dead_peers(listening)
    listening.bind(("127.0.0.1", 0))
    config = uvicorn.Config(
        application(hub, who, lend=lend),
        ws=FanoutProtocol if lend else "websockets-sansio",
        lifespan="off",
        log_config=None,
        **SERVER_OPTIONS,
    )
    server = uvicorn.Server(config)
    server.capture_signals = contextlib.nullcontext  # type: ignore[method-assign,assignment]  # the test's, not ours
    task = asyncio.create_task(server.serve([listening]))
    while not server.started:
        await asyncio.sleep(0.01)
    running = Running(listening.getsockname()[1], server, task)
    try:
        yield running
    finally:
        await running.stop()
        listening.close()


class RawClient:
    """A WebSocket client of which every byte is the test's; it reads only when told to."""

    def __init__(self, connection: socket.socket, head: bytes = b"") -> None:
        self.socket = connection
        self.head = head

    @classmethod
    async def open(
        cls,
        running: Listening,
        query: str = "",
        *,
        receive_buffer: int | None = None,
        headers: str = "",
    ) -> "RawClient":
        """Shake hands; `headers` are whole lines beside the usual ones. The answer's are in `head`."""
        connection = socket.socket()
        if receive_buffer:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        connection.setblocking(False)
        loop = asyncio.get_running_loop()
        await loop.sock_connect(connection, ("127.0.0.1", running.port))
        key = base64.b64encode(os.urandom(16)).decode()
        request = (
            f"GET /ws?{query} HTTP/1.1\r\nHost: 127.0.0.1:{running.port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: {SUBPROTOCOL}\r\n"
            f"{headers}\r\n"
        )
        await loop.sock_sendall(connection, request.encode())
        answer = b""
        while not answer.endswith(b"\r\n\r\n"):
            answer += await loop.sock_recv(connection, 1)
        assert answer.startswith(b"HTTP/1.1 101"), answer
        return cls(connection, answer)

    async def send(self, data: bytes) -> None:
        """Raw bytes."""
        await asyncio.get_running_loop().sock_sendall(self.socket, data)

    async def send_frame(
        self, payload: bytes, *, opcode: int = 1, fin: bool = True, rsv: int = 0, mask: bool = True
    ) -> None:
        """A frame, perhaps one that RFC 6455 forbids."""
        first = (0x80 if fin else 0) | rsv << 4 | opcode
        bit = 0x80 if mask else 0
        size = len(payload)
        if size < 126:
            head = struct.pack("!BB", first, bit | size)
        elif size < 65_536:
            head = struct.pack("!BBH", first, bit | 126, size)
        else:
            head = struct.pack("!BBQ", first, bit | 127, size)
        await self.send(head + (b"\0\0\0\0" if mask else b"") + payload)

    async def close_code(self) -> int | None:
        """Read everything up to the close frame; its code, None where the connection ends without one."""
        loop = asyncio.get_running_loop()
        data = b""
        async with asyncio.timeout(10):
            while True:
                with contextlib.suppress(IndexError, struct.error):
                    while True:
                        opcode, size, start = data[0] & 15, data[1] & 127, 2
                        if size == 126:
                            size, start = struct.unpack("!H", data[2:4])[0], 4
                        elif size == 127:
                            size, start = struct.unpack("!Q", data[2:10])[0], 10
                        if len(data) < start + size:
                            break
                        if opcode == 8:
                            return int(struct.unpack("!H", data[start : start + 2])[0])
                        data = data[start + size :]
                try:
                    more = await loop.sock_recv(self.socket, 65536)
                except ConnectionError:
                    return None
                if not more:
                    return None
                data += more

    def close(self) -> None:
        """Hang up."""
        self.socket.close()
