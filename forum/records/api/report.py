"""What is published of a visit, over the API."""

import msgspec
from litestar import get, put
from litestar.params import JSONBody

from forum.accounts.guards import may_write
from forum.foundation.errors import N_
from forum.records.actions import report as actions
from forum.records.api.shapes import EntryAnswer, entry_answer
from forum.records.queries import report as queries
from forum.records.queries.report import Published
from forum.records.rules.report import ReportDraft
from forum.web.conflicts import with_current
from forum.web.forms import MAX_LONG_FORM_BYTES
from forum.web.openapi import problem_responses
from forum.web.provided import Db, InPath, Services, Viewer, Work
from forum.web.request import MostyRequest


class NewReport(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, frozen=True):
    """`version` is the one that was read, 0 for none; a recording needs a summary or transcript."""

    version: int
    summary: dict[str, str]
    original: str = ""
    recording_url: str | None = None


class TownAnswer(msgspec.Struct, kw_only=True):
    slug: str
    country: str
    names: dict[str, str]


class ReportAnswer(msgspec.Struct, kw_only=True):
    """`decisions` and `actions` are empty until both parties have approved the minutes."""

    visit: str
    title: dict[str, str]
    municipalities: list[TownAnswer]
    people: int
    approved: bool
    decisions: list[EntryAnswer]
    actions: list[EntryAnswer]
    summary: dict[str, str]
    original: str
    recording_url: str | None
    version: int


@get(
    "/visits/{id:str}/report",
    summary=N_("Gives the public report of a visit that is over."),
    opt={"public": True},
    responses=problem_responses(),
)
async def report(request: MostyRequest, viewer: Viewer, db: Db, services: Services, id: InPath) -> ReportAnswer:
    """Who took part, what was decided, how the actions stand, and the recording with its text."""
    return _answer(request, await queries.published(db, id, viewer, services.clock.now()))


@put(
    "/visits/{id:str}/report",
    summary=N_("Publishes a recording of a visit and its text; for its host and moderators only."),
    guards=[may_write],
    request_max_body_size=MAX_LONG_FORM_BYTES,
    responses=problem_responses(409),
)
async def save(
    request: MostyRequest,
    viewer: Viewer,
    work: Work,
    id: InPath,
    data: JSONBody[NewReport],
) -> ReportAnswer:
    """Write what is published beside the minutes. A stale `version` is 409 with the present report."""
    draft = ReportDraft(summary=data.summary, original=data.original, recording_url=data.recording_url or "")

    async def present() -> ReportAnswer:
        return _answer(request, await queries.published(work.db, id, viewer, work.now))

    async with with_current(present):
        await actions.save_report(work, id, viewer, draft, version=data.version)
    return await present()


def _answer(request: MostyRequest, found: Published) -> ReportAnswer:
    minutes = found.desk.minutes
    return ReportAnswer(
        visit=found.visit.id, title=dict(found.visit.title),
        municipalities=[
            TownAnswer(slug=town.slug, country=town.country, names=dict(town.names)) for town in found.desk.towns.all
        ],
        people=found.people, approved=minutes.is_published,
        decisions=[entry_answer(request, one) for one in minutes.of_kind("decision") if minutes.is_published],
        actions=[entry_answer(request, one) for one in minutes.of_kind("action") if minutes.is_published],
        summary=dict(found.report.summary), original=found.report.original,
        recording_url=found.report.recording_url or None, version=found.report.version,
    )  # fmt: skip
