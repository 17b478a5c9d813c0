"""Forum days over the API."""

from collections.abc import Sequence
from typing import Any

import msgspec
from litestar import Response, get, patch, post, put
from litestar.params import JSONBody

from forum.accounts.guards import moderators
from forum.days import actions
from forum.days import queries as days
from forum.days.calendar import day_file
from forum.days.rules.plan import Plan
from forum.days.rules.schedule import Point
from forum.discussion import queries
from forum.discussion.api.shapes import AuthorAnswer, created_or_repeated, moment, repeats_as
from forum.discussion.queries.days import DayLine, PointLine, on_boards, thread_row
from forum.foundation.errors import N_
from forum.foundation.paging import cut, read_cursor, read_limit
from forum.web.conflicts import with_current
from forum.web.openapi import problem_responses
from forum.web.provided import Db, InPath, InQuery, Locale, Services, Viewer, Work
from forum.web.request import MostyRequest


class ProgrammePoint(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, frozen=True):
    """`time` is by the clocks of the day's place, such as 10:15; `thread` is the id of one that is for it."""

    time: str
    title: dict[str, str]
    thread: str | None = None


class NewDay(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, frozen=True):
    """`starts` and `ends` are wall times of one date in `zone`, such as 2027-03-29T09:30; `fold` and `ends_fold` say
    which pass of an hour that comes twice is meant. `held` lets what newcomers write then wait for a
    moderator.
    """

    id: str
    title: dict[str, str]
    welcome: dict[str, str] = {}
    original: str = ""
    starts: str
    ends: str
    zone: str
    fold: int | None = None
    ends_fold: int | None = None
    held: bool = True
    programme: list[ProgrammePoint] = []

    def plan(self) -> Plan:
        return Plan(
            title=self.title, welcome=self.welcome, original=self.original, starts=self.starts, ends=self.ends,
            zone=self.zone, fold=self.fold, ends_fold=self.ends_fold, held=self.held,
        )  # fmt: skip


class DayChange(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, frozen=True):
    """A field that is left out stays as it is."""

    version: int
    title: dict[str, str] | msgspec.UnsetType = msgspec.UNSET
    welcome: dict[str, str] | msgspec.UnsetType = msgspec.UNSET
    original: str | msgspec.UnsetType = msgspec.UNSET
    starts: str | msgspec.UnsetType = msgspec.UNSET
    ends: str | msgspec.UnsetType = msgspec.UNSET
    zone: str | msgspec.UnsetType = msgspec.UNSET
    fold: int | msgspec.UnsetType | None = msgspec.UNSET
    ends_fold: int | msgspec.UnsetType | None = msgspec.UNSET
    held: bool | msgspec.UnsetType = msgspec.UNSET
    programme: list[ProgrammePoint] | msgspec.UnsetType = msgspec.UNSET

    def changes(self) -> dict[str, Any]:
        """The fields of the plan that were given."""
        given = {name: getattr(self, name) for name in self.__struct_fields__ if name not in ("version", "programme")}
        return {name: value for name, value in given.items() if value is not msgspec.UNSET}


class DayCancellation(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, frozen=True):
    reason: str = ""


class PointAnswer(msgspec.Struct, kw_only=True):
    time: str
    starts_at: str
    title: dict[str, str]
    thread: str | None


class DayAnswer(msgspec.Struct, kw_only=True):
    """`status` is upcoming, live, over or cancelled; `programme` stands in single days only."""

    id: str
    url: str
    board: str
    status: str
    title: dict[str, str]
    welcome: dict[str, str]
    original: str
    starts: str
    ends: str
    zone: str
    fold: int
    ends_fold: int
    starts_at: str
    ends_at: str
    held: bool
    version: int
    cancelled_reason: str
    planned_by: AuthorAnswer
    programme: list[PointAnswer] | msgspec.UnsetType = msgspec.UNSET


class DayList(msgspec.Struct, kw_only=True):
    items: list[DayAnswer]
    next: str | None


@get(
    "/days",
    summary=N_("Lists forum days that are not over by their start, or with when=past those that are."),
    opt={"public": True},
    responses=problem_responses(),
)
async def timetable(
    request: MostyRequest,
    db: Db,
    services: Services,
    when: InQuery = None,
    after: InQuery = None,
    limit: InQuery = None,
) -> DayList:
    """Forum days by their start: those that are not over, or those that are, the latest first."""
    most, key = read_limit(limit), read_cursor(after, (int, int))
    seen = None if key is None else (int(key[0]), int(key[1]))
    found = await days.timetable(db, services.clock.now(), past=when == "past", after=seen, limit=most + 1)
    shown = cut(found, most, lambda day: day.key)
    lines = await on_boards(db, shown.items)
    return DayList(items=[_answer(request, line) for line in lines], next=shown.next)


@post(
    "/boards/{slug:str}/days",
    summary=N_("Plans a forum day on a board; for moderators only."),
    guards=[moderators],
    responses=repeats_as(DayAnswer),
)
async def plan(
    request: MostyRequest, viewer: Viewer, work: Work, slug: InPath, data: JSONBody[NewDay]
) -> Response[DayAnswer]:
    """Announce a forum day; moderators only."""
    board = await queries.board(work.db, slug)
    points = await _points(work.db, viewer, data.programme)
    planned, first = await actions.plan_day(work, viewer, board.row, data.plan(), points, client_id=data.id)
    return created_or_repeated(await _whole(request, work.db, planned), first=first)


@get(
    "/days/{id:str}",
    summary=N_("Describes a forum day and its programme."),
    opt={"public": True},
    responses=problem_responses(),
)
async def day(request: MostyRequest, db: Db, services: Services, id: InPath) -> DayAnswer:
    """A forum day with its programme."""
    return await _whole(request, db, await days.day(db, id, services.clock.now()))


@patch(
    "/days/{id:str}",
    summary=N_("Changes a forum day; for moderators only."),
    guards=[moderators],
    responses=problem_responses(409),
)
async def change(request: MostyRequest, viewer: Viewer, work: Work, id: InPath, data: JSONBody[DayChange]) -> DayAnswer:
    """Change a forum day; moderators only. A stale `version` is 409 with the present day."""
    points = None if isinstance(data.programme, msgspec.UnsetType) else await _points(work.db, viewer, data.programme)

    async def present() -> DayAnswer:
        return await _whole(request, work.db, await days.day(work.db, id, work.now))

    async with with_current(present):
        changed = await actions.change_day(
            work, viewer, id, version=data.version, changes=data.changes(), schedule=points
        )
    return await _whole(request, work.db, changed)


@put(
    "/days/{id:str}/cancellation",
    summary=N_("Cancels a forum day; for moderators only."),
    guards=[moderators],
    responses=problem_responses(409),
)
async def cancel(
    request: MostyRequest,
    viewer: Viewer,
    work: Work,
    id: InPath,
    data: JSONBody[DayCancellation],
) -> DayAnswer:
    """Call a forum day off; doing it again changes nothing; moderators only."""
    return await _whole(request, work.db, await actions.cancel_day(work, viewer, id, reason=data.reason))


@get(
    "/days/{id:str}/calendar.ics",
    summary=N_("Gives a forum day as a calendar file."),
    opt={"public": True},
    media_type="text/calendar",
    responses=problem_responses(),
)
async def calendar(viewer: Viewer, db: Db, services: Services, locale: Locale, id: InPath) -> Response[bytes]:
    """A forum day as an iCalendar file; a cancelled one removes it from calendars."""
    found = await days.day(db, id, services.clock.now())
    content, headers = day_file(found, locale, services.settings, viewer)
    return Response(content, headers=headers, media_type=headers["Content-Type"])


async def _points(db: Db, viewer: Viewer, given: Sequence[ProgrammePoint]) -> list[Point]:
    return [
        Point(time=point.time, title=point.title, thread=await thread_row(db, viewer, point.thread or ""))
        for point in given
    ]


async def _whole(request: MostyRequest, db: Db, found: days.DayView) -> DayAnswer:
    programme = await queries.programme(db, request.viewer, found, request.services.clock.now())
    return _answer(request, (await on_boards(db, [found]))[0], programme)


def _answer(request: MostyRequest, line: DayLine, programme: Sequence[PointLine] | None = None) -> DayAnswer:
    shown, hours = line.day, line.day.hours
    return DayAnswer(
        id=shown.id, url=f"{request.services.settings.base_url}/{request.locale}{shown.path}", board=line.board_slug,
        status=shown.status.value, title=dict(shown.title), welcome=dict(shown.welcome), original=shown.original,
        starts=hours.starts, ends=hours.ends, zone=hours.zone, fold=hours.fold, ends_fold=hours.ends_fold,
        starts_at=moment(hours.starts_at), ends_at=moment(hours.ends_at), held=shown.held, version=shown.version,
        cancelled_reason=shown.cancelled_reason, planned_by=AuthorAnswer(id=shown.by_id, name=shown.by_name),
        programme=msgspec.UNSET if programme is None else [_point(point) for point in programme],
    )  # fmt: skip


def _point(line: PointLine) -> PointAnswer:
    return PointAnswer(
        time=line.point.time,
        starts_at=moment(line.point.starts_at),
        title=dict(line.point.title),
        thread=line.thread.public_id if line.thread else None,
    )
