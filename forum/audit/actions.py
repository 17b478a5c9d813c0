"""Writing to the audit log."""

from typing import Any

import sqlalchemy as sa

from forum.audit.models import AuditEntry
from forum.foundation.database import Work, table


async def note(work: Work, key: str, *, actor_id: int | None, target: str, **facts: Any) -> None:
    """Append an act to the log, in the transaction that does it.

    Args:
        key: what was done, such as `thread.pinned`.
        target: what it was done to, as kind and public id: `thread:k3f9…`.
        facts: JSON-ready details; never texts or secrets.
    """
    await work.db.execute(
        sa.insert(table(AuditEntry)).values(at=work.now, actor_id=actor_id, key=key, target=target, facts=facts)
    )
