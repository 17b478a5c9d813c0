"""What is published of a visit beside its minutes."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from forum.foundation.errors import Refused
from forum.foundation.text import by_language
from forum.visits.rules.plan import video_url
from forum.visits.rules.status import Status

MAX_SUMMARY = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportDraft:
    """A report as it was typed.

    Attributes:
        summary: by language: a transcript, or what was shown and said.
        original: the language the others were translated from; "" for the first text.
        recording_url: "" for none.
    """

    summary: Mapping[str, str]
    original: str = ""
    recording_url: str = ""


def checked(draft: ReportDraft) -> ReportDraft:
    """The report with its texts cleaned.

    Raises:
        Refused: `recording_needs_text` for a recording without one: who cannot hear or see it would be left out;
            `video_url_invalid`, or what is wrong with a text.
    """
    summary = by_language(draft.summary, "summary", limit=MAX_SUMMARY)
    recording = video_url(draft.recording_url, field="recording_url")
    if recording and not summary:
        raise Refused("recording_needs_text", field="recording_url")
    original = draft.original if draft.original in summary else next(iter(summary), "")
    return replace(draft, summary=summary, original=original, recording_url=recording)


def check_reportable(status: Status) -> None:
    """Raises:
    Refused: `visit_not_over`.
    """
    if status is not Status.ENDED:
        raise Refused("visit_not_over")
