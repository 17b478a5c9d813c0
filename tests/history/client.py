"""A client of a room as WIRE asks for it: one hello after another, every entry once, every word sent until it is there."""

import asyncio
import contextlib
import json
import random
import time
from dataclasses import dataclass, field
from typing import Any

import msgspec

from tests.history.author import Author
from tests.history.line import Line
from tests.history.record import History

FINAL = (4401, 4403, 4404, 4409)
RESUME_AT_ONCE = 4430
_decode = msgspec.json.Decoder().decode


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast a client's time goes: at 1.0 the seconds are those of the contract.

    Attributes:
        retries: factor on the waits before a reconnect (0-8 s first, then full jitter from 1 s to 30 s).
        beats: factor on the heartbeat (a ping after 20 s of silence, offline after 32 s).
    """

    retries: float = 1.0
    beats: float = 1.0


@dataclass
class Page:
    """A room as a reader has it: `messages` by number as [id, text, state]."""

    epoch: str = ""
    head: int = 0
    messages: dict[int, list[str]] = field(default_factory=dict)

    def apply(self, entry: dict[str, Any]) -> None:
        """Take the next entry."""
        self.head = entry["seq"]
        kind, text = entry["kind"], entry.get("text", "")
        if kind == "said":
            self.messages[entry["seq"]] = [entry["id"], text, "visible" if text else "removed"]
        elif kind in ("edited", "restored") and text:
            self.messages[entry["of"]][1:] = [text, "visible"]
        elif kind == "removed":
            self.messages[entry["of"]][1:] = ["", "removed"]

    def reset(self, epoch: str) -> None:
        """History was rewritten."""
        self.epoch, self.head = epoch, 0
        self.messages.clear()


class Client(Author):
    """Reads a room, and writes what is put into its outbox.

    Attributes:
        keep: so many posts are always on their way, without end; 0: only what `write` was given.
        connected: when each connection was tried, in monotonic seconds.
        codes: how each connection ended; None where no close frame came.
    """

    def __init__(
        self,
        name: str,
        room: str,
        token: str | None,
        history: History,
        *,
        pace: Pace | None = None,
        keep: int = 0,
        dice: random.Random | None = None,
    ) -> None:
        super().__init__(name, room, token, history)
        self.page = Page()
        self.live = False
        self.line: Line | None = None
        self.connected: list[float] = []
        self.codes: list[int | None] = []
        self._pace = pace or Pace()
        self._keep = keep
        self._dice = dice or random.Random()
        self._failures = 0
        self._retry_after = 0.0
        self._heard = 0.0

    async def run(self, port: int) -> None:
        """Stay in the room until cancelled, or until the server says that there is no coming back."""
        try:
            while True:
                code, lasted = await self._stay(port)
                self.live = False
                self.interrupted()
                self.codes.append(code)
                if code in FINAL:
                    return
                await asyncio.sleep(self._wait(code, lasted))
        finally:
            self.interrupted()
            if self.line:
                self.line.cut()

    def flush(self) -> None:
        """Send what waits and is not on its way."""
        if not self.live:
            return
        while len(self.waiting) < self._keep:
            self.write()
        for ident, frame in list(self.waiting.items()):
            if ident not in self.sent:
                self.on_its_way(ident)
                self._say(frame)

    def show(self) -> None:
        """Write down what the page shows in the end."""
        messages = [[seq, *row] for seq, row in sorted(self.page.messages.items())]
        args = {"room": self.room, "messages": messages, "unsent": self.unsent, "typed": self.typed}
        self.history.add(self.name, "show", args)

    async def _stay(self, port: int) -> tuple[int | None, float]:
        """One connection from the first packet to the last: its close code, and how long it lasted."""
        self.connected.append(time.monotonic())
        try:
            self.line = await Line.open(port, self._hear, self.token)
        except (OSError, TimeoutError):
            return None, 0.0
        opened = self._heard = time.monotonic()
        beating = asyncio.create_task(self._beat(self.line))
        self._greet()
        try:
            return await self.line.closed, time.monotonic() - opened
        finally:
            beating.cancel()

    async def _beat(self, line: Line) -> None:
        pings, offline = 20.0 * self._pace.beats, 32.0 * self._pace.beats
        while (silent := time.monotonic() - self._heard) < offline:
            if silent >= pings:
                self._say({"t": "ping"})
            await asyncio.sleep((pings if silent < pings else offline) - silent)
        line.cut()

    def _wait(self, code: int | None, lasted: float) -> float:
        if code == RESUME_AT_ONCE:
            return 0.0
        if lasted >= 60.0 * self._pace.retries:
            self._failures = 0
        most = 8.0 if self._failures == 0 else min(30.0, 2.0 ** min(5, self._failures - 1))
        self._failures += 1
        told, self._retry_after = self._retry_after, 0.0
        return (told + self._dice.uniform(0, most)) * self._pace.retries

    def _greet(self) -> None:
        self.history.add(self.name, "hello", {"room": self.room, "after": self.page.head})
        epoch = {"epoch": self.page.epoch} if self.page.epoch else {}
        self._say({"t": "hello", "room": self.room, "after": self.page.head, **epoch})

    def _say(self, frame: dict[str, Any]) -> None:
        assert self.line is not None
        self.line.send(json.dumps(frame, ensure_ascii=False).encode())

    def _hear(self, text: bytes) -> None:
        self._heard = time.monotonic()
        seqs = []
        for event in _decode(text):
            kind = event["t"]
            if kind == "entry":
                seqs.append(event["seq"])
                self.page.apply(event)
            elif kind == "posted":
                self.answered(event["id"], event["seq"])
            elif kind == "live":
                self.live = True
            elif kind == "welcome":
                self.page.epoch = event["epoch"]
            elif kind == "reset":
                self.page.reset(event["epoch"])
                self._greet()
            elif kind == "restart":
                self._retry_after = event["retry_after"]
            elif kind == "error":
                self._refuse(event)
        if seqs:
            self.history.add(self.name, "hear", {"room": self.room, "seqs": seqs})
        self.flush()

    def _refuse(self, event: dict[str, Any]) -> None:
        if "id" not in event:
            return
        self.refused(event["id"], event["code"])
        # What was refused for a moment goes out again in a moment; nothing overtakes it meanwhile.
        if event["id"] in self.waiting:
            self.sent[event["id"]] = time.monotonic()
            asyncio.get_running_loop().call_later(2.0 * self._pace.retries, self._again, event["id"])

    def _again(self, ident: str) -> None:
        with contextlib.suppress(KeyError):
            self.sent.pop(ident)
            self.flush()
