"""What happened to the records of visits. Ids are rows."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MinutesApproved:
    """Both sides have approved the same text, which nobody changes any more."""

    visit_id: int


@dataclass(frozen=True, slots=True)
class MinutesHidden:
    """A moderator has taken approved minutes away from everybody, or given them back."""

    visit_id: int


@dataclass(frozen=True, slots=True)
class ReportChanged:
    """What is published beside the minutes reads otherwise now."""

    visit_id: int
