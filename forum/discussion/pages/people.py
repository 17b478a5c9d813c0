"""Pages of people who write here."""

from typing import Any

from litestar import Response, get, post

from forum.accounts.guards import signed_in
from forum.discussion import queries
from forum.discussion.actions import reading
from forum.following.rules import Place, known_level
from forum.foundation.errors import N_
from forum.foundation.paging import DEFAULT_LIMIT
from forum.web.forms import read_form
from forum.web.provided import Db, InPath, InQuery, Locale, Viewer, Work
from forum.web.rendering import page, redirect
from forum.web.request import MostyRequest


@get("/people/{id:str}", opt={"public": True})
async def person(
    request: MostyRequest,
    viewer: Viewer,
    db: Db,
    id: InPath,
    after: InQuery = None,
) -> Response[bytes]:
    """What somebody wrote here, the latest first."""
    shown = await queries.person(db, id)
    written = await queries.written_by(db, shown, after=after, limit=DEFAULT_LIMIT)
    level = await queries.level_of(db, viewer, Place.PERSON, shown.row)
    return page(request, "discussion/person.html", person=shown, written=written, level=level, after=after)


@post("/people/{id:str}/following", guards=[signed_in])
async def mute_person(
    request: MostyRequest,
    viewer: Viewer,
    locale: Locale,
    work: Work,
    id: InPath,
) -> Response[Any]:
    form = await read_form(request)
    await reading.mute_person(work, viewer, id, known_level(form.text("level")))
    return redirect(request, f"/{locale}/people/{id}", notice=N_("From now on you hear as much as you chose."))
