"""Who may do what in a room. A moment that is needed comes as an argument."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from forum.foundation.errors import Refused

MODERATORS = ("moderator", "administrator")
MESSAGE = "said"
# What an entry that speaks of a message does to it.
REWRITING = ("edited", "removed", "restored")


class Part(StrEnum):
    """A member's part in a room."""

    HOST = "host"
    SPEAKER = "speaker"
    GUEST = "guest"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where somebody stands in a room, as the database has it at one moment.

    Attributes:
        role: the account's role, "" for somebody without an account.
        part: None for somebody who is not a member.
        suspended_until, muted_until: None while they are not.
        slow_seconds: the room's slow mode, 0 while there is none.
        removed: a host sent them out for good.
    """

    shown_at: datetime | None
    closes_at: datetime | None
    closed_at: datetime | None
    read_only_at: datetime | None
    role: str = ""
    part: str | None = None
    confirmed: bool = False
    suspended_until: datetime | None = None
    muted_until: datetime | None = None
    slow_seconds: int = 0
    removed: bool = False

    @property
    def is_host(self) -> bool:
        return self.part == Part.HOST

    @property
    def is_moderator(self) -> bool:
        return self.role in MODERATORS


def is_shown(standing: Standing) -> bool:
    """Whether anybody may know of the room: one that nobody may see is like an absent one.

    When it was shown does not matter: a clock that was set back must not hide it again.
    """
    return standing.shown_at is not None


def is_closed(standing: Standing, now: datetime) -> bool:
    """Whether talking has ended for good."""
    return standing.closed_at is not None or (standing.closes_at is not None and standing.closes_at <= now)


def check_may_talk(standing: Standing, now: datetime) -> None:
    """Raises:
    Refused: `not_found`, `removed`, `banned` (until), `verify_first`, `not_seated`, `read_only`, `muted` (until).
    """
    check_may_enter(standing)
    if standing.suspended_until is not None:
        raise Refused("banned", until=_iso(standing.suspended_until))
    if not standing.confirmed:
        raise Refused("verify_first")
    if standing.part is None and not standing.is_moderator:
        raise Refused("not_seated")
    if is_closed(standing, now) or standing.read_only_at is not None:
        raise Refused("read_only")
    if standing.muted_until is not None:
        raise Refused("muted", until=_iso(standing.muted_until))


def check_may_enter(standing: Standing) -> None:
    """Raises:
    Refused: `not_found`, `removed` for somebody whom a host sent out.
    """
    if not is_shown(standing):
        raise Refused("not_found")
    if standing.removed:
        raise Refused("removed")


def check_may_withdraw(standing: Standing) -> None:
    """Whether somebody may take back their own words: also when the room is closed or their seat is gone.

    Raises:
        Refused: `banned` (until).
    """
    if standing.suspended_until is not None:
        raise Refused("banned", until=_iso(standing.suspended_until))


def check_may_host(standing: Standing, now: datetime) -> None:
    """Whether somebody may set the room's rules.

    Raises:
        Refused: `not_found`, or `not_allowed` for everybody but hosts and moderators.
    """
    if not is_shown(standing):
        raise Refused("not_found")
    if not (standing.is_host or standing.is_moderator) or standing.suspended_until or not standing.confirmed:
        raise Refused("not_allowed")


def rights(standing: Standing, now: datetime) -> tuple[str, ...]:
    """What somebody may do in a room that is shown, in the words of the wire."""
    can = ["read"]
    try:
        check_may_talk(standing, now)
        can += ["talk", "hand"]
    except Refused:
        pass
    try:
        check_may_host(standing, now)
        can.append("host")
    except Refused:
        pass
    if standing.is_moderator and not standing.suspended_until and standing.confirmed:
        can.append("moderate")
    return tuple(can)


def why_not(standing: Standing, now: datetime) -> Refused | None:
    """The reason for which somebody may not talk; None when they may."""
    try:
        check_may_talk(standing, now)
    except Refused as refused:
        return refused
    return None


def _iso(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
