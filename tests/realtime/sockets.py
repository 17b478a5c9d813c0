"""A WebSocket in memory: what the engine sees of a server, and what a client sees of the engine."""

import asyncio
import json
from typing import Any

from realtime.hub import Hub
from realtime.ports import Member


class Socket:
    """A client of `Hub.serve` through ASGI's two callables. `stall` makes it take nothing."""

    def __init__(self, hub: Hub, member: Member) -> None:
        self.events: list[dict[str, Any]] = []
        self.frames: list[list[dict[str, Any]]] = []
        self.code: int | None = None
        self._in: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._news = asyncio.Event()
        self._flows = asyncio.Event()
        self._flows.set()
        self.task = asyncio.create_task(hub.serve(member, self._in.get, self._send))

    def say(self, **frame: Any) -> None:
        """Send a frame to the engine."""
        self.say_text(json.dumps(frame, ensure_ascii=False))

    def say_text(self, text: str) -> None:
        """Send a text frame to the engine."""
        self._in.put_nowait({"type": "websocket.receive", "text": text})

    def say_bytes(self, data: bytes) -> None:
        """Send a binary frame."""
        self._in.put_nowait({"type": "websocket.receive", "bytes": data})

    def go(self) -> None:
        """Close from the client's side."""
        self._in.put_nowait({"type": "websocket.disconnect", "code": 1000})

    def stall(self) -> None:
        """Read nothing any more."""
        self._flows.clear()

    def flow(self) -> None:
        """Read again."""
        self._flows.set()

    async def until(self, kind: str, **fields: Any) -> dict[str, Any]:
        """The first event of this kind with these fields, when it has come."""
        async with asyncio.timeout(5):
            while True:
                for event in self.events:
                    if event["t"] == kind and all(event.get(name) == value for name, value in fields.items()):
                        return event
                assert not self.task.done(), f"closed with {self.code} before {kind}: {self.events}"
                self._news.clear()
                await self._news.wait()

    async def closed(self) -> int | None:
        """The close code, when the engine has let go."""
        async with asyncio.timeout(5):
            await self.task
        return self.code

    def entries(self, room: str = "lutsk") -> list[dict[str, Any]]:
        """The entries of a room that came, in order."""
        return [event for event in self.events if event["t"] == "entry" and event["room"] == room]

    def seqs(self, room: str = "lutsk") -> list[int]:
        """Their numbers."""
        return [entry["seq"] for entry in self.entries(room)]

    async def _send(self, message: dict[str, Any]) -> None:
        await self._flows.wait()
        if message["type"] == "websocket.close":
            self.code = message["code"]
            self._in.put_nowait({"type": "websocket.disconnect", "code": message["code"]})
        else:
            frame = json.loads(message["text"])
            self.frames.append(frame)
            self.events += frame
        self._news.set()


async def turns(count: int = 20) -> None:
    """Let the loop turn, so that what is ready happens."""
    for _ in range(count):
        await asyncio.sleep(0)
