"""Publishing a recording with its text."""

import sqlalchemy as sa

from forum.foundation import markdown
from forum.foundation.database import Work
from forum.foundation.errors import Refused
from forum.records.events import ReportChanged
from forum.records.queries.report import ReportView, report_of, reports
from forum.records.rules.report import ReportDraft, check_reportable, checked
from forum.visits.actions.locking import own_visit
from forum.web.viewer import Viewer


async def save_report(work: Work, visit_id: str, viewer: Viewer, draft: ReportDraft, *, version: int) -> ReportView:
    """Write what is published beside the minutes; the host and moderators.

    Args:
        version: the one that was seen, 0 for none.

    Raises:
        Refused: `not_found`, `not_allowed`, `visit_not_over`, `edit_conflict`, `recording_needs_text`,
            `video_url_invalid`, or what is wrong with a text.
    """
    visit = await own_visit(work, visit_id, viewer)
    check_reportable(visit.status)
    there = await report_of(work.db, visit.row)
    if version != there.version:
        raise Refused("edit_conflict", version=there.version)
    draft = checked(draft)
    html = {lang: await markdown.off_loop(markdown.render, text) for lang, text in draft.summary.items()}
    values = {
        "summary": dict(draft.summary), "summary_html": html, "original": draft.original,
        "recording_url": draft.recording_url, "version": version + 1, "by_id": viewer.row, "changed_at": work.now,
    }  # fmt: skip
    if there.version:
        await work.db.execute(sa.update(reports).where(reports.c.visit_id == visit.row).values(**values))
    else:
        await work.db.execute(sa.insert(reports).values(visit_id=visit.row, **values))
    work.record(ReportChanged(visit.row))
    return await report_of(work.db, visit.row)
