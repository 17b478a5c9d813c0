"""What reading gives: a visit with its figures, somebody's place, a point of the programme."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from forum.foundation.day_words import DayWords, day_words
from forum.foundation.text import slug
from forum.visits.rules.materials import Materials
from forum.visits.rules.seats import SeatState, Terms, closes_at
from forum.visits.rules.status import Status
from forum.web.viewer import Viewer


@dataclass(frozen=True, slots=True)
class SeatView:
    """Somebody's place.

    Attributes:
        position: 1 for the first who waits; None for all others.
        until: when a seat that is offered goes to the next one.
        reason: what the host wrote with a decision.
    """

    state: str
    position: int | None
    until: datetime | None = None
    reason: str = ""

    @property
    def is_taken(self) -> bool:
        return self.state == SeatState.SEATED.value


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitView:
    """A visit with its figures.

    Attributes:
        row, room_row, host_row: row numbers; never shown.
        municipality, municipality_slug: names by language, and how it is named in addresses; empty when the host
            named none.
        taken, waiting, asking: how many seats are taken or kept for somebody, how many people wait for one, and how
            many wait for the host's word.
        cancelled_reason: "" unless it was cancelled with one.
    """

    row: int
    id: str
    room_row: int
    room: str
    host_row: int
    host_id: str
    host_name: str
    municipality_row: int | None
    municipality: Mapping[str, str]
    municipality_slug: str
    kind: str
    title: Mapping[str, str]
    description: Mapping[str, str]
    description_html: Mapping[str, str]
    original: str
    starts: str
    zone: str
    fold: int
    starts_at: datetime
    ends_at: datetime
    minutes: int
    capacity: int
    languages: Sequence[str]
    interpretation: str
    video_url: str
    reminders: Sequence[str] | None
    version: int
    sequence: int
    changed_at: datetime
    terms: Terms
    taken: int
    waiting: int
    asking: int
    status: Status
    cancelled_reason: str

    @property
    def path(self) -> str:
        """Its address below the locale; the same words in every language, so that the language can be switched."""
        return f"/visits/{self.id}-{slug(self.title[self.original])}"

    def day_words(self, locale: str) -> DayWords:
        """The day on which it begins at the host's place."""
        return day_words(locale, self.starts_at, self.zone)

    @property
    def seats_close_at(self) -> datetime:
        return closes_at(self.starts_at, self.terms)

    def may_edit(self, viewer: Viewer) -> bool:
        return viewer.id is not None and (viewer.id == self.host_row or viewer.is_moderator)

    def may_join(self, viewer: Viewer, seat: SeatView | None) -> bool:
        """Whether somebody gets the video link: hosts and moderators, and those seated unless it was cancelled."""
        seated = seat is not None and seat.is_taken and self.status is not Status.CANCELLED
        return seated or self.may_edit(viewer)

    @property
    def key(self) -> tuple[int, int]:
        """Where it stands in a list by time: its start in seconds, and its row."""
        return int(self.starts_at.timestamp()), self.row


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaView:
    """A point of the programme with its hours in UTC."""

    minutes: int
    title: Mapping[str, str]
    speaker: str
    lang: str | None
    materials: Materials
    starts_at: datetime
    ends_at: datetime
