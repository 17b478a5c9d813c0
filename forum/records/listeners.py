"""What records do when something happened: searching finds approved minutes by their present words."""

from forum.foundation.database import Work
from forum.records.actions.findable import settle_minutes
from forum.records.events import MinutesApproved, MinutesHidden, ReportChanged
from forum.visits.events import VisitChanged


async def records_changed(work: Work, event: MinutesApproved | MinutesHidden | ReportChanged | VisitChanged) -> None:
    await settle_minutes(work, event.visit_id)
