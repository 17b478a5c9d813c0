"""Mails about minutes, in the reader's language."""

from collections.abc import Iterable

import sqlalchemy as sa

from forum.foundation.database import Work
from forum.foundation.i18n import in_language
from forum.mail.actions import post
from forum.visits.queries import VisitView, users


def about_minutes(visit: VisitView) -> str:
    """What mails about a visit's minutes speak of."""
    return f"minutes:{visit.id}"


async def remind(work: Work, visit: VisitView, people: Iterable[int], *, kind: str) -> None:
    """Write to people about the minutes of a visit.

    Args:
        people: rows of accounts.
        kind: `unapproved` or `unwritten`.
    """
    readers = await work.db.execute(
        sa.select(users.c.email, users.c.lang)
        .where(users.c.id.in_(sorted(set(people))), users.c.confirmed_at.is_not(None))
        .order_by(users.c.id)
    )
    for reader in readers.all():
        title, _ = in_language(dict(visit.title), reader.lang, original=visit.original)
        await post(
            work, to=reader.email, lang=reader.lang, kind=f"minutes.{kind}", template=f"records/{kind}",
            facts={"title": title, "ended_at": visit.ends_at, "zone": visit.zone,
                   "link": f"/{reader.lang}{visit.path}/minutes"},
            about=about_minutes(visit),
        )  # fmt: skip
