"""What passes in a room, as it is told: to readers at most a few times a second, to other processes as snapshots."""

import time
from collections.abc import Callable, Iterable
from typing import Final

from realtime import wire
from realtime.ports import HereNote, Member, Note
from realtime.room import RENEW_SECONDS, Room, Snapshot

SHORTEST_PAUSE_SECONDS: Final = 0.4
LONGEST_PAUSE_SECONDS: Final = 10.0
_PEOPLE_PER_SECOND_OF_PAUSE: Final = 500


class Presence:
    """The `Room` of a channel together with what was last said of it."""

    def __init__(self, room: str, origin: str, publish: Callable[[Note], None]) -> None:
        self.state = Room()
        self._room = room
        self._origin = origin
        self._publish = publish
        self._told = (0, 0, 0)
        self._people_due = 0.0
        self._passing_due = 0.0
        self._renewal_due = 0.0
        self._published: Snapshot | None = None

    @property
    def told(self) -> tuple[int, int, int]:
        """How far readers have been told of people, typing and hands."""
        return self._told

    def since(self, told: tuple[int, int, int]) -> list[wire.Event]:
        """What readers have been told since then: a newcomer who was not live yet missed it."""
        return self._events(told, self._told)

    def tick(self, now: float, holders: Callable[[], Iterable[tuple[Member, int]]]) -> list[wire.Event]:
        """Forget what ran out, renew what this process vouches for; what everybody is to be told now."""
        if now >= self._renewal_due:
            for member, number in holders():
                self.state.arrive(member.person, number, now)
            self._renewal_due = now + RENEW_SECONDS
            self._published = None
        self.state.expire(now)
        # A list of people is dear in a large room, so there it comes less often.
        pause = min(
            LONGEST_PAUSE_SECONDS, max(SHORTEST_PAUSE_SECONDS, self.state.count() / _PEOPLE_PER_SECOND_OF_PAUSE)
        )
        people, typing, hands = self._versions()
        due = list(self._told)
        if now >= self._people_due and people != due[0]:
            due[0] = people
            self._people_due = now + pause
        if now >= self._passing_due and (typing, hands) != (due[1], due[2]):
            due[1:] = typing, hands
            self._passing_due = now + SHORTEST_PAUSE_SECONDS
        before, self._told = self._told, (due[0], due[1], due[2])
        if before != self._told or self._published is None:
            self.tell_others(now)
        return self._events(before, self._told)

    def tell_others(self, now: float, *, again: bool = False) -> None:
        """Publish this process's own part where it changed, or `again`."""
        mine = self.state.snapshot(now)
        before, self._published = self._published, mine
        if mine != before or again:
            # A large room's names are dear: they go along only when they changed.
            same = before is not None and mine.people == before.people and not again
            self._publish(
                HereNote(
                    room=self._room,
                    origin=self._origin,
                    people=None if same else mine.people,
                    guests=mine.guests,
                    typing=mine.typing,
                    hands=mine.hands,
                    lowered=mine.lowered,
                )
            )

    def heard(self, note: HereNote, now: float) -> None:
        """Another process told its part."""
        told = Snapshot(note.people, note.guests, note.typing, note.hands, note.lowered)
        self.state.mirror(note.origin, told, now)

    def hand(self, member: Member, number: int, now: float, *, up: bool) -> None:
        """A member's hand goes up or down."""
        if member.account and up:
            self.state.raise_hand(member.account, number, now, at=time.time())
        elif member.account:
            self.state.lower_hand(member.account, now, at=time.time())

    def _versions(self) -> tuple[int, int, int]:
        return self.state.people_version, self.state.typing_version, self.state.hands_version

    def _events(self, before: tuple[int, int, int], after: tuple[int, int, int]) -> list[wire.Event]:
        events: list[wire.Event] = []
        if before[0] < after[0]:
            events.append(wire.People(room=self._room, count=self.state.count(), people=self.state.people()))
        if before[1] < after[1]:
            events.append(wire.TypingNow(room=self._room, people=self.state.typing()))
        if before[2] < after[2]:
            events.append(wire.Hands(room=self._room, people=self.state.hands()))
        return events
