"""What one has begun, over the API; nobody else's."""

import msgspec
from litestar import delete, get, put
from litestar.params import JSONBody

from forum.accounts.guards import may_write, signed_in
from forum.discussion.actions import drafts as actions
from forum.discussion.limits import DRAFTS
from forum.discussion.queries.drafts import DraftLine, own_draft, own_drafts
from forum.discussion.rules.drafts import read_place, unfinished
from forum.foundation.errors import N_
from forum.web.openapi import problem_responses
from forum.web.provided import Db, InPath, Services, Viewer, Work


class NewDraft(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, frozen=True):
    """`id` is the UUID under which the text will be posted."""

    id: str
    body: str
    lang: str
    title: str = ""


class DraftAnswer(msgspec.Struct, kw_only=True):
    place: str
    title: str
    body: str
    lang: str
    saved_at: str | None


class DraftList(msgspec.Struct, kw_only=True):
    items: list[DraftAnswer]


@get("/drafts", summary=N_("Lists your drafts, newest first."), guards=[signed_in], responses=problem_responses())
async def drafts(viewer: Viewer, db: Db) -> DraftList:
    """All that one has begun, newest first."""
    return DraftList(items=[_answer(line) for line in await own_drafts(db, viewer)])


@put(
    "/drafts/{place:str}",
    summary=N_("Saves your draft for a board or a thread."),
    guards=[may_write],
    responses=problem_responses(409, 429),
)
async def keep_draft(
    viewer: Viewer, work: Work, services: Services, place: InPath, data: JSONBody[NewDraft]
) -> DraftAnswer:
    """Keep a text for `board-{slug}` or `thread-{id}` in the place of the one before; without title and text, none."""
    services.limits.take(DRAFTS, viewer.public_id)
    where, text = read_place(place), unfinished(title=data.title, body=data.body, lang=data.lang)
    await actions.keep_draft(work, viewer, where, text, id=data.id)
    line = await own_draft(work.db, viewer, where)
    return _answer(line) if line else DraftAnswer(place=str(where), title="", body="", lang=text.lang, saved_at=None)


@delete(
    "/drafts/{place:str}",
    summary=N_("Deletes your draft for a board or a thread."),
    guards=[may_write],
    responses=problem_responses(),
)
async def drop_draft(viewer: Viewer, work: Work, place: InPath) -> None:
    """Forget what one has begun there."""
    await actions.drop_draft(work, viewer, read_place(place))


def _answer(line: DraftLine) -> DraftAnswer:
    at = line.saved_at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return DraftAnswer(place=line.place, title=line.title, body=line.body, lang=line.lang, saved_at=at)
