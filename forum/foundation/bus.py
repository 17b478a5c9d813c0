"""Listeners: what else is written in the transaction in which something happened."""

from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from forum.foundation.database.work import Work

Listener = Callable[["Work", Any], Awaitable[None]]


class Bus:
    """Who listens to which event type. Listeners only write rows; telling people comes after the commit."""

    def __init__(self, listeners: Iterable[tuple[type, Listener]] = ()) -> None:
        self._listeners: dict[type, list[Listener]] = defaultdict(list)
        for event_type, listener in listeners:
            self._listeners[event_type].append(listener)

    def listen(self, event_type: type, listener: Listener) -> None:
        """One more listener, of this process alone, such as its chat engine."""
        self._listeners[event_type].append(listener)

    async def publish(self, work: "Work", event: object) -> None:
        for listener in self._listeners.get(type(event), ()):
            await listener(work, event)
