"""What remains of the demo town's past visits: minutes, marks of presence, answers, a report."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from forum.entrypoints.demo.reading import client_id
from forum.foundation.ids import digest
from forum.foundation.services import Services
from forum.records.actions import approval, attendance, completion, entries, feedback, report
from forum.records.queries.minutes import minutes_of
from forum.records.queries.report import report_of
from forum.records.rules.entries import Draft
from forum.records.rules.feedback import QUESTIONS
from forum.records.rules.report import ReportDraft
from forum.visits.queries import visit_for
from forum.web.viewer import Viewer


async def keep_records(
    services: Services, people: Mapping[str, Viewer], host: Viewer, visit_id: str, told: Mapping[str, Any]
) -> None:
    """Write the minutes of a visit that is over, approve them, and all that follows; twice is the same as once."""
    today = services.clock.now().date()
    async with services.database.work() as work:
        for entry in told["entries"]:
            draft = Draft(
                kind=entry["kind"], texts=entry["texts"], original=entry["original"], town=entry.get("town", ""),
                person=people[entry["person"]].public_id if "person" in entry else "",
                due=(today + timedelta(days=entry["due"])).isoformat() if "due" in entry else "",
            )  # fmt: skip
            made, _ = await entries.add_entry(work, visit_id, host, draft, client_id=_id(visit_id, entry["texts"]))
            if entry.get("done"):
                await completion.complete(work, visit_id, made.id, host)
        visit = await visit_for(work.db, visit_id, host, work.now)
        edition = (await minutes_of(work.db, visit.row)).edition
        for name in told["approved_by"]:
            await approval.approve(work, visit_id, people[name], edition=edition)
        present = {people[name].public_id: minutes for name, minutes in told["present"].items()}
        await attendance.mark_present(work, visit_id, host, present)
        for name in told["certificates"]:
            await attendance.take_certificate(work, visit_id, people[name])
        for answer in told["feedback"]:
            scores = dict(zip(QUESTIONS, answer["marks"], strict=True))
            await feedback.give_feedback(
                work, visit_id, people[answer["by"]], scores, comment=answer["comment"], lang=answer["lang"],
                client_id=_id(visit_id, answer["by"]),
            )  # fmt: skip
        if told["report"] and not (await report_of(work.db, visit.row)).version:
            await report.save_report(work, visit_id, host, ReportDraft(**told["report"]), version=0)


def _id(*parts: object) -> str:
    """The same client's id for the same words."""
    return client_id(digest("demo", *parts))
