"""Who is looking: the signed-in person as pages and guards see them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

MODERATORS = ("moderator", "administrator")
# A row that no account has.
NOBODY_THERE = -1
OFFICIALS = ("official", "moderator", "administrator")


@dataclass(frozen=True, slots=True, kw_only=True)
class Viewer:
    """The person behind a request; an anonymous one has no id.

    Attributes:
        id: the account's row, None when anonymous. Never shown.
        public_id: what addresses and answers carry.
        confirmed_at: when the address was confirmed; None where that is not asked for.
        session_id: the row of the session or token that proved it.
        session_ends: when it ends by itself; None for never.
        signed_out: True for an anonymous one who came with a session or token that is over.
        by_token: True when a bearer token did, so that no cookie is involved.
        zone: IANA zone, None when anonymous.
    """

    id: int | None = None
    public_id: str = ""
    name: str = ""
    role: str = ""
    lang: str = ""
    zone: str | None = None
    confirmed: bool = False
    confirmed_at: datetime | None = None
    suspended_until: str | None = None
    municipality_id: int | None = None
    session_id: int | None = None
    session_ends: datetime | None = None
    by_token: bool = False
    signed_out: bool = False

    @property
    def is_moderator(self) -> bool:
        return self.role in MODERATORS

    @property
    def is_official(self) -> bool:
        return self.role in OFFICIALS

    @property
    def is_admin(self) -> bool:
        return self.role == "administrator"

    def unless_among(self, rows: Iterable[int]) -> "Viewer":
        """The viewer; for one who is none of these accounts, somebody who may do the same, equal for all such."""
        if self.id is None or self.id in rows:
            return self
        return Viewer(
            id=NOBODY_THERE,
            role="moderator" if self.is_moderator else "",
            confirmed=self.confirmed,
            suspended_until=self.suspended_until,
        )

    @property
    def is_anybody(self) -> bool:
        """Whether this is nobody in particular: a guest, or who stands for all who may do the same."""
        return self.id is None or self.id == NOBODY_THERE

    @property
    def as_guest(self) -> "Viewer":
        """Somebody without a name who sees as much."""
        return Viewer(role="moderator" if self.is_moderator else "")

    @property
    def initials(self) -> str:
        words = [word for word in self.name.split() if word]
        return "".join(word[0] for word in (words[0], *words[1:][-1:])).upper() if words else ""

    @property
    def row(self) -> int:
        """The account's row, for code behind a guard.

        Raises:
            RuntimeError: when anonymous; a guard is missing.
        """
        if self.id is None:
            raise RuntimeError("an anonymous viewer has no account; this route needs a guard")
        return self.id


ANONYMOUS = Viewer()
SIGNED_OUT = Viewer(signed_out=True)
