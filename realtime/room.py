"""What passes in a room: who is here (as leases), who is typing, whose hand is up. `now` is always an argument."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from realtime.wire import Person

LEASE_SECONDS: Final = 60.0
RENEW_SECONDS: Final = 50.0
GRACE_SECONDS: Final = 5.0
TYPING_SECONDS: Final = 6.0
HAND_SECONDS: Final = 15 * 60.0
MOST_NAMED: Final = 100

Holder = int | str
"""Who vouches for a presence: a socket of this process by number, another process by name."""


@dataclass(frozen=True, slots=True)
class _Raised:
    """`tellers` are the other processes that say so."""

    at: float
    until: float
    tellers: set[str]


@dataclass(frozen=True, slots=True)
class _Lowered:
    """Hands that were raised up to the wall-clock time `at` are down; `own`: it happened in this process."""

    at: float
    until: float
    own: bool


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What the sockets of one process know of a room, for the other processes.

    `people` of None: as it told before. `hands` and `lowered` are wall-clock times.
    """

    people: tuple[Person, ...] | None
    guests: int
    typing: tuple[str, ...]
    hands: dict[str, float]
    lowered: dict[str, float]


class Room:
    """Presence in one room.

    A lease lasts 60 s and is renewed before; a person is here while any holder's lease lasts, and 5 s more when it was
    let go, so that a reload or a hidden tab doesn't flicker. `people_version`, `typing_version` and `hands_version`
    rise with every visible change.
    """

    def __init__(self) -> None:
        self.people_version = 0
        self.typing_version = 0
        self.hands_version = 0
        self._people: dict[str, Person] = {}
        self._leases: dict[str, dict[Holder, float]] = {}
        self._guests: dict[Holder, tuple[int, float]] = {}
        self._typing: dict[str, float] = {}
        self._hands: dict[str, _Raised] = {}
        self._lowered: dict[str, _Lowered] = {}
        self._soonest = float("inf")

    def arrive(self, person: Person | None, holder: Holder, now: float) -> None:
        """The holder vouches for the person (None: for a guest) for 60 s; also renews."""
        if person is None:
            self._set_guests(1, holder, now)
            return
        if self._people.get(person.id) != person:
            self._people[person.id] = person
            self.people_version += 1
        leases = self._leases.setdefault(person.id, {})
        if isinstance(holder, int) and leases and not self._sits_here(person.id):
            self.people_version += 1  # who comes over from another process is to be told on from here
        leases[holder] = self._until(now + LEASE_SECONDS)

    def depart(self, person: Person | None, holder: Holder, now: float) -> None:
        """The holder lets go; the person stays for 5 s more unless somebody else vouches."""
        if person is None:
            if self._guests.pop(holder, None):
                self.people_version += 1
            return
        leases = self._leases.get(person.id)
        if leases and holder in leases:
            leases[holder] = min(leases[holder], self._until(now + GRACE_SECONDS))

    def type(self, account: str, now: float) -> None:
        """The person is writing, for 6 s."""
        if account in self._people:
            if account not in self._typing:
                self.typing_version += 1
            self._typing[account] = self._until(now + TYPING_SECONDS)

    def stop_typing(self, account: str) -> None:
        """What was being written has been said."""
        if self._typing.pop(account, None) is not None:
            self.typing_version += 1

    def raise_hand(self, account: str, holder: Holder, now: float, *, at: float) -> None:
        """A hand goes up at the wall-clock time `at`, and down by itself after 15 minutes; up stays up."""
        lowered = self._lowered[account].at if account in self._lowered else float("-inf")
        if isinstance(holder, int):
            at = max(at, math.nextafter(lowered, math.inf))  # clocks of two processes may differ
        if account not in self._people or at <= lowered:
            return
        if account not in self._hands:
            self._hands[account] = _Raised(at, self._until(now + HAND_SECONDS), set())
            self.hands_version += 1
        if isinstance(holder, str):
            self._hands[account].tellers.add(holder)

    def lower_hand(self, account: str, now: float, *, at: float) -> None:
        """The hand goes down at the wall-clock time `at`, in every process."""
        if hand := self._hands.get(account):
            self._lowered[account] = _Lowered(max(at, hand.at), self._until(now + HAND_SECONDS), own=True)
            self._forget_hand(account)

    def mirror(self, origin: str, told: Snapshot, now: float) -> None:
        """Another process told what it knows; whoever it no longer names departs."""
        if told.people is not None:
            named = {person.id for person in told.people}
            for account, leases in self._leases.items():
                if origin in leases and account not in named:
                    leases[origin] = min(leases[origin], self._until(now + GRACE_SECONDS))
            for person in told.people:
                self.arrive(person, origin, now)
        self._set_guests(told.guests, origin, now)
        for account in told.typing:
            self.type(account, now)
        for account, at in told.lowered.items():
            if account not in self._lowered or self._lowered[account].at < at:
                self._lowered[account] = _Lowered(at, self._until(now + HAND_SECONDS), own=False)
            if account in self._hands and self._hands[account].at <= at:
                self._forget_hand(account)
        for account in [a for a, hand in self._hands.items() if origin in hand.tellers and a not in told.hands]:
            self._hands[account].tellers.discard(origin)
            self._look_after_hand(account)
        for account, at in told.hands.items():
            self.raise_hand(account, origin, now, at=at)

    def expire(self, now: float) -> None:
        """Forget what has run out."""
        if now < self._soonest:
            return
        for account in [a for a, until in self._typing.items() if until <= now]:
            self.stop_typing(account)
        for holder in [h for h, (_, until) in self._guests.items() if until <= now]:
            del self._guests[holder]
            self.people_version += 1
        for account, leases in list(self._leases.items()):
            for holder in [h for h, until in leases.items() if until <= now]:
                del leases[holder]
            if not leases:
                del self._leases[account], self._people[account]
                self.people_version += 1
                self.stop_typing(account)
            self._look_after_hand(account)
        for account, hand in [(a, hand) for a, hand in self._hands.items() if hand.until <= now]:
            if self._sits_here(account):
                self.lower_hand(account, now, at=hand.at)
            else:
                self._forget_hand(account)
        for account in [a for a, lowered in self._lowered.items() if lowered.until <= now]:
            del self._lowered[account]
        self._soonest = min(self._ends(), default=float("inf"))

    def people(self) -> tuple[Person, ...]:
        """At most a hundred of those who are here, in order of arrival."""
        return tuple(islice(self._people.values(), MOST_NAMED))

    def count(self) -> int:
        """How many are here, guests too."""
        return len(self._people) + sum(count for count, _ in self._guests.values())

    def typing(self) -> tuple[Person, ...]:
        """Who is writing, at most a hundred."""
        return self._named(list(self._typing))

    def hands(self) -> tuple[Person, ...]:
        """Whose hand is up, the first raised first."""
        return self._named(sorted(self._hands, key=lambda account: (self._hands[account].at, account)))

    def snapshot(self, now: float) -> Snapshot:
        """What this process's own sockets vouch for, those in their 5 s of grace excepted."""
        here = [
            account
            for account, leases in self._leases.items()
            if any(isinstance(holder, int) and until > now + GRACE_SECONDS for holder, until in leases.items())
        ]
        return Snapshot(
            people=tuple(self._people[account] for account in here),
            guests=sum(count for holder, (count, _) in self._guests.items() if isinstance(holder, int)),
            typing=tuple(account for account in here if account in self._typing),
            hands={account: hand.at for account, hand in self._hands.items() if self._sits_here(account)},
            lowered={account: lowered.at for account, lowered in self._lowered.items() if lowered.own},
        )

    def _sits_here(self, account: str) -> bool:
        """Whether a socket of this process vouches for the person, also in its 5 s of grace."""
        return any(isinstance(holder, int) for holder in self._leases.get(account, ()))

    def _look_after_hand(self, account: str) -> None:
        """A hand stays up while its person sits here or another process says so."""
        hand = self._hands.get(account)
        if hand and not (self._sits_here(account) or (hand.tellers and account in self._people)):
            self._forget_hand(account)

    def _forget_hand(self, account: str) -> None:
        if self._hands.pop(account, None):
            self.hands_version += 1

    def _named(self, accounts: Sequence[str]) -> tuple[Person, ...]:
        return tuple(self._people[account] for account in accounts if account in self._people)[:MOST_NAMED]

    def _set_guests(self, count: int, holder: Holder, now: float) -> None:
        before = self._guests.pop(holder, (0, 0.0))[0]
        if count:
            self._guests[holder] = (count, self._until(now + LEASE_SECONDS))
        if count != before:
            self.people_version += 1

    def _until(self, at: float) -> float:
        self._soonest = min(self._soonest, at)
        return at

    def _ends(self) -> list[float]:
        leases: list[Mapping[Holder, float]] = list(self._leases.values())
        ends = [until for held in leases for until in held.values()]
        ends += self._typing.values()
        ends += (until for _, until in self._guests.values())
        ends += (hand.until for hand in self._hands.values())
        ends += (lowered.until for lowered in self._lowered.values())
        return ends
