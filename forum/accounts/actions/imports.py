"""Many accounts at once, from a file of the operator."""

from collections.abc import Sequence

import msgspec
import sqlalchemy as sa

from forum.accounts.actions.people import Created, NewUser, create_users
from forum.accounts.actions.sessions import session_row
from forum.accounts.models import Session
from forum.accounts.rules import emails
from forum.foundation.database import Work, table
from forum.foundation.errors import Refused
from forum.foundation.i18n import DEFAULT_ZONES
from forum.foundation.ids import secret_token

sessions = table(Session)
BATCH = 500


class Line(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """One account of the file; `token` asks for a bearer token."""

    email: str
    name: str
    role: str = "resident"
    lang: str = "uk"
    zone: str | None = None
    password: str | None = None
    municipality: str | None = None
    age_band: str | None = None
    token: bool = False


class Entry(msgspec.Struct, kw_only=True, frozen=True, omit_defaults=True):
    """What is printed of one account."""

    id: str
    email: str
    token: str | None = None


class LineRefused(Refused):
    """An account of the file cannot be created; none of them is.

    Args:
        number: which one, from 1.
    """

    def __init__(self, number: int, code: str) -> None:
        super().__init__(code)
        self.number = number


def new_user(line: Line, password_hash: str | None) -> NewUser:
    return NewUser(
        email=line.email,
        name=line.name,
        role=line.role,
        lang=line.lang,
        zone=line.zone or DEFAULT_ZONES.get(line.lang, ""),
        age_band=line.age_band,
        municipality=line.municipality,
        password_hash=password_hash,
    )


async def create_all(work: Work, lines: Sequence[Line], hashes: Sequence[str | None]) -> list[Entry]:
    """Create every account of a file, or none.

    Raises:
        LineRefused: naming the first account that cannot be.
    """
    entries: list[Entry] = []
    for start in range(0, len(lines), BATCH):
        batch = lines[start : start + BATCH]
        people = [new_user(line, hashed) for line, hashed in zip(batch, hashes[start:], strict=False)]
        try:
            created = await create_users(work, people)
        except Refused:
            await _blame(work, people, start)
            raise
        entries += await _with_tokens(work, batch, created)
    return entries


async def _with_tokens(work: Work, batch: Sequence[Line], created: Sequence[Created]) -> list[Entry]:
    tokens = [secret_token() if line.token else None for line in batch]
    rows = [
        session_row(work, person.id, token, "token", "mosty user create")
        for person, token in zip(created, tokens, strict=True)
        if token
    ]
    if rows:
        await work.db.execute(sa.insert(sessions), rows)
    return [
        Entry(id=person.public_id, email=emails.shown(person.email), token=token)
        for person, token in zip(created, tokens, strict=True)
    ]


async def _blame(work: Work, people: Sequence[NewUser], start: int) -> None:
    """Find the account that a batch failed for, one at a time."""
    for number, person in enumerate(people, start + 1):
        try:
            await create_users(work, [person])
        except Refused as refused:
            raise LineRefused(number, refused.code) from None
