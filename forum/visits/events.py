"""What happened to visits and their seats. Ids are rows."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class VisitScheduled:
    visit_id: int


@dataclass(frozen=True, slots=True)
class VisitPublished:
    visit_id: int


@dataclass(frozen=True, slots=True)
class VisitChanged:
    """`calendar` is True when the change reaches calendars: title, time, zone, length or link."""

    visit_id: int
    calendar: bool


@dataclass(frozen=True, slots=True)
class VisitCancelled:
    visit_id: int


@dataclass(frozen=True, slots=True)
class SeatTaken:
    visit_id: int
    user_id: int
    state: str


@dataclass(frozen=True, slots=True)
class SeatGivenUp:
    visit_id: int
    user_id: int


@dataclass(frozen=True, slots=True)
class SeatPromoted:
    """Somebody who waited has a seat now."""

    visit_id: int
    user_id: int
