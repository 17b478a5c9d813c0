"""What the API takes and gives (contract §2); fields may be added, never renamed."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, TypeVar

import msgspec
from litestar.openapi.datastructures import ResponseSpec
from litestar.openapi.spec import OpenAPIMediaType, OpenAPIType, Operation, RequestBody, Schema

from forum.foundation.errors import Refused
from forum.foundation.paging import whole_number
from forum.foundation.walltime import iso
from forum.visits.queries import AgendaView, SeatView, VisitView
from forum.visits.rules.agenda import Item
from forum.visits.rules.materials import Link
from forum.visits.rules.plan import Interpretation, Plan
from forum.visits.rules.questions import Question
from forum.visits.rules.seats import Terms
from forum.web.openapi import answers_as, problem_responses
from forum.web.request import MostyRequest, check_body_headers, parse_json

T = TypeVar("T", bound=msgspec.Struct)


class Material(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, frozen=True):
    url: str
    title: str = ""


class Point(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, frozen=True):
    minutes: int
    title: dict[str, str]
    speaker: str = ""
    lang: str | None = None
    materials: dict[str, list[Material]] = msgspec.field(default_factory=dict)


class TermsShape(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, frozen=True):
    """On which terms seats are given; a quota of null is none, and `minors` lets people under 18 come."""

    approval: bool = False
    minors: bool = False
    quota_ua: int | None = None
    quota_eu: int | None = None
    quota_town: int | None = None
    offer_hours: int = 0
    closes_hours: int = 0

    def terms(self) -> Terms:
        return Terms(**{name: getattr(self, name) for name in self.__struct_fields__})


class NewVisit(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, frozen=True):
    """`interpretation` "machine" says that there is no interpreter: no machine of ours translates the talk yet.

    `reminders` are times before the visit such as "1d" or "15m"; null for what is usual on this site, [] for none.
    """

    id: str
    title: dict[str, str]
    description: dict[str, str] = msgspec.field(default_factory=dict)
    kind: str
    starts: str
    fold: int | None = None
    zone: str
    minutes: int
    capacity: int
    languages: list[str]
    interpretation: str = Interpretation.MACHINE.value
    video_url: str | None = None
    terms: TermsShape = TermsShape()
    reminders: list[str] | None = None
    agenda: list[Point] = msgspec.field(default_factory=list)

    def plan(self) -> Plan:
        return Plan(
            kind=self.kind, title=self.title, description=self.description, starts=self.starts, zone=self.zone,
            fold=self.fold, minutes=self.minutes, capacity=self.capacity, languages=tuple(self.languages),
            interpretation=self.interpretation, video_url=self.video_url or "", terms=self.terms.terms(),
            reminders=self.reminders,
        )  # fmt: skip


class VisitChange(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, frozen=True):
    """A field that is left out stays as it is; `version` may stand in the header If-Match instead."""

    version: int | msgspec.UnsetType = msgspec.UNSET
    title: dict[str, str] | msgspec.UnsetType = msgspec.UNSET
    description: dict[str, str] | msgspec.UnsetType = msgspec.UNSET
    kind: str | msgspec.UnsetType = msgspec.UNSET
    starts: str | msgspec.UnsetType = msgspec.UNSET
    fold: int | msgspec.UnsetType | None = msgspec.UNSET
    zone: str | msgspec.UnsetType = msgspec.UNSET
    minutes: int | msgspec.UnsetType = msgspec.UNSET
    capacity: int | msgspec.UnsetType = msgspec.UNSET
    languages: list[str] | msgspec.UnsetType = msgspec.UNSET
    interpretation: str | msgspec.UnsetType = msgspec.UNSET
    video_url: str | msgspec.UnsetType | None = msgspec.UNSET
    terms: TermsShape | msgspec.UnsetType = msgspec.UNSET
    reminders: list[str] | msgspec.UnsetType | None = msgspec.UNSET
    agenda: list[Point] | msgspec.UnsetType = msgspec.UNSET

    def version_seen(self, if_match: str | None) -> int:
        """Which version was changed.

        Args:
            if_match: the header, such as `"3"`.

        Raises:
            Refused: `field_invalid` when neither says it.
        """
        if isinstance(self.version, int):
            return self.version
        number = whole_number((if_match or "").strip().removeprefix('"').removesuffix('"'))
        if number is None:
            raise Refused("field_invalid", at="version")
        return number

    def changes(self) -> Mapping[str, Any]:
        """The fields of the plan that were given."""
        given = {name: getattr(self, name) for name in self.__struct_fields__ if name not in ("version", "agenda")}
        given = {name: value for name, value in given.items() if value is not msgspec.UNSET}
        if "video_url" in given:
            given["video_url"] = given["video_url"] or ""
        if "languages" in given:
            given["languages"] = tuple(given["languages"])
        if "terms" in given:
            given["terms"] = given["terms"].terms()
        return given


class Reason(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, frozen=True):
    reason: str = ""


@dataclass
class GivingAReason(Operation):
    """An operation whose body, a `Reason`, may be left out."""

    def __post_init__(self) -> None:
        of_reason = Schema(type=OpenAPIType.OBJECT, properties={"reason": Schema(type=OpenAPIType.STRING)})
        self.request_body = RequestBody({"application/json": OpenAPIMediaType(schema=of_reason)}, required=False)


class Answers(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, frozen=True):
    """By the questions' ids: a text, the place of an option from 0 on, or true and false."""

    answers: dict[str, str | int | bool | None] = msgspec.field(default_factory=dict)


@dataclass
class AnsweringQuestions(Operation):
    """An operation whose body, `Answers`, may be left out."""

    def __post_init__(self) -> None:
        answers = Schema(type=OpenAPIType.OBJECT, additional_properties=True)
        of_answers = Schema(type=OpenAPIType.OBJECT, properties={"answers": answers})
        self.request_body = RequestBody({"application/json": OpenAPIMediaType(schema=of_answers)}, required=False)


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


def items(points: Sequence[Point]) -> list[Item]:
    return [
        Item(
            minutes=point.minutes, title=point.title, speaker=point.speaker, lang=point.lang,
            materials={lang: [Link(m.url, m.title) for m in given] for lang, given in point.materials.items()},
        )
        for point in points
    ]  # fmt: skip


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


async def optional_body(request: MostyRequest, shape: type[T]) -> T:
    """A body that may be left out; then the shape with its defaults.

    Raises:
        Refused: what a strict body says.
    """
    body = await request.body()
    if not body:
        return shape()
    check_body_headers(request, "application/json")
    try:
        return msgspec.convert(parse_json(body), shape)
    except msgspec.ValidationError as error:
        raise Refused("unknown_field" if "unknown field" in str(error) else "field_invalid") from None


def repeats_as(answer: type[msgspec.Struct], *refusals: int) -> dict[int, ResponseSpec]:
    """The answers of an idempotent POST besides 201."""
    return {**answers_as(answer, 200), **problem_responses(409, *refusals)}
