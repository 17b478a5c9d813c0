"""What happens to accounts; whoever holds open sockets listens."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class UserSuspended:
    """From now on the person reads but does not write."""

    user_id: int


@dataclass(frozen=True, slots=True)
class SuspensionLifted:
    user_id: int


@dataclass(frozen=True, slots=True)
class RoleChanged:
    user_id: int
    role: str


@dataclass(frozen=True, slots=True)
class SessionEnded:
    """One browser or program was signed out."""

    session_id: int
    user_id: int


@dataclass(frozen=True, slots=True)
class AllSessionsEnded:
    """Every browser of the person, and every program, was signed out; `but` is the session that stays."""

    user_id: int
    but: int | None = None
