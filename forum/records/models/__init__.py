"""The tables of records."""

from forum.records.models.attendance import Certificate, Presence
from forum.records.models.feedback import FeedbackAnswer, FeedbackGiven
from forum.records.models.minutes import (
    Approval,
    Completion,
    Edition,
    Minutes,
    MinutesEntry,
    MinutesHiding,
    Reminder,
)
from forum.records.models.reports import Report

__all__ = [
    "Approval", "Certificate", "Completion", "Edition", "FeedbackAnswer", "FeedbackGiven", "Minutes", "MinutesEntry",
    "MinutesHiding", "Presence", "Reminder", "Report",
]  # fmt: skip
