"""What visits do when something happened to one: searching finds those that everybody sees and that take place."""

from forum.foundation.database import Work
from forum.visits.actions.findable import settle_visit
from forum.visits.events import VisitCancelled, VisitChanged, VisitPublished


async def visit_changed(work: Work, event: VisitPublished | VisitChanged | VisitCancelled) -> None:
    await settle_visit(work, event.visit_id)
