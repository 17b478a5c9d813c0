"""Who is looking: the signed-in person as pages and guards see them."""

from dataclasses import dataclass

MODERATORS = ("moderator", "administrator")
OFFICIALS = ("official", "moderator", "administrator")


@dataclass(frozen=True, slots=True, kw_only=True)
class Viewer:
    """The person behind a request; an anonymous one has no id.

    Attributes:
        id: the account's row, None when anonymous. Never shown.
        public_id: what addresses and answers carry.
        session_id: the row of the session or token that proved it.
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
    suspended_until: str | None = None
    municipality_id: int | None = None
    session_id: int | None = None
    by_token: bool = False

    @property
    def is_moderator(self) -> bool:
        return self.role in MODERATORS

    @property
    def is_official(self) -> bool:
        return self.role in OFFICIALS

    @property
    def is_admin(self) -> bool:
        return self.role == "administrator"

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
