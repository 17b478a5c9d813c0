"""Mails about seats, in the reader's language and hours."""

from typing import Any

import sqlalchemy as sa

from forum.foundation.database import Work
from forum.foundation.i18n import in_language
from forum.mail.actions import post
from forum.visits.queries import VisitView, seats, users


async def tell_of_promotion(work: Work, visit: VisitView, user_id: int) -> None:
    """Tell somebody who waited that they have a seat; too late once the visit begins."""
    reader = (await work.db.execute(_READERS.where(users.c.id == user_id))).one()
    await post(
        work, to=reader.email, lang=reader.lang, kind="visit.promoted", template="visits/promoted",
        facts=_facts(visit, reader), not_after=visit.starts_at,
    )  # fmt: skip


async def tell_of_cancellation(work: Work, visit: VisitView) -> None:
    """Tell all who hold a seat or wait for one that the visit will not take place."""
    readers = await work.db.execute(
        _READERS.join(seats, seats.c.user_id == users.c.id)
        .where(seats.c.visit_id == visit.row, seats.c.given_up_at.is_(None))
        .order_by(seats.c.entry)
    )
    for reader in readers.all():
        await post(
            work, to=reader.email, lang=reader.lang, kind="visit.cancelled", template="visits/cancelled",
            facts={**_facts(visit, reader), "reason": visit.cancelled_reason}, not_after=visit.ends_at,
        )  # fmt: skip


_READERS = sa.select(users.c.id, users.c.email, users.c.name, users.c.lang, users.c.zone)


def _facts(visit: VisitView, reader: Any) -> dict[str, Any]:
    title, _ = in_language(dict(visit.title), reader.lang, original=visit.original)
    return {
        "name": reader.name, "title": title, "starts_at": visit.starts_at, "zone": reader.zone,
        "host_zone": visit.zone, "link": f"/{reader.lang}{visit.path}",
    }  # fmt: skip
