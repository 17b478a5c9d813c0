"""What a server lends to the engine, and what the application may ask of it."""

from collections.abc import Awaitable, Callable, Mapping, MutableMapping, Sequence
from typing import Any, Protocol, runtime_checkable

from realtime.ports.doors import Member, Revocation
from realtime.wire import Entry, Person, Translation

EXTENSION = "mosty.fanout"
"""Key of scope["extensions"] under which the server lends a `Fanout`."""

Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
"""ASGI receive of a WebSocket that has been accepted."""
Send = Callable[[Any], Awaitable[None]]
"""ASGI send of the same."""


class Fanout(Protocol):
    """A server's own protocol object that lends its transport, found in scope["extensions"][EXTENSION]."""

    farewell: Callable[[], bytes | None] | None
    """Asked for last bytes (ready frames) when the server shuts the connection down."""

    def write_frames(self, frames: bytes) -> bool:
        """Write ready WebSocket frames; False where the connection is closing and nothing was written."""
        ...

    def unsent(self) -> int:
        """Bytes that wait in the transport."""
        ...

    async def drained(self) -> None:
        """Wait until the transport takes more."""
        ...

    def close_now(self, code: int, reason: str, *, cut_after: float) -> None:
        """Start the closing handshake without waiting for the transport, cut the connection after so many seconds."""
        ...


@runtime_checkable
class Engine(Protocol):
    """What the application may ask of the engine; made and handed in by the composition root.

    All of it runs on the event loop's thread.
    """

    async def serve(self, member: Member, receive: Receive, send: Send, fanout: Fanout | None = None) -> None:
        """Run one accepted WebSocket until it is closed; returns then, raises nothing but cancellation.

        `receive` and `send` are the ASGI callables after `websocket.accept`; `fanout` is
        `scope["extensions"].get(EXTENSION)`.
        """
        ...

    def announce(self, room: str, entries: Sequence[Entry]) -> None:
        """Tell readers, here and in other processes, of entries that have been committed. Never raises, never waits.

        To be called after the commit by whoever writes to a room's log: a post from the socket, a form or the API, an
        edit, a moderator's removal, a capability's own kind of entry.
        """
        ...

    def translated(self, translation: Translation) -> None:
        """Tell readers of that language, here and in other processes; after the commit."""
        ...

    def revoke(self, revocation: Revocation) -> None:
        """Apply changed rights to sockets here and in other processes; after the commit."""
        ...

    async def wait(self, room: str, after: int, timeout: float) -> None:  # noqa: ASYNC109 - a long poll's own length
        """Return when the room has an entry beyond `after`, its history was rewritten, or `timeout` seconds have passed
        (long poll)."""
        ...

    def here(self, room: str) -> Sequence[Person]:
        """Who is in the room now, as far as this process knows."""
        ...

    def hands(self, room: str) -> Sequence[Person]:
        """Whose hand is up in the room now, the first raised first, as far as this process knows."""
        ...

    def metrics(self) -> Mapping[str, float]:
        """Counters and gauges by name, for Prometheus."""
        ...
