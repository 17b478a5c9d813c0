"""What clients did and heard, a line each: written while it happens, checked when it is over."""

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

OK, FAIL, UNKNOWN = "ok", "fail", "unknown"


@dataclass(frozen=True, slots=True)
class Act:
    """A line of a history.

    Attributes:
        t: monotonic seconds at which it began.
        op: `post`, `edit`, `remove` (an attempt; `args` has room, id, text, and `of` where it speaks of a message),
            `hello` (room, after), `hear` (room, seqs, in the order of the wire), `show` (what a page shows in the end).
        outcome: ok: the server said that it is done, under `seq`. fail: it would not. unknown: no answer came, so that
            it may be there or not.
    """

    t: float
    client: str
    op: str
    args: dict[str, Any]
    outcome: str = OK
    seq: int | None = None


class History:
    """The acts of all clients of a test, kept in a JSONL file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file = path.open("wb", buffering=1 << 20)

    def add(
        self, client: str, op: str, args: dict[str, Any], outcome: str = OK, *, t: float = 0.0, seq: int | None = None
    ) -> None:
        """Write an act down; `t` of 0 is now."""
        self._file.write(_encode(Act(t or time.monotonic(), client, op, args, outcome, seq)) + b"\n")

    def read(self) -> list[Act]:
        """All acts so far, in the order in which they ended."""
        self._file.flush()
        return [_decode(line) for line in self.path.read_bytes().splitlines()]

    def close(self) -> None:
        self._file.close()


_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(Act).decode
