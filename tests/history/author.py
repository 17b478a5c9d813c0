"""Somebody who writes: what has no answer is said again under the same id, in the same order."""

import time
from typing import Any
from uuid import uuid4

from tests.history.record import FAIL, OK, UNKNOWN, History


class Author:
    """The outbox of a person in a room, and what goes into the history of it.

    Attributes:
        waiting: frames without an answer, oldest first, by id; `sent` says since when those on their way are.
        acknowledged: the number of each that has one.
        unsent: posts that the server refused for good: a page marks them so.
    """

    def __init__(self, name: str, room: str, token: str | None, history: History) -> None:
        self.name = name
        self.room = room
        self.token = token
        self.history = history
        self.typed: list[str] = []
        self.waiting: dict[str, dict[str, Any]] = {}
        self.sent: dict[str, float] = {}
        self.acknowledged: dict[str, int] = {}
        self.unsent: list[str] = []

    async def run(self, port: int) -> None:
        """Go on until cancelled."""
        raise NotImplementedError

    def write(self, op: str = "post", text: str | None = None, *, of: int | None = None) -> dict[str, Any]:
        """Put a post, an edit or a removal into the outbox."""
        ident = str(uuid4())
        frame: dict[str, Any] = {"t": op, "room": self.room, "id": ident}
        if op != "remove":
            frame["text"] = text or f"{self.name} {ident}"
        if of is not None:
            frame["seq"] = of
        if op == "post":
            self.typed.append(ident)
        self.waiting[ident] = frame
        return frame

    def on_its_way(self, ident: str) -> None:
        """An attempt begins."""
        self.sent[ident] = time.monotonic()

    def answered(self, ident: str, seq: int) -> None:
        """The server says that it is on disk under this number."""
        if ident in self.waiting:
            self._note(ident, OK, seq)
            self.acknowledged[ident] = seq
            del self.waiting[ident]

    def refused(self, ident: str, code: str) -> None:
        """The server would not have it now, or at all."""
        if ident not in self.waiting:
            return
        # `busy` is said when something broke: nobody knows what was written.
        self._note(ident, UNKNOWN if code == "busy" else FAIL)
        if code not in ("busy", "slow_down"):
            frame = self.waiting.pop(ident)
            if frame["t"] == "post":
                self.unsent.append(ident)

    def interrupted(self) -> None:
        """The connection is gone, and with it the answers to what was on its way."""
        for ident in list(self.sent):
            self._note(ident, UNKNOWN)

    def _note(self, ident: str, outcome: str, seq: int | None = None) -> None:
        frame, began = self.waiting[ident], self.sent.pop(ident, time.monotonic())
        args = {"room": self.room, "id": ident, "text": frame.get("text", "")}
        if "seq" in frame:
            args["of"] = frame["seq"]
        self.history.add(self.name, frame["t"], args, outcome, t=began, seq=seq)
