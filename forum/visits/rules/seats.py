"""Who gets a seat, who waits, and to whom a free one goes."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from forum.foundation.errors import Refused
from forum.visits.rules.status import Status

MOST_SEATS = 10_000
MOST_OFFER_HOURS = 168
MOST_CLOSING_HOURS = 720
# ISO 3166, as of 2020.
EU = frozenset(
    {"AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT", "LT", "LU", "LV",
     "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK"}
)  # fmt: skip


class SeatState(StrEnum):
    """Asked and declined where the host approves; offered is a seat kept for somebody who waited, until they answer."""

    ASKED = "asked"
    DECLINED = "declined"
    WAITING = "waiting"
    OFFERED = "offered"
    SEATED = "seated"


HELD = (SeatState.SEATED, SeatState.OFFERED)


class Answer(StrEnum):
    """What became of an offer; passed when nobody answered in time."""

    TAKEN = "taken"
    GIVEN_UP = "given_up"
    PASSED = "passed"


class Side(StrEnum):
    UKRAINE = "ua"
    EU = "eu"


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """On which terms a visit's seats are given.

    Attributes:
        approval: whether the host decides about everybody who asks.
        minors: whether people under 18 may come.
        quota_ua, quota_eu: most seats of a side; None for no limit but all seats.
        quota_town: most seats of one municipality; None for no such limit.
        offer_hours: how long a seat that became free is kept for whoever is next; 0 gives it to them at once.
        closes_hours: how long before the start seats stop being given.
    """

    approval: bool = False
    minors: bool = False
    quota_ua: int | None = None
    quota_eu: int | None = None
    quota_town: int | None = None
    offer_hours: int = 0
    closes_hours: int = 0

    def of_side(self, side: str | None) -> int | None:
        """Most seats of a side; None for no limit, as for those of no side."""
        return {Side.UKRAINE.value: self.quota_ua, Side.EU.value: self.quota_eu}.get(side or "")


DEFAULT_TERMS = Terms()


@dataclass(frozen=True, slots=True)
class Claim:
    """Somebody who wants a seat: their entry, side and municipality, None where they have none."""

    entry: int
    side: str | None = None
    town: int | None = None


def side_of(country: str | None) -> Side | None:
    """The side that a country (ISO 3166) belongs to; None for one that is neither Ukraine nor in the EU."""
    if country == "UA":
        return Side.UKRAINE
    return Side.EU if country in EU else None


def checked(terms: Terms) -> Terms:
    """Raises:
    Refused: `quota_invalid`, `offer_hours_invalid`, `closes_hours_invalid`.
    """
    for name in ("quota_ua", "quota_eu", "quota_town"):
        quota = getattr(terms, name)
        # None of a side may come to a visit among the others' own.
        if quota is not None and not (name == "quota_town") <= quota <= MOST_SEATS:
            raise Refused("quota_invalid", field=name, limit=MOST_SEATS)
    if not 0 <= terms.offer_hours <= MOST_OFFER_HOURS:
        raise Refused("offer_hours_invalid", field="offer_hours", limit=MOST_OFFER_HOURS)
    if not 0 <= terms.closes_hours <= MOST_CLOSING_HOURS:
        raise Refused("closes_hours_invalid", field="closes_hours", limit=MOST_CLOSING_HOURS)
    return terms


def closes_at(starts_at: datetime, terms: Terms) -> datetime:
    """When the last seat is given."""
    return starts_at - timedelta(hours=terms.closes_hours)


def check_open(status: Status) -> None:
    """Whether anything can change about seats.

    Raises:
        Refused: `not_published`, `visit_cancelled`, `already_started`.
    """
    if status is Status.DRAFT:
        raise Refused("not_published")
    if status is Status.CANCELLED:
        raise Refused("visit_cancelled")
    if status is not Status.PUBLISHED:
        raise Refused("already_started")


def check_not_closed(starts_at: datetime, terms: Terms, *, now: datetime) -> None:
    """Raises:
    Refused: `seats_closed`.
    """
    if now >= closes_at(starts_at, terms):
        raise Refused("seats_closed")


def check_in_time(until: datetime | None, *, now: datetime) -> None:
    """Whether an offer can still be taken.

    Raises:
        Refused: `offer_over`.
    """
    if until is None or now >= until:
        raise Refused("offer_over")


def check_age(terms: Terms, *, adult: bool) -> None:
    """Raises:
    Refused: `adults_only`.
    """
    if not adult and not terms.minors:
        raise Refused("adults_only")


def next_up(
    capacity: int, terms: Terms, held: Mapping[tuple[str | None, int | None], int], claims: Iterable[Claim]
) -> Iterator[Claim]:
    """Of those who want a seat, in the order of their entry, those for whom there is one.

    Somebody is passed over only where no seat could be theirs: their side or municipality has all of its own.

    Args:
        held: how many seats are taken or kept, by side and municipality.
    """
    total, sides, towns = sum(held.values()), Counter[str | None](), Counter[int | None]()
    for (side, town), number in held.items():
        sides[side] += number
        towns[town] += number
    for claim in claims:
        if total >= capacity:
            return
        if _is_full(sides[claim.side], terms.of_side(claim.side)):
            continue
        if claim.town is not None and _is_full(towns[claim.town], terms.quota_town):
            continue
        total, sides[claim.side], towns[claim.town] = total + 1, sides[claim.side] + 1, towns[claim.town] + 1
        yield claim


def offered_until(terms: Terms, closes: datetime, *, now: datetime) -> datetime | None:
    """How long a free seat is kept for whoever is next; None where they have it at once."""
    return min(now + timedelta(hours=terms.offer_hours), closes) if terms.offer_hours else None


def check_capacity(capacity: int, held: int = 0) -> None:
    """Raises:
    Refused: `capacity_invalid`, `capacity_taken` when more seats are taken or kept than would be left.
    """
    if not 1 <= capacity <= MOST_SEATS:
        raise Refused("capacity_invalid", field="capacity", limit=MOST_SEATS)
    if capacity < held:
        raise Refused("capacity_taken", field="capacity", taken=held)


def _is_full(held: int, most: int | None) -> bool:
    return most is not None and held >= most
