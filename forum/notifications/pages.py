"""The inbox, what goes out by mail, and the way out of it."""

from typing import Any

from litestar import Response, get, post, route

from forum.accounts.guards import signed_in
from forum.foundation.errors import N_, Refused
from forum.foundation.paging import DEFAULT_LIMIT, read_number
from forum.notifications import queries
from forum.notifications.actions import mails, reading
from forum.notifications.rules import known_mails
from forum.web.forms import read_form
from forum.web.provided import Db, InPath, InQuery, Locale, Viewer, Work
from forum.web.rendering import page, redirect
from forum.web.request import MostyRequest


@get("/notifications", guards=[signed_in])
async def inbox(request: MostyRequest, viewer: Viewer, db: Db, after: InQuery = None) -> Response[bytes]:
    """What one was told of, by thread."""
    found = await queries.told(db, viewer, after=read_number(after), limit=DEFAULT_LIMIT)
    groups = await queries.grouped(db, found)
    return page(request, "notifications/inbox.html", groups=groups, next=found.next, after=after)


@post("/notifications/reading", guards=[signed_in])
async def read(request: MostyRequest, viewer: Viewer, locale: Locale, work: Work) -> Response[Any]:
    form = await read_form(request)
    await reading.read_all(work, viewer, form.text("thread") or None)
    return redirect(request, f"/{locale}/notifications")


@get("/notifications/settings", guards=[signed_in])
async def settings(request: MostyRequest, viewer: Viewer, db: Db) -> Response[bytes]:
    chosen = await queries.mail_choices(db, viewer.row)
    return page(request, "notifications/settings.html", chosen=[kind.value for kind in chosen])


@post("/notifications/settings", guards=[signed_in])
async def choose(request: MostyRequest, viewer: Viewer, locale: Locale, work: Work) -> Response[Any]:
    form = await read_form(request)
    kinds = {kind for text in form.list("mails") if (kind := known_mails(text)) is not None}
    await mails.choose(work, viewer.row, kinds)
    return redirect(request, f"/{locale}/notifications/settings", notice=N_("Your choice of e-mails is saved."))


@get("/unsubscribe/{token:str}", opt={"public": True}, include_in_schema=False)
async def unsubscribing(request: MostyRequest, db: Db, token: InPath) -> Response[bytes]:
    """A page with a button: links in mails are opened by scanners as well."""
    found = await queries.unsubscribe_link(db, token)
    if found is None:
        raise Refused("not_found")
    answer = page(request, "notifications/unsubscribe.html", kind=found.kind, token=token, done=False)
    answer.headers["Cache-Control"] = "no-store"
    return answer


@post("/unsubscribe/{token:str}", opt={"public": True}, include_in_schema=False, status_code=200)
async def unsubscribe(request: MostyRequest, work: Work, token: InPath) -> Response[bytes]:
    """One press, or one request of a mail program (RFC 8058): no sign-in, no redirect."""
    form = await read_form(request)
    if form.text("List-Unsubscribe") != "One-Click":
        raise Refused("bad_request")
    kind = await mails.unsubscribe(work, token)
    answer = page(request, "notifications/unsubscribe.html", kind=kind.value, token=token, done=True)
    answer.headers["Cache-Control"] = "no-store"
    return answer


@route("/unsubscribe/{token:str}", http_method=["OPTIONS"], opt={"public": True}, include_in_schema=False)
async def unsubscribe_options(token: InPath) -> None:
    """Whether the secret is good is nobody's business who only asks what could be asked."""
    raise Refused("method_not_allowed", headers={"Allow": "GET, HEAD, POST"})
