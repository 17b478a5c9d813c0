"""A backplane over Valkey's publish and subscribe: one channel per room, one for everybody."""

import asyncio
import contextlib
import logging
import random
import secrets
from collections import deque
from collections.abc import Callable
from typing import Any, Final

from msgspec import DecodeError, msgpack
from valkey.asyncio import Valkey

from realtime.backplane.memory import room_of
from realtime.ports import EntriesNote, HereNote, Note, RestoredNote, Revocation, TranslationNote, WhoNote

_MOST_WAITING: Final = 10_000
_QUIET_SECONDS: Final = 3.0
_PATIENCE_SECONDS: Final = 3.0
_SHORTEST_PAUSE: Final = 0.1
_LONGEST_PAUSE: Final = 2.0

log = logging.getLogger(__name__)


class ValkeyBackplane:
    """Keeps one connection to hear and one to tell, and takes up both again by itself whenever they break.

    While Valkey is away notes wait, at most 10,000 of them; the oldest go first, since the log has what they say.
    """

    def __init__(self, url: str, *, prefix: str = "mosty:") -> None:
        self._url = url
        self._prefix = prefix
        self._origin = secrets.token_bytes(8)
        self._rooms: set[str] = set()
        self._waiting: deque[tuple[str, bytes]] = deque(maxlen=_MOST_WAITING)
        self._work = asyncio.Event()
        self._connected = asyncio.Event()
        self._hear: Callable[[Note], None] = lambda note: None
        self._stopping = False
        self._task: asyncio.Task[None] | None = None

    async def start(self, hear: Callable[[Note], None]) -> None:
        """Begin connecting; returns at once, whether or not Valkey is there."""
        self._hear = hear
        self._stopping = False
        self._task = asyncio.create_task(self._keep_connected())

    async def stop(self) -> None:
        """Close both connections."""
        self._stopping = True
        if self._task:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
            self._task = None

    async def connected(self) -> None:
        """Wait until Valkey is being heard."""
        await self._connected.wait()

    def follow(self, room: str) -> None:
        """Hear notes about this room too, as soon as Valkey has taken the subscription."""
        self._rooms.add(room)
        self._work.set()

    def unfollow(self, room: str) -> None:
        """Hear notes about this room no longer."""
        self._rooms.discard(room)
        self._work.set()

    def publish(self, note: Note) -> None:
        """Queue the note for Valkey."""
        self._waiting.append((self._channel(room_of(note)), self._origin + _encoder.encode(note)))
        self._work.set()

    def _channel(self, room: str | None) -> str:
        return f"{self._prefix}all" if room is None else f"{self._prefix}room:{room}"

    async def _keep_connected(self) -> None:
        pause = _SHORTEST_PAUSE
        lost = False
        while not self._stopping:
            try:
                async with (
                    Valkey.from_url(
                        self._url, socket_connect_timeout=_PATIENCE_SECONDS, socket_timeout=_PATIENCE_SECONDS
                    ) as client,
                    client.pubsub() as pubsub,
                ):
                    await pubsub.subscribe(self._channel(None))
                    if self._stopping:
                        return
                    self._connected.set()
                    pause = _SHORTEST_PAUSE
                    if lost:
                        log.info("Valkey is back")
                        lost = False
                        self._hear(RestoredNote())
                    async with asyncio.TaskGroup() as both:
                        both.create_task(self._listen(pubsub))
                        both.create_task(self._tell(client, pubsub))
            except Exception as error:
                if not lost:
                    log.warning("Valkey is away, other processes will be heard with delay: %r", error)
            lost = True
            self._connected.clear()
            await asyncio.sleep(random.uniform(pause / 2, pause))  # noqa: S311 - spreads reconnects, guards nothing
            pause = min(pause * 2, _LONGEST_PAUSE)

    async def _listen(self, pubsub: Any) -> None:
        quiet = False
        while True:
            _heed_cancellation()
            message = await pubsub.get_message(timeout=_QUIET_SECONDS)
            if message is None:
                if quiet:
                    raise TimeoutError("no answer to a ping")
                quiet = True
                await pubsub.ping()
                continue
            quiet = False
            data = message["data"]
            if message["type"] == "message" and not data.startswith(self._origin):
                try:
                    note = _decoder.decode(data[len(self._origin) :])
                except DecodeError:  # another version of this program is talking
                    continue
                self._hear(note)

    async def _tell(self, client: Any, pubsub: Any) -> None:
        subscribed: set[str] = set()
        while True:
            self._work.clear()
            wanted = {self._channel(room) for room in self._rooms}
            if new := wanted - subscribed:
                await pubsub.subscribe(*new)
            if gone := subscribed - wanted:
                await pubsub.unsubscribe(*gone)
            subscribed = wanted
            if self._waiting:
                async with client.pipeline(transaction=False) as pipe:
                    for channel, data in list(self._waiting):
                        pipe.publish(channel, data)
                    self._waiting.clear()
                    await pipe.execute()
            _heed_cancellation()
            await self._work.wait()


def _heed_cancellation() -> None:
    # The client library swallows a cancellation that meets a breaking connection. A task that went on after it would
    # hold up the reconnecting, or the stop, for ever.
    task = asyncio.current_task()
    if task and task.cancelling():
        raise asyncio.CancelledError


_encoder: Final = msgpack.Encoder()
_decoder: Final = msgpack.Decoder(EntriesNote | TranslationNote | HereNote | WhoNote | Revocation)
