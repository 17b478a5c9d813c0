"""What one guest's browser does: requests on a line that stays open, and the socket of the talk."""

import asyncio
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import msgspec
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Subprotocol

decode = msgspec.json.Decoder().decode


class Browser:
    """One guest.

    Args:
        took: told what was done and in how many seconds.
    """

    def __init__(self, port: int, token: str, took: Callable[[str, float], None]) -> None:
        self._port, self._token, self._took = port, token, took
        self._line: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None
        self._one_at_a_time = asyncio.Lock()
        self.socket: ClientConnection | None = None

    async def get(self, what: str, path: str, tag: str = "") -> tuple[int, str, bytes]:
        return await self._ask(what, "GET", path, {"If-None-Match": tag} if tag else {}, b"")

    async def post(self, what: str, path: str, **form: Any) -> str:
        """Send a form; where it leads."""
        body, headers = urlencode(form).encode(), {"Content-Type": "application/x-www-form-urlencoded"}
        status, there, content = await self._ask(what, "POST", path, headers, body)
        if status not in (204, 303):
            raise RuntimeError(f"{path}: {status} {content[:300]!r}")
        return there

    async def enter(self, room: str, heard: Callable[[dict[str, Any], float], None]) -> None:
        """Open the socket and listen for ever."""
        began = time.perf_counter()
        headers = {"Authorization": f"Bearer {self._token}"}
        self.socket = await connect(
            f"ws://127.0.0.1:{self._port}/ws", subprotocols=[Subprotocol("mosty.v1")], additional_headers=headers,
            compression=None, ping_interval=None, open_timeout=60,
        )  # fmt: skip
        await self.socket.send(msgspec.json.encode({"t": "hello", "room": room, "last": 50}).decode())
        live = False
        async for frame in self.socket:
            at = time.perf_counter()
            for event in decode(frame):
                if not live and event["t"] == "live":
                    live = True
                    self._took("socket opened until caught up", at - began)
                heard(event, at)

    async def say(self, room: str, text: str) -> None:
        assert self.socket is not None
        said = {"t": "post", "room": room, "id": str(uuid4()), "text": text}
        await self.socket.send(msgspec.json.encode(said).decode())

    async def _ask(
        self, what: str, method: str, path: str, headers: dict[str, str], body: bytes
    ) -> tuple[int, str, bytes]:
        lines = {
            "Host": f"127.0.0.1:{self._port}", "Authorization": f"Bearer {self._token}",
            "Content-Length": str(len(body)), **headers,
        }  # fmt: skip
        head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
        began = time.perf_counter()
        async with self._one_at_a_time:
            if self._line is None:
                self._line = await asyncio.open_connection("127.0.0.1", self._port)
            reader, writer = self._line
            writer.write(f"{method} {path} HTTP/1.1\r\n{head}\r\n".encode() + body)
            answered = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
            found = {name.lower(): value for name, _, value in (line.partition(": ") for line in answered[1:])}
            content = await reader.readexactly(int(found.get("content-length", "0")))
            if found.get("connection", "").lower() == "close":
                writer.close()
                self._line = None
        self._took(what, time.perf_counter() - began)
        status = int(answered[0].split(" ")[1])
        return status, found.get("location", found.get("etag", "")), content
