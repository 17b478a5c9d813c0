"""The channels of a visit: who interprets into which language, and what they wrote."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from forum.accounts.models import User
from forum.foundation.database import Db, table
from forum.foundation.i18n import LOCALES
from forum.live.models import InterpretedLine, Interpreter
from forum.web.viewer import Viewer

interpreters, lines, users = table(Interpreter), table(InterpretedLine), table(User)
NEWEST = 6
MOST_LINES = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What an interpreter wrote; `point` is the place of the point that was on, None when none was."""

    id: str
    text: str
    at: datetime
    name: str
    own: bool
    point: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Channels:
    """The channels of a visit.

    Attributes:
        people: by language, account and name of those who write in it now; empty where somebody once did.
        chosen: the language that the viewer reads, "" for none.
        newest: its last few lines, the oldest first.
    """

    people: Mapping[str, Sequence[tuple[str, str]]]
    chosen: str = ""
    newest: Sequence[Line] = field(default=())

    @property
    def tag(self) -> str:
        """What changes with each of the last lines that comes or goes."""
        return " ".join(line.id for line in self.newest)

    def writes(self, viewer: Viewer) -> bool:
        """Whether the viewer is who writes in the chosen one."""
        return bool(viewer.public_id) and any(who == viewer.public_id for who, _ in self.people.get(self.chosen, ()))


async def channels_of(db: Db, visit_id: int, viewer: Viewer, chosen: str | None, locale: str) -> Channels:
    """The channels of a visit and the last lines of one.

    Args:
        chosen: a language, "" for none; None for the one of the page where there is such a channel.
    """
    people = await _people(db, visit_id)
    lang = (locale if locale in people else "") if chosen is None else chosen
    if lang not in people:
        return Channels(people=people)
    newest = await lines_of(db, visit_id, lang, viewer, newest=NEWEST)
    return Channels(people=people, chosen=lang, newest=newest)


async def lines_of(db: Db, visit_id: int, lang: str, viewer: Viewer, *, newest: int = MOST_LINES) -> Sequence[Line]:
    """The last lines of a channel, the oldest first."""
    rows = await db.execute(
        sa.select(
            lines.c.public_id, lines.c.text, lines.c.at, lines.c.point, users.c.public_id.label("who"), users.c.name
        )
        .join(users, users.c.id == lines.c.author_id)
        .where(lines.c.visit_id == visit_id, lines.c.lang == lang, lines.c.gone_at.is_(None))
        .order_by(lines.c.id.desc())
        .limit(newest)
    )
    return [_line(row, viewer) for row in rows.all()[::-1]]


async def _people(db: Db, visit_id: int) -> Mapping[str, Sequence[tuple[str, str]]]:
    named = await db.execute(
        sa.select(interpreters.c.lang, interpreters.c.ended_at, users.c.public_id, users.c.name)
        .join(users, users.c.id == interpreters.c.user_id)
        .where(interpreters.c.visit_id == visit_id)
        .order_by(interpreters.c.id)
    )
    found: dict[str, list[tuple[str, str]]] = {}
    for row in named:
        now = found.setdefault(row.lang, [])
        if row.ended_at is None:
            now.append((row.public_id, row.name))
    return {lang: found[lang] for lang in LOCALES if lang in found}


def _line(row: Any, viewer: Viewer) -> Line:
    own = bool(viewer.public_id) and row.who == viewer.public_id
    return Line(id=row.public_id, text=row.text, at=row.at, name=row.name, own=own, point=row.point)
