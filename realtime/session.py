"""One connection as a state machine without input or output: a frame goes in, effects come out."""

from dataclasses import dataclass
from typing import Any, Final

from msgspec.structs import replace

from realtime import wire
from realtime.wire import Change, Error, Event, Limits

HELLO_SECONDS: Final = 5.0
BAD_FRAMES: Final = 3

_CLOSING: Final = {
    "no_room": wire.CLOSE_NO_ROOM,
    "signed_out": wire.CLOSE_SIGNED_OUT,
    "banned": wire.CLOSE_RIGHT_LOST,
    "forbidden": wire.CLOSE_RIGHT_LOST,
}


@dataclass(frozen=True, slots=True)
class Send:
    """Say this to the client."""

    event: Event


@dataclass(frozen=True, slots=True)
class Close:
    """End the connection with this code; nothing follows."""

    code: int
    reason: str


@dataclass(frozen=True, slots=True)
class Enter:
    """Ask whether the member may enter; then call `entered` or `turned_away`."""

    hello: wire.Hello


@dataclass(frozen=True, slots=True)
class Append:
    """Have the log commit this; then call `appended` or `refused`. `only_repeat`: an id that is new is refused."""

    change: Change
    only_repeat: bool


@dataclass(frozen=True, slots=True)
class Show:
    """Something passing, in a room that is held."""

    frame: wire.Typing | wire.Hand | wire.Here | wire.Seen | wire.ReadIn


@dataclass(frozen=True, slots=True)
class Leave:
    """The client let go of a room that it held."""

    room: str


Effect = Send | Close | Enter | Append | Show | Leave


class Bucket:
    """Tokens that refill at `rate` a second up to `burst`; a burst of 0 gives without end."""

    __slots__ = ("_at", "_burst", "_rate", "_tokens")

    def __init__(self, burst: int, rate: float, now: float) -> None:
        self._burst = burst
        self._rate = rate
        self._tokens = float(burst)
        self._at = now

    def take(self, now: float) -> bool:
        """One token, or False."""
        if not self._burst:
            return True
        self._refill(now)
        if self._tokens < 1:
            return False
        self._tokens -= 1
        return True

    def give_back(self) -> None:
        """Return a token that was taken for nothing."""
        self._tokens = min(self._tokens + 1, self._burst)

    def full(self, now: float) -> bool:
        """Whether nothing is owed."""
        self._refill(now)
        return self._tokens >= self._burst

    def _refill(self, now: float) -> None:
        # A clock that goes back must not take tokens away.
        self._tokens = min(self._burst, self._tokens + max(0.0, now - self._at) * self._rate)
        self._at = now


class Allowance:
    """What an account may still write. The sockets of one account share one, so that five sockets don't write five
    times as much."""

    __slots__ = ("changes", "posts")

    def __init__(self, limits: Limits, now: float) -> None:
        self.posts = Bucket(limits.post_burst, limits.posts_per_second, now)
        self.changes = Bucket(limits.post_burst, limits.posts_per_second, now)

    def full(self, now: float) -> bool:
        """Whether forgetting it would change nothing."""
        return self.posts.full(now) and self.changes.full(now)

    def bucket(self, change: Change) -> Bucket:
        """Posts are counted apart from edits and removals."""
        return self.posts if isinstance(change, wire.Post) else self.changes


class Session:
    """The rules of one socket. Every time is in seconds of one monotonic clock.

    `deadline` is when `tick` must be called, None once a hello has come. `rooms` are those that are held.
    """

    def __init__(self, limits: Limits, allowance: Allowance, now: float) -> None:
        self.deadline: float | None = now + HELLO_SECONDS
        self.rooms: set[str] = set()
        self.closed = False
        self._limits = limits
        self._allowance = allowance
        self._bad_frames = 0
        # Slow enough that a flood is not forgiven while it lasts, fast enough to forget a bad minute in an hour.
        self._refusals = Bucket(limits.refusals if limits.post_burst else 0, limits.posts_per_second / 10, now)
        self._pings = Bucket(limits.ping_burst, limits.pings_per_second, now)
        # A hello of 60 bytes asks for a whole log: enough to enter every room twice, and no more.
        self._hellos = Bucket(limits.hello_burst, limits.hellos_per_second, now)
        self._frames = Bucket(limits.frame_burst, limits.frames_per_second, now)

    def receive(self, text: str, now: float) -> list[Effect]:
        """A text frame came."""
        if self.closed:
            return []
        if len(text) > wire.MAX_FRAME_BYTES or len(text.encode("utf-8", "replace")) > wire.MAX_FRAME_BYTES:
            return self._close(wire.CLOSE_TOO_LARGE, "frame too large")
        try:
            frame = wire.decode(text)
        except wire.BadFrame:
            return self._bad_frame()
        if isinstance(frame, wire.Hello | wire.Post | wire.ReadIn) and not self._speaks(frame.lang):
            return self._bad_frame()
        if isinstance(frame, wire.Post | wire.Edit | wire.Remove):
            return self._write(frame, now)
        if isinstance(frame, wire.Ping):
            if not self._pings.take(now):
                return self._close(wire.CLOSE_PING_FLOOD, "ping flood")
            return [Send(wire.Pong())]
        if not self._frames.take(now):
            return self._close(wire.CLOSE_FLOOD, "flood")
        if isinstance(frame, wire.Hello):
            return self._hello(frame, now)
        if frame.room not in self.rooms:
            return [] if isinstance(frame, wire.Bye) else [_error("no_room", frame.room)]
        if isinstance(frame, wire.Bye):
            self.rooms.discard(frame.room)
            return [Leave(frame.room)]
        return [Show(frame)]

    def receive_binary(self) -> list[Effect]:
        """A binary frame came; this protocol has none."""
        return [] if self.closed else self._close(wire.CLOSE_BINARY, "text frames only")

    def tick(self, now: float) -> list[Effect]:
        """The clock reached `deadline`."""
        if self.closed or self.deadline is None or now < self.deadline:
            return []
        return self._close(wire.CLOSE_NO_HELLO, "no hello")

    def entered(self, room: str) -> None:
        """The room is held from now on."""
        self.rooms.add(room)

    def turned_away(self, room: str, code: str, facts: dict[str, Any]) -> list[Effect]:
        """The room is not, or no longer, open to this member. An absent room costs the socket only if it was all."""
        self.rooms.discard(room)
        if self.closed:
            return []
        if code in _CLOSING and not (code == "no_room" and self.rooms):
            return self._close(_CLOSING[code], code)
        return [_error(code, room, facts=facts)]

    def reset(self, room: str) -> None:
        """The client has to say hello again."""
        self.rooms.discard(room)

    def appended(self, change: Change, *, seq: int, dup: bool, only_repeat: bool = False) -> list[Effect]:
        """The log holds the change under `seq`; repeats cost nothing."""
        if dup and not only_repeat:
            self._allowance.bucket(change).give_back()
        return [Send(wire.Posted(room=change.room, id=change.id, seq=seq, dup=dup))]

    def refused(self, change: Change, code: str, facts: dict[str, Any], now: float) -> list[Effect]:
        """The log would not have the change."""
        if self.closed:
            return []
        if code in ("signed_out", "banned"):
            return self._close(_CLOSING[code], code)
        if code == "slow_down" and not self._refusals.take(now):
            return self._close(wire.CLOSE_FLOOD, "flood")
        return [_error(code, change.room, change, facts)]

    def _hello(self, hello: wire.Hello, now: float) -> list[Effect]:
        if not self._hellos.take(now):
            return self._close(wire.CLOSE_FLOOD, "flood")
        self.deadline = None
        most = self._limits.rooms_per_socket
        if most and len(self.rooms) >= most and hello.room not in self.rooms:
            return [_error("slow_down", hello.room)]
        if hello.room in self.rooms:
            self.rooms.discard(hello.room)
            return [Leave(hello.room), Enter(hello)]
        return [Enter(hello)]

    def _write(self, change: Change, now: float) -> list[Effect]:
        # The token goes first: a flood of empty texts or of absent rooms is a flood too.
        paid = self._allowance.bucket(change).take(now)
        if change.room not in self.rooms:
            return self.refused(change, "no_room" if paid else "slow_down", {}, now)
        if not isinstance(change, wire.Remove):
            try:
                change = replace(change, text=wire.clean_text(change.text))
            except wire.BadText as bad:
                return self.refused(change, bad.code if paid else "slow_down", bad.facts if paid else {}, now)
        return [Append(change, only_repeat=not paid)]

    def _speaks(self, lang: str | None) -> bool:
        return lang is None or not self._limits.languages or lang in self._limits.languages

    def _bad_frame(self) -> list[Effect]:
        self._bad_frames += 1
        if self._bad_frames >= BAD_FRAMES:
            return self._close(wire.CLOSE_BAD_FRAMES, "bad frames")
        return [Send(Error(code="bad_frame"))]

    def _close(self, code: int, reason: str) -> list[Effect]:
        self.closed = True
        return [Close(code, reason)]


def _error(code: str, room: str, change: Change | None = None, facts: dict[str, Any] | None = None) -> Send:
    return Send(Error(code=code, room=room, id=change.id if change else None, facts=facts or {}))
