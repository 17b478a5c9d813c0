"""What the API takes (contract §2); fields may be added, never renamed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import msgspec
from litestar.openapi.spec import OpenAPIMediaType, OpenAPIType, Operation, RequestBody, Schema

from forum.foundation.errors import Refused
from forum.foundation.paging import whole_number
from forum.visits.rules.agenda import Item
from forum.visits.rules.materials import Link
from forum.visits.rules.plan import Interpretation, Plan
from forum.visits.rules.seats import Terms
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
    reason: str | None = None


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


def items(points: Sequence[Point]) -> list[Item]:
    return [
        Item(
            minutes=point.minutes, title=point.title, speaker=point.speaker, lang=point.lang,
            materials={lang: [Link(m.url, m.title) for m in given] for lang, given in point.materials.items()},
        )
        for point in points
    ]  # fmt: skip


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
