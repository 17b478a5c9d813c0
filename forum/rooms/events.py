"""What happened to rooms and their members."""

from dataclasses import dataclass

from realtime.wire import Entry


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


@dataclass(frozen=True, slots=True)
class RoomRulesChanged:
    """Who may talk changed for everybody, or for one person: closed, read-only, muted, or back again."""

    room_id: int
    user_id: int | None = None


@dataclass(frozen=True, slots=True)
class EntryAppended:
    """An entry was written in a unit of work; readers are told after its commit. `room` is the public id."""

    room: str
    entry: Entry


@dataclass(frozen=True, slots=True)
class RightsRevoked:
    """A revocation was recorded; sockets are told after the commit. Fields as `realtime.ports.Revocation`."""

    code: int | None = None
    account: str | None = None
    session: str | None = None
    room: str | None = None
