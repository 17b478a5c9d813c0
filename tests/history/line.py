"""A client's WebSocket, as much of RFC 6455 as our server speaks; light enough for hundreds beside the server."""

import asyncio
import base64
import os
import socket
import struct
from collections.abc import Callable
from typing import Self

from realtime.wire import SUBPROTOCOL

HANDSHAKE_SECONDS = 10.0


class Line(asyncio.Protocol):
    """`hear` gets the text of each frame; `closed` has the close code in the end, None where none was said."""

    def __init__(self, hear: Callable[[bytes], None]) -> None:
        loop = asyncio.get_running_loop()
        self.closed: asyncio.Future[int | None] = loop.create_future()
        self._upgraded: asyncio.Future[bytes] = loop.create_future()
        self._hear = hear
        self._rest = b""
        self._code: int | None = None
        self.transport: asyncio.Transport

    @classmethod
    async def open(
        cls,
        port: int,
        hear: Callable[[bytes], None],
        token: str | None = None,
        receive_buffer: int = 0,
        *,
        source: str = "127.0.0.1",
    ) -> Self:
        """Connect and shake hands.

        Args:
            receive_buffer: bytes that the kernel may keep for the reader, 0 for as many as it likes.
            source: the address of this client.

        Raises:
            OSError: nobody listens, or something else than an upgrade was answered.
            TimeoutError: no answer came.
        """
        line, loop = cls(hear), asyncio.get_running_loop()
        who = f"Authorization: Bearer {token}" if token else f"Origin: http://127.0.0.1:{port}"
        async with asyncio.timeout(HANDSHAKE_SECONDS):
            own = socket.socket()
            own.setblocking(False)
            if receive_buffer:
                own.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
            try:
                own.bind((source, 0))
                await loop.sock_connect(own, ("127.0.0.1", port))
            except BaseException:
                own.close()
                raise
            await loop.create_connection(lambda: line, sock=own)
            try:
                line.transport.write(
                    f"GET /ws HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n{who}\r\n"
                    f"Sec-WebSocket-Key: {base64.b64encode(os.urandom(16)).decode()}\r\nSec-WebSocket-Version: 13\r\n"
                    f"Sec-WebSocket-Protocol: {SUBPROTOCOL}\r\n\r\n".encode()
                )
                head = await line._upgraded
                if not head.startswith(b"HTTP/1.1 101"):
                    raise ConnectionError(head[:200])
            except BaseException:
                line.transport.abort()
                raise
        return line

    def send(self, text: bytes) -> None:
        """Send a text frame."""
        self._send(1, text)

    def cut(self) -> None:
        """Drop the connection without a word."""
        self.transport.abort()

    def hang_up(self) -> None:
        """Say goodbye and end the connection."""
        self._send(8, struct.pack("!H", 1000))
        self.transport.close()

    # --- asyncio.Protocol

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def connection_lost(self, exc: Exception | None) -> None:
        if not self._upgraded.done():
            self._upgraded.set_exception(exc or ConnectionError("closed in the handshake"))
        if not self.closed.done():
            self.closed.set_result(self._code)

    def data_received(self, data: bytes) -> None:
        data = self._rest + data if self._rest else data
        if not self._upgraded.done():
            head, end, data = data.partition(b"\r\n\r\n")
            self._rest = b"" if end else head
            if not end:
                return
            self._upgraded.set_result(head)
            # The frames that came with it are for a client who knows by then that the line is open.
            asyncio.get_running_loop().call_soon(self.data_received, data)
            return
        at = 0
        while len(data) - at >= 2:
            opcode, size, start = data[at] & 15, data[at + 1], at + 2
            if size >= 126:
                width = 2 if size == 126 else 8
                if len(data) - start < width:
                    break
                size, start = int.from_bytes(data[start : start + width]), start + width
            if len(data) - start < size:
                break
            at = start + size
            self._take(opcode, data[start:at])
        self._rest = data[at:]

    def _take(self, opcode: int, payload: bytes) -> None:
        if opcode == 1:
            self._hear(payload)
        elif opcode == 9:
            self._send(10, payload)
        elif opcode == 8:
            self._code = int.from_bytes(payload[:2]) if payload else None
            self._send(8, payload[:2])
            self.transport.close()

    def _send(self, opcode: int, payload: bytes) -> None:
        if self.transport.is_closing():
            return
        size = len(payload)
        head = (
            struct.pack("!BB", 128 | opcode, 128 | size) if size < 126 else struct.pack("!BBH", 128 | opcode, 254, size)
        )
        self.transport.write(head + b"\0\0\0\0" + payload)
