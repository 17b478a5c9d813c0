"""Pages of what one has begun, and forms that go on with it."""

from typing import Any

from litestar import Response, get, post

from forum.accounts.guards import may_write, signed_in
from forum.discussion.actions.drafts import drop_draft, keep_draft
from forum.discussion.queries.drafts import DraftLine, own_drafts
from forum.discussion.rules.drafts import Place, read_place, unfinished
from forum.foundation.errors import N_
from forum.foundation.i18n import translate
from forum.web.forms import Form
from forum.web.provided import Db, InPath, Locale, Viewer, Work
from forum.web.rendering import page, redirect
from forum.web.request import MostyRequest


@get("/drafts", guards=[signed_in])
async def drafts(request: MostyRequest, viewer: Viewer, db: Db) -> Response[bytes]:
    return page(request, "discussion/drafts.html", drafts=await own_drafts(db, viewer))


@post("/drafts/{place:str}", guards=[may_write])
async def drop(request: MostyRequest, viewer: Viewer, locale: Locale, work: Work, place: InPath) -> Response[Any]:
    """Forget a draft."""
    await drop_draft(work, viewer, read_place(place))
    return redirect(request, f"/{locale}/drafts", notice=N_("The draft is deleted."))


async def keep_if_asked(request: MostyRequest, work: Work, viewer: Viewer, place: Place, form: Form) -> str | None:
    """Keep a form's text where its button says so; the sentence that says that it is kept."""
    if not form.text("keep") or form.failed:
        return None
    async with form.attempt(work):
        lang = form.text("lang") or request.locale
        text = unfinished(title=form.text("title"), body=form.text("body"), lang=lang)
        await keep_draft(work, viewer, place, text, id=form.text("id"))
        return translate(request.locale, N_("Your draft is saved."))
    return None


def begun(draft: DraftLine | None, form: Form | None = None) -> Form:
    """A form that begins with what was begun, and goes on with what another one holds."""
    form = form or Form()
    if draft is None:
        return form
    bodies = [text for text in (draft.body, form.text("body")) if text]
    return Form({**form.values, "title": draft.title, "body": "\n\n".join(bodies), "lang": draft.lang})
