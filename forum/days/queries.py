"""Reading forum days: everybody sees them all."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from forum.accounts.models import User
from forum.days.models import DayCancellation, DayPoint, ForumDay
from forum.days.rules.plan import Hours
from forum.days.rules.status import Status, status
from forum.foundation.database import Db, table
from forum.foundation.day_words import DayWords, day_words
from forum.foundation.errors import Refused
from forum.foundation.text import slug

days, cancellations, points = table(ForumDay), table(DayCancellation), table(DayPoint)
users = table(User)
# How long a board still says that its day is over, or was cancelled.
REMEMBERED = timedelta(days=1)
# A cursor that somebody made up must not lie beyond the calendar.
LAST_SECOND = int(datetime(9000, 1, 1, tzinfo=UTC).timestamp())


@dataclass(frozen=True, slots=True, kw_only=True)
class DayView:
    """A day as it stands at a moment.

    Attributes:
        row, board_row: rows; never shown.
        by_id, by_name: who planned it.
        cancelled_reason: "" unless it was cancelled with one.
    """

    row: int
    id: str
    board_row: int
    by_id: str
    by_name: str
    title: Mapping[str, str]
    welcome: Mapping[str, str]
    welcome_html: Mapping[str, str]
    original: str
    hours: Hours
    held: bool
    version: int
    sequence: int
    changed_at: datetime
    status: Status
    cancelled_reason: str

    @property
    def path(self) -> str:
        """Its address below the locale; the same words in every language, so that the language can be switched."""
        return f"/days/{self.id}-{slug(self.title[self.original])}"

    @property
    def key(self) -> tuple[int, int]:
        """Where it stands in a list by time: its start in seconds, and its row."""
        return int(self.hours.starts_at.timestamp()), self.row

    def day_words(self, locale: str) -> DayWords:
        """Its date at its place."""
        return day_words(locale, self.hours.starts_at, self.hours.zone)


@dataclass(frozen=True, slots=True, kw_only=True)
class PointView:
    """A point of the schedule; `thread_row` is the thread that is for it, whatever became of that."""

    time: str
    starts_at: datetime
    title: Mapping[str, str]
    thread_row: int | None


_DAYS = (
    sa.select(
        days, cancellations.c.day_id.label("cancelled"), cancellations.c.reason,
        users.c.public_id.label("by_public_id"), users.c.name.label("by_name"),
    )
    .join(users, users.c.id == days.c.by_id)
    .outerjoin(cancellations, cancellations.c.day_id == days.c.id)
)  # fmt: skip


async def day(db: Db, public_id: str, now: datetime) -> DayView:
    """Raises:
    Refused: `not_found`.
    """
    row = (await db.execute(_DAYS.where(days.c.public_id == public_id))).first()
    if row is None:
        raise Refused("not_found")
    return _view(row, now)


async def day_at(db: Db, day_id: int, now: datetime) -> DayView:
    """A day by its row, for those who act on it."""
    return _view((await db.execute(_DAYS.where(days.c.id == day_id))).one(), now)


async def schedule(db: Db, day_id: int) -> list[PointView]:
    """The points of a day in their order."""
    rows = await db.execute(sa.select(points).where(points.c.day_id == day_id).order_by(points.c.position))
    return [
        PointView(time=row.time, starts_at=row.starts_at, title=row.title, thread_row=row.thread_id) for row in rows
    ]


async def day_of_board(db: Db, board_id: int, now: datetime) -> DayView | None:
    """What a board announces: the day that is live, else the next one, else the one that is just over."""
    around = _DAYS.where(days.c.board_id == board_id, days.c.ends_at > now - REMEMBERED)
    found = [_view(row, now) for row in await db.execute(around.order_by(days.c.ends_at).limit(10))]
    order = (Status.LIVE, Status.UPCOMING, Status.CANCELLED, Status.OVER)
    return min(found, key=lambda shown: order.index(shown.status), default=None)


async def coming(db: Db, now: datetime, *, limit: int) -> list[DayView]:
    """Days that are live or to come on any board, the next one first; cancelled ones are left out."""
    found = _DAYS.where(days.c.ends_at > now, cancellations.c.day_id.is_(None))
    return [_view(row, now) for row in await db.execute(found.order_by(days.c.starts_at, days.c.id).limit(limit))]


async def timetable(
    db: Db, now: datetime, *, past: bool = False, after: tuple[int, int] | None = None, limit: int
) -> list[DayView]:
    """Days that have not ended, the next one first; or those that have, the latest one first.

    Args:
        after: the key of the last one seen.
    """
    place = sa.tuple_(days.c.starts_at, days.c.id)
    found = _DAYS.where(days.c.ends_at <= now if past else days.c.ends_at > now)
    if after is not None:
        found = found.where(place < _key(after) if past else place > _key(after))
    by = (days.c.starts_at.desc(), days.c.id.desc()) if past else (days.c.starts_at, days.c.id)
    return [_view(row, now) for row in await db.execute(found.order_by(*by).limit(limit))]


async def held_until(db: Db, board_id: int, now: datetime) -> datetime | None:
    """Until when what newcomers write on a board waits for a moderator; None when it does not."""
    live = (days.c.starts_at <= now, days.c.ends_at > now, days.c.held, cancellations.c.day_id.is_(None))
    ends = sa.select(sa.func.max(days.c.ends_at)).outerjoin(cancellations, cancellations.c.day_id == days.c.id)
    until: datetime | None = await db.scalar(ends.where(days.c.board_id == board_id, *live))
    return until


async def sitemap_entries(db: Db, limit: int) -> list[tuple[str, datetime]]:
    """Path below the locale and last change, the latest first; cancelled ones are left out."""
    found = _DAYS.where(cancellations.c.day_id.is_(None)).order_by(days.c.starts_at.desc(), days.c.id.desc())
    return [
        (f"/days/{row.public_id}-{slug(row.title[row.original])}", row.changed_at)
        for row in await db.execute(found.limit(limit))
    ]


def _key(after: tuple[int, int]) -> sa.ColumnElement[Any]:
    start = datetime.fromtimestamp(min(max(after[0], 0), LAST_SECOND), UTC)
    return sa.tuple_(sa.literal(start, days.c.starts_at.type), sa.literal(after[1], days.c.id.type))


def _view(row: Any, now: datetime) -> DayView:
    return DayView(
        row=row.id, id=row.public_id, board_row=row.board_id, by_id=row.by_public_id,
        by_name=row.by_name, title=row.title, welcome=row.welcome,
        welcome_html=row.welcome_html, original=row.original,
        hours=Hours(
            row.starts_wall, row.ends_wall, row.zone, row.fold, row.ends_fold, row.starts_at, row.ends_at
        ),
        held=row.held, version=row.version, sequence=row.sequence, changed_at=row.changed_at,
        status=status(
            cancelled=row.cancelled is not None, starts_at=row.starts_at, ends_at=row.ends_at, now=now
        ),
        cancelled_reason=row.reason or "",
    )  # fmt: skip
