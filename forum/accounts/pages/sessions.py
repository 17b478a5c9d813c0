"""Where one is signed in, and one's tokens for programs."""

from typing import Any

from litestar import Response, get, post

from forum.accounts import queries
from forum.accounts.actions import sessions as actions
from forum.accounts.guards import may_write, signed_in
from forum.accounts.pages.parts import kept_from_caches
from forum.foundation.errors import N_
from forum.web.forms import Form, read_form
from forum.web.provided import Db, InPath, Services, Viewer, Work
from forum.web.rendering import page, redirect
from forum.web.request import MostyRequest


@get("/profile/sessions", guards=[signed_in])
async def sessions(request: MostyRequest, db: Db, services: Services, viewer: Viewer) -> Response[bytes]:
    return await _page(request, db, services, viewer)


@post("/profile/sessions/{handle:str}/end", guards=[signed_in])
async def end_session(request: MostyRequest, work: Work, viewer: Viewer, handle: InPath) -> Response[Any]:
    await actions.end_session(work, viewer.row, handle)
    return _back(request, N_("That session is ended."))


@post("/profile/sessions/end-others", guards=[signed_in])
async def end_other_sessions(request: MostyRequest, work: Work, viewer: Viewer) -> Response[Any]:
    await actions.end_all_sessions(work, viewer.row, but=viewer.session_id)
    return _back(request, N_("You are signed out everywhere else."))


@post("/profile/tokens", guards=[may_write])
async def create_token(request: MostyRequest, work: Work, services: Services, viewer: Viewer) -> Response[bytes]:
    """A new token is on this one answer and nowhere else."""
    form = await read_form(request)
    token = None
    async with form.attempt(work):
        token = await actions.create_token(work, viewer.row, label=form.text("label"))
    return await _page(request, work.db, services, viewer, form if form.failed else None, token)


async def _page(
    request: MostyRequest,
    db: Db,
    services: Services,
    viewer: Viewer,
    form: Form | None = None,
    token: str | None = None,
) -> Response[bytes]:
    found = await queries.live_sessions(db, viewer.row, current=viewer.session_id, now=services.clock.now())
    browsers, tokens = ([row for row in found if row.kind == kind] for kind in ("browser", "token"))
    facts: dict[str, Any] = {"browsers": browsers, "tokens": tokens, "token": token}
    here = f"/{request.locale}/profile/sessions"
    return kept_from_caches(page(request, "accounts/sessions.html", form=form, standing_for=here, **facts))


def _back(request: MostyRequest, notice: str) -> Response[Any]:
    return redirect(request, f"/{request.locale}/profile/sessions", notice=notice)


PAGES = (sessions, end_session, end_other_sessions, create_token)
