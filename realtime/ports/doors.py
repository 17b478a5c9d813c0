"""Who comes in: members, what they may do, and how rights end."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from msgspec import Struct

from realtime.wire import Person


class Refused(Exception):  # noqa: N818 - reads as a sentence where it is raised
    """A port says no.

    `code` is a wire error code; `facts` travel with it. From `Gatekeeper.admit` four codes close the socket:
    `signed_out` (4401), `banned` and `forbidden` (4403, a right was lost), and `no_room` where the socket holds no
    other room (4404, else it is an `error`). Any other code is an `error` about that room.
    """

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """Who is at the other end of a socket, as the handshake found out.

    `account` and `person` of None: a guest, who is counted but not named and can only read. `session` is any stable
    name of the sign-in (a hash, a token's id), by which it is revoked; it ends by itself after `lasts` seconds (None:
    never). `address` is whom the socket counts for:
    the client's IP address, or the network that one household has.
    """

    account: str | None
    session: str | None
    person: Person | None
    address: str
    lang: str
    lasts: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Admission:
    """What a member may do in a room.

    `can` goes into `welcome` as it is; the engine itself reads "talk" (typing) and "talk" or "hand" (raising a hand).
    Entries up to `floor` are never sent to this member; `seen` is the last one that the account has read. `why` is the
    reason for which the member may not talk; who loses that right while inside is told it. `person` is how others see
    the member now, None: as in `Member`.
    """

    can: tuple[str, ...]
    why: Refused | None = None
    floor: int = 0
    seen: int = 0
    person: Person | None = None


class Revocation(Struct, frozen=True, kw_only=True, tag="revoked", omit_defaults=True):
    """Somebody's rights changed: those sockets are meant that match every field that is not None.

    `code` 4401 or 4403 closes them; 4404 takes `room` from them (and closes those that hold no other). None: ask
    `Gatekeeper.admit` again for each of their rooms, and take the rooms that are refused (a role or mode changed).
    """

    code: int | None = None
    account: str | None = None
    session: str | None = None
    room: str | None = None


@dataclass(frozen=True, slots=True)
class Revocations:
    """Revocations recorded after the cursor that was asked with, and the cursor to ask with next."""

    cursor: int
    items: Sequence[Revocation] = ()


class Gatekeeper(Protocol):
    """Who may enter which room; rights come from the application."""

    async def admit(self, member: Member, room: str) -> Admission:
        """What the member may do in the room now; it is asked again after a revocation without code.

        At most two statements: a returning reader costs three in all.

        Raises:
            Refused: `no_room` where the room is absent or hidden (the same for both), `signed_out` where the session
                is over or the room needs one, `banned` where the account is, `forbidden` where the member may know of
                the room and not enter it.
        """
        ...

    async def revocations(self, since: int | None) -> Revocations:
        """Revocations committed after `since` by any process or command, oldest first; asked every 2 seconds.

        None: only the present cursor is wanted. One cheap statement; it is what makes a ban by another process or the
        command line reach sockets within 5 s without a backplane.
        """
        ...
