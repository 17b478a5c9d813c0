"""What happened to forum days. Ids are rows."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DayPlanned:
    day_id: int


@dataclass(frozen=True, slots=True)
class DayChanged:
    day_id: int


@dataclass(frozen=True, slots=True)
class DayCancelled:
    day_id: int
