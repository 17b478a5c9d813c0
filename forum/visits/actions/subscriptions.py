"""The secret address of somebody's calendar."""

import hashlib
import hmac

import sqlalchemy as sa

from forum.foundation.database import Db, Work, table
from forum.foundation.ids import secret_token, token_hash
from forum.visits.models import Subscription

subscriptions = table(Subscription)


async def subscribe(work: Work, user_id: int, key: str) -> None:
    """Make a new address; the former one leads nowhere any more.

    Args:
        key: the site's secret key.
    """
    work.shown_to_all = False
    await unsubscribe(work, user_id)
    salt = secret_token()
    values = {"salt": salt, "token_hash": token_hash(_secret(key, user_id, salt)), "at": work.now}
    await work.db.execute(sa.insert(subscriptions).values(user_id=user_id, **values))


async def unsubscribe(work: Work, user_id: int) -> None:
    """Take the address away; without one, nothing happens."""
    work.shown_to_all = False
    await work.db.execute(sa.delete(subscriptions).where(subscriptions.c.user_id == user_id))


async def secret_of(db: Db, user_id: int, key: str) -> str | None:
    """What somebody's address holds, for themselves; None without one, or when the site has a new key since."""
    row = (await db.execute(sa.select(subscriptions).where(subscriptions.c.user_id == user_id))).first()
    if row is None:
        return None
    secret = _secret(key, user_id, row.salt)
    return secret if token_hash(secret) == row.token_hash else None


async def subscriber(db: Db, secret: str) -> int | None:
    """Whose address holds a secret."""
    found: int | None = await db.scalar(
        sa.select(subscriptions.c.user_id).where(subscriptions.c.token_hash == token_hash(secret))
    )
    return found


def _secret(key: str, user_id: int, salt: str) -> str:
    return hmac.new(key.encode(), f"calendar:{user_id}:{salt}".encode(), hashlib.sha256).hexdigest()[:40]
