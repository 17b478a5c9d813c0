"""What the API gives (contract §2); fields may be added, never renamed."""

from collections.abc import Sequence
from dataclasses import asdict

import msgspec
from litestar.openapi.datastructures import ResponseSpec

from forum.foundation.walltime import iso
from forum.visits.api.shapes.asked import Material, TermsShape
from forum.visits.queries import AgendaView, SeatView, VisitView
from forum.visits.rules.questions import Question
from forum.web.openapi import answers_as, problem_responses
from forum.web.request import MostyRequest


class QuestionAnswer(msgspec.Struct, kw_only=True):
    """What the host asks: `kind` is text, choice or yes_no; `question` and `options` are by language."""

    id: str
    kind: str
    required: bool
    question: dict[str, str]
    options: dict[str, list[str]]


class SeatsAnswer(msgspec.Struct, kw_only=True):
    taken: int
    waiting: int


class SeatAnswer(msgspec.Struct, kw_only=True, omit_defaults=True):
    """`until` is when an offered seat goes to the next one, `reason` what the host wrote with a decision."""

    state: str
    position: int | None = None
    until: str | None = None
    reason: str = ""


class HostAnswer(msgspec.Struct, kw_only=True):
    id: str
    name: str


class PointAnswer(msgspec.Struct, kw_only=True):
    starts_at: str
    minutes: int
    title: dict[str, str]
    speaker: str
    lang: str | None
    materials: dict[str, list[Material]]


class VisitAnswer(msgspec.Struct, kw_only=True):
    """`video_url` is null for those who are neither host nor seated; `agenda` and `questions` stand in single ones."""

    id: str
    url: str
    kind: str
    status: str
    title: dict[str, str]
    description: dict[str, str]
    starts: str
    fold: int
    zone: str
    starts_at: str
    ends_at: str
    minutes: int
    capacity: int
    languages: list[str]
    interpretation: str
    video_url: str | None
    terms: TermsShape
    reminders: list[str] | None
    version: int
    host: HostAnswer
    seats: SeatsAnswer
    my_seat: SeatAnswer | None
    room: str
    agenda: list[PointAnswer] | msgspec.UnsetType = msgspec.UNSET
    questions: list[QuestionAnswer] | msgspec.UnsetType = msgspec.UNSET


class VisitList(msgspec.Struct, kw_only=True):
    items: list[VisitAnswer]
    next: str | None


def seat_answer(seat: SeatView) -> SeatAnswer:
    until = None if seat.until is None else iso(seat.until)
    return SeatAnswer(state=seat.state, position=seat.position, until=until, reason=seat.reason)


def visit_answer(
    request: MostyRequest,
    visit: VisitView,
    seat: SeatView | None,
    programme: Sequence[AgendaView] | None = None,
    asked: Sequence[Question] | None = None,
) -> VisitAnswer:
    points = msgspec.UNSET if programme is None else [_point(point) for point in programme]
    return VisitAnswer(
        id=visit.id, url=f"{request.services.settings.base_url}/{request.locale}{visit.path}", kind=visit.kind,
        status=visit.status.value, title=dict(visit.title), description=dict(visit.description), starts=visit.starts,
        fold=visit.fold, zone=visit.zone, starts_at=iso(visit.starts_at), ends_at=iso(visit.ends_at),
        minutes=visit.minutes, capacity=visit.capacity, languages=list(visit.languages),
        interpretation=visit.interpretation,
        video_url=visit.video_url or None if visit.may_join(request.viewer, seat) else None,
        terms=TermsShape(**asdict(visit.terms)), version=visit.version,
        host=HostAnswer(id=visit.host_id, name=visit.host_name),
        reminders=None if visit.reminders is None else list(visit.reminders),
        seats=SeatsAnswer(taken=visit.taken, waiting=visit.waiting),
        my_seat=None if seat is None else seat_answer(seat), room=visit.room, agenda=points,
        questions=msgspec.UNSET if asked is None else [_question(question) for question in asked],
    )  # fmt: skip


def _question(question: Question) -> QuestionAnswer:
    return QuestionAnswer(
        id=question.id, kind=question.kind.value, required=question.required,
        question={lang: words.question for lang, words in question.words.items()},
        options={lang: list(words.options) for lang, words in question.words.items()},
    )  # fmt: skip


def _point(point: AgendaView) -> PointAnswer:
    return PointAnswer(
        starts_at=iso(point.starts_at), minutes=point.minutes, title=dict(point.title), speaker=point.speaker,
        lang=point.lang,
        materials={lang: [Material(url=m.url, title=m.title) for m in had] for lang, had in point.materials.items()},
    )  # fmt: skip


def repeats_as(answer: type[msgspec.Struct], *refusals: int) -> dict[int, ResponseSpec]:
    """The answers of an idempotent POST besides 201."""
    return {**answers_as(answer, 200), **problem_responses(409, *refusals)}
