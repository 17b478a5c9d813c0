"""What happened to rooms and their members."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MembershipGranted:
    room_id: int
    user_id: int


@dataclass(frozen=True, slots=True)
class MembershipEnded:
    room_id: int
    user_id: int


@dataclass(frozen=True, slots=True)
class RoomHidden:
    room_id: int
