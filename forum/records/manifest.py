"""What records add."""

from datetime import timedelta

from forum.foundation.capability import Capability, Job, Part
from forum.records import jobs, listeners, parts
from forum.records.api import attendance as api_attendance
from forum.records.api import feedback as api_feedback
from forum.records.api import minutes as api_minutes
from forum.records.api import report as api_report
from forum.records.events import MinutesApproved, MinutesHidden, ReportChanged
from forum.records.pages import approval, attendance, entries, feedback, minutes, report
from forum.records.refusals import REFUSALS
from forum.visits.events import VisitChanged

capability = Capability(
    name="records",
    pages=(
        minutes.minutes,
        minutes.changes,
        minutes.text,
        entries.add,
        entries.edit,
        entries.change,
        entries.remove,
        approval.approve,
        approval.hide,
        approval.complete,
        feedback.form,
        feedback.give,
        feedback.results,
        attendance.attendance,
        attendance.mark,
        attendance.certificate,
        attendance.take,
        attendance.file,
        attendance.verify,
        attendance.revoke,
        report.report,
        report.edit,
        report.change,
    ),
    api=(
        api_minutes.minutes,
        api_minutes.text,
        api_minutes.add,
        api_minutes.change,
        api_minutes.remove,
        api_minutes.approve,
        api_minutes.hide,
        api_minutes.show,
        api_minutes.complete,
        api_minutes.reopen,
        api_minutes.open_actions,
        api_feedback.give,
        api_feedback.results,
        api_attendance.attendance,
        api_attendance.mark,
        api_attendance.take,
        api_attendance.certificate,
        api_attendance.revoke,
        api_report.report,
        api_report.save,
    ),
    listeners=tuple(
        (event, listeners.records_changed) for event in (MinutesApproved, MinutesHidden, ReportChanged, VisitChanged)
    ),
    jobs=(Job("records", timedelta(minutes=10), jobs.remind),),
    parts=(
        Part("visit", "records/_after.html", parts.after_visit),
        Part("visit", "records/_of_visit.html", parts.of_visit),
        Part("room", "records/_in_room.html", parts.in_room),
        Part("attendance", "records/_attendance.html", parts.of_attendance),
    ),
    refusals=REFUSALS,
)
