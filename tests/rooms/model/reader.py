"""Readers whose screens outlive their sockets."""

import asyncio
from typing import Any

from tests.rooms.model.world import Socket, World

SECONDS = 20


class Reader:
    """Somebody with a screen: what sockets told is applied to it, in order, and stays when they end.

    Attributes:
        begun: the number after which the screen begins.
        dead: texts that may not come any more.
    """

    def __init__(self, world: World, name: str | None, room: str) -> None:
        self.world, self.name, self.room = world, name, room
        self.socket: Socket | None = None
        self.begun = self.head = 0
        self.screen: dict[int, str] = {}
        self.steps: dict[int, tuple[str, str | None, int | None]] = {}
        self.came: list[dict[str, Any]] = []
        self.dead: set[str] = set()
        self.live = False
        self._hello: dict[str, Any] = {}
        self._taken = 0

    async def hello(self, dead: set[str], **hello: Any) -> str:
        """Enter, and read up to `live`, or to the word with which one is sent away."""
        if self.socket is None or self.socket.code is not None:
            self.socket, self._taken = Socket(self.world.hub, self.world.member(self.name)), 0
        self.read()
        self.came, self.dead, self.live, self.socket.raw = [], set(dead), False, ""
        self._hello = hello
        self.socket.say("hello", room=self.room, **hello)
        async with asyncio.timeout(SECONDS):
            while not self.live:
                if not await self._news():
                    return str(self.socket.code)
                self.read()
        return "live"

    async def settled(self, head: int) -> None:
        """Wait until the screen is up to date."""
        async with asyncio.timeout(SECONDS):
            while self.head < head:
                assert await self._news(), f"{self.name} was closed with {self.socket and self.socket.code}"
                self.read()

    async def write(self, frame: dict[str, Any]) -> tuple[str, int, bool]:
        """Send a change and wait for its answer: `posted` or a refusal's code, number, `dup`."""
        assert self.socket is not None
        self.read()
        self.socket.say(frame.pop("t"), **frame)
        async with asyncio.timeout(SECONDS):
            while True:
                for event in self.socket.events[self._taken :]:
                    if event["t"] in ("posted", "error") and event.get("id") == frame["id"]:
                        return event.get("code", "posted"), event.get("seq", 0), event.get("dup", False)
                self.read()
                assert await self._news(), f"{self.name} was closed with {self.socket.code}"

    async def closed(self) -> int | None:
        assert self.socket is not None
        async with asyncio.timeout(SECONDS):
            await self.socket.task
        self.read()
        return self.socket.code

    def read(self) -> None:
        """Apply what came, as a page does."""
        assert self.socket is not None
        news = self.socket.events[self._taken :]
        self._taken += len(news)
        for event in news:
            self.came.append(event)
            self.live = self.live or event["t"] == "live"
            if event["t"] == "welcome":
                self.came = [event]
                self._turn_back(self._hello.get("after", max(0, event["head"] - self._hello.get("last", 0))))
            elif event["t"] == "entry":
                assert event["seq"] == self.head + 1, f"{event['seq']} after {self.head}"
                self.head = event["seq"]
                self._apply(event)

    def _apply(self, event: dict[str, Any]) -> None:
        of = event.get("of")
        self.steps[event["seq"]] = event["kind"], (event.get("author") or {}).get("id"), of
        if event["kind"] == "said":
            self.screen[event["seq"]] = event["text"]
        elif of in self.screen:
            self.screen[of] = event["text"]

    def _turn_back(self, after: int) -> None:
        if after == 0 or after > self.head or after < self.begun:
            self.screen, self.steps, self.begun = {}, {}, after
        self.head = after

    async def _news(self) -> bool:
        """Wait until something came that was not read; False once the socket has ended and all was read."""
        assert self.socket is not None
        while len(self.socket.events) == self._taken:
            if self.socket.code is not None:
                return False
            self.socket.woken.clear()
            await self.socket.woken.wait()
        return True
