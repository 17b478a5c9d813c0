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
    """`takes_away`: the person may do less than before."""

    user_id: int
    role: str
    takes_away: bool = False


@dataclass(frozen=True, slots=True)
class PersonSeen:
    """Somebody signed in, or used the site again after some minutes."""

    user_id: int


@dataclass(frozen=True, slots=True)
class SessionEnded:
    """One browser or program was signed out."""

    session_id: int
    user_id: int
