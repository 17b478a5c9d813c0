"""What the API takes and gives (contract §2); fields may be added, never renamed."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

import msgspec
from litestar.openapi.datastructures import ResponseSpec

from forum.foundation.errors import Refused
from forum.visits.queries import AgendaView, SeatView, VisitView
from forum.visits.rules.agenda import Item
from forum.visits.rules.plan import Interpretation, Plan
from forum.visits.rules.times import iso
from forum.web.openapi import problem_responses
from forum.web.request import MostyRequest, check_body_headers, parse_json

T = TypeVar("T", bound=msgspec.Struct)


class Point(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, frozen=True):
    minutes: int
    title: dict[str, str]
    speaker: str = ""
    lang: str | None = None


class NewVisit(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, frozen=True):
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
    agenda: list[Point] = msgspec.field(default_factory=list)

    def plan(self) -> Plan:
        return Plan(
            kind=self.kind, title=self.title, description=self.description, starts=self.starts, zone=self.zone,
            fold=self.fold, minutes=self.minutes, capacity=self.capacity, languages=tuple(self.languages),
            interpretation=self.interpretation, video_url=self.video_url or "",
        )  # fmt: skip


class VisitChange(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, frozen=True):
    """A field that is left out stays as it is."""

    version: int
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
    agenda: list[Point] | msgspec.UnsetType = msgspec.UNSET

    def changes(self) -> Mapping[str, Any]:
        """The fields of the plan that were given."""
        given = {name: getattr(self, name) for name in self.__struct_fields__ if name not in ("version", "agenda")}
        given = {name: value for name, value in given.items() if value is not msgspec.UNSET}
        if "video_url" in given:
            given["video_url"] = given["video_url"] or ""
        if "languages" in given:
            given["languages"] = tuple(given["languages"])
        return given


class Reason(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, frozen=True):
    reason: str = ""


class SeatsAnswer(msgspec.Struct, kw_only=True):
    taken: int
    waiting: int


class SeatAnswer(msgspec.Struct, kw_only=True, omit_defaults=True):
    state: str
    position: int | None = None


class HostAnswer(msgspec.Struct, kw_only=True):
    id: str
    name: str


class PointAnswer(msgspec.Struct, kw_only=True):
    starts_at: str
    minutes: int
    title: dict[str, str]
    speaker: str
    lang: str | None


class VisitAnswer(msgspec.Struct, kw_only=True):
    """`video_url` is null for those who are neither host nor seated; `agenda` stands in single visits only."""

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
    version: int
    host: HostAnswer
    seats: SeatsAnswer
    my_seat: SeatAnswer | None
    room: str
    agenda: list[PointAnswer] | msgspec.UnsetType = msgspec.UNSET


class VisitList(msgspec.Struct, kw_only=True):
    items: list[VisitAnswer]
    next: str | None


def items(points: Sequence[Point]) -> list[Item]:
    return [Item(minutes=p.minutes, title=p.title, speaker=p.speaker, lang=p.lang) for p in points]


def seat_answer(seat: SeatView) -> SeatAnswer:
    return SeatAnswer(state=seat.state, position=seat.position)


def visit_answer(
    request: MostyRequest, visit: VisitView, seat: SeatView | None, programme: Sequence[AgendaView] | None = None
) -> VisitAnswer:
    points = msgspec.UNSET if programme is None else [_point(point) for point in programme]
    return VisitAnswer(
        id=visit.id, url=f"{request.services.settings.base_url}/{request.locale}{visit.path}", kind=visit.kind,
        status=visit.status.value, title=dict(visit.title), description=dict(visit.description), starts=visit.starts,
        fold=visit.fold, zone=visit.zone, starts_at=iso(visit.starts_at), ends_at=iso(visit.ends_at),
        minutes=visit.minutes, capacity=visit.capacity, languages=list(visit.languages),
        interpretation=visit.interpretation,
        video_url=visit.video_url or None if visit.may_join(request.viewer, seat) else None,
        version=visit.version, host=HostAnswer(id=visit.host_id, name=visit.host_name),
        seats=SeatsAnswer(taken=visit.taken, waiting=visit.waiting),
        my_seat=None if seat is None else seat_answer(seat), room=visit.room, agenda=points,
    )  # fmt: skip


def _point(point: AgendaView) -> PointAnswer:
    return PointAnswer(
        starts_at=iso(point.starts_at), minutes=point.minutes, title=dict(point.title), speaker=point.speaker,
        lang=point.lang,
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


def repeats_as(answer: type[msgspec.Struct]) -> dict[int, ResponseSpec]:
    """The answers of an idempotent POST besides 201."""
    return {200: ResponseSpec(answer, description="It already was", generate_examples=False), **problem_responses()}
