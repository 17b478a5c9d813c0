"""Reading what is published of a visit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import sqlalchemy as sa

from forum.foundation.database import Db, table
from forum.foundation.errors import Refused
from forum.foundation.text import slug
from forum.records.models import Report
from forum.records.queries.attendance import headcount
from forum.records.queries.minutes import Desk, desk, hidings, minutes
from forum.visits.queries import VisitView, visit_for, visits
from forum.visits.rules.status import Status
from forum.web.viewer import Viewer

reports = table(Report)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportView:
    """A recording and its text; version 0 while nothing was written."""

    version: int = 0
    summary: Mapping[str, str] = field(default_factory=dict)
    summary_html: Mapping[str, str] = field(default_factory=dict)
    original: str = ""
    recording_url: str = ""


@dataclass(frozen=True, slots=True)
class Published:
    """All that a report page shows; `people` were there, as far as anybody knows, else held a seat."""

    visit: VisitView
    desk: Desk
    report: ReportView
    people: int


async def published(db: Db, public_id: str, viewer: Viewer, now: datetime) -> Published:
    """What is published of a visit that is over.

    Raises:
        Refused: `not_found`, also before it is over.
    """
    visit = await visit_for(db, public_id, viewer, now)
    if visit.status is not Status.ENDED:
        raise Refused("not_found")
    return Published(visit, await desk(db, visit, viewer), await report_of(db, visit.row), await headcount(db, visit))


async def report_of(db: Db, visit_id: int) -> ReportView:
    row = (await db.execute(sa.select(reports).where(reports.c.visit_id == visit_id))).first()
    if row is None:
        return ReportView()
    return ReportView(
        version=row.version, summary=row.summary, summary_html=row.summary_html, original=row.original,
        recording_url=row.recording_url,
    )  # fmt: skip


async def sitemap_entries(db: Db, limit: int) -> Sequence[tuple[str, datetime]]:
    """Path below the locale and last change of reports whose minutes are approved, the latest first."""
    changed = sa.func.coalesce(reports.c.changed_at, minutes.c.frozen_at, type_=minutes.c.frozen_at.type)
    rows = await db.execute(
        sa.select(visits.c.public_id, visits.c.title, visits.c.original, changed.label("changed"))
        .join(minutes, minutes.c.visit_id == visits.c.id)
        .outerjoin(reports, reports.c.visit_id == visits.c.id)
        .where(minutes.c.frozen_at.is_not(None), ~sa.exists().where(hidings.c.visit_id == visits.c.id))
        .order_by(minutes.c.frozen_at.desc(), visits.c.id.desc())
        .limit(limit)
    )
    return [(f"/visits/{row.public_id}-{slug(row.title[row.original])}/report", row.changed) for row in rows]
