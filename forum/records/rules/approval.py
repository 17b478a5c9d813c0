"""Who approves minutes: somebody of the municipality that organised the visit, and somebody of a partner's."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from forum.foundation.errors import Refused
from forum.visits.rules.seats import side_of
from forum.visits.rules.status import Status


class Party(StrEnum):
    ORGANISER = "organiser"
    PARTNER = "partner"


@dataclass(frozen=True, slots=True)
class Town:
    """A municipality at a visit: its row and its country (ISO 3166)."""

    row: int
    country: str


def parties(organiser: Town | None, guests: Iterable[Town]) -> Mapping[int, Party]:
    """Which party a municipality is, by its row.

    Partners are the guests from the other side, Ukraine or the Union; where none came from there, all other guests.
    """
    others = [town for town in guests if organiser is None or town.row != organiser.row]
    across = [town for town in others if organiser is not None and side_of(town.country) != side_of(organiser.country)]
    found = {town.row: Party.PARTNER for town in across or others}
    return found if organiser is None else {**found, organiser.row: Party.ORGANISER}


def party_of(among: Mapping[int, Party], *, is_official: bool, is_host: bool, municipality: int | None) -> Party | None:
    """The party that somebody approves for; None for those who do not. The host speaks for the organiser."""
    if is_host:
        return Party.ORGANISER
    return among.get(municipality) if is_official and municipality is not None else None


def check_approvable(status: Status, *, entries: int) -> None:
    """Raises:
    Refused: `visit_not_over`, `minutes_empty`.
    """
    if status is not Status.ENDED:
        raise Refused("visit_not_over")
    if not entries:
        raise Refused("minutes_empty")
