"""Single-use secrets that travel by mail; only their hash is stored."""

from datetime import timedelta

import sqlalchemy as sa

from forum.accounts.models import MailLink, User
from forum.foundation.database import Work, table
from forum.foundation.errors import Refused
from forum.foundation.ids import secret_token, token_hash

links, users = table(MailLink), table(User)
_COLUMNS = ("purpose", "token_hash", "created_at", "expires_at")
_ISSUE = sa.insert(links).from_select(
    ["user_id", *_COLUMNS],
    sa.select(users.c.id, *(sa.bindparam(name, type_=links.c[name].type) for name in _COLUMNS)).where(
        users.c.id == sa.bindparam("owner")
    ),
)


async def issue(work: Work, user_id: int | None, purpose: str, *, life: timedelta) -> str:
    """A new secret for a person; earlier ones stay good, since mails may arrive in any order.

    Args:
        user_id: None for an address that nobody has: the same statement then writes no row, and takes as long.
    """
    token = secret_token()
    values = {"purpose": purpose, "token_hash": token_hash(token), "created_at": work.now}
    await work.db.execute(_ISSUE, {**values, "expires_at": work.now + life, "owner": user_id})
    return token


async def use(work: Work, token: str, purpose: str) -> int:
    """Spend a secret, and every other one of that person for that purpose; returns the account's row.

    Raises:
        Refused: `link_used` when it is unknown, spent or expired.
    """
    user_id: int | None = await work.db.scalar(
        sa.update(links)
        .where(links.c.token_hash == token_hash(token), links.c.purpose == purpose)
        .where(links.c.used_at.is_(None), links.c.expires_at > work.now)
        .values(used_at=work.now)
        .returning(links.c.user_id)
    )
    if user_id is None:
        raise Refused("link_used")
    await spend_all(work, user_id, purpose)
    return user_id


async def spend_all(work: Work, user_id: int, purpose: str) -> None:
    """Make every secret of a person for a purpose worthless."""
    await work.db.execute(
        sa.update(links)
        .where(links.c.user_id == user_id, links.c.purpose == purpose, links.c.used_at.is_(None))
        .values(used_at=work.now)
    )
