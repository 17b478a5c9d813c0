"""What is done with one button: approving minutes, hiding them, saying that an action is done."""

from typing import Any

from litestar import Response, post

from forum.accounts.guards import may_write, moderators
from forum.foundation.errors import N_
from forum.records.actions import approval, completion, hiding
from forum.records.pages.minutes import minutes_page
from forum.records.queries import minutes as queries
from forum.visits.addresses import visit_id
from forum.visits.queries import visit_for
from forum.web.forms import read_form
from forum.web.provided import InPath, Locale, Viewer, Work
from forum.web.rendering import redirect
from forum.web.request import MostyRequest, local_path

APPROVED = N_("You have approved the minutes.")
FROZEN = N_("Both sides have approved the minutes. They are final now.")
HIDDEN = N_("The minutes are hidden. Only moderators see them.")
SHOWN = N_("Everybody can read the minutes again.")
DONE = N_("The action is marked as done.")
OPEN = N_("The action is open again.")


@post("/visits/{key:str}/minutes/approval", guards=[may_write])
async def approve(request: MostyRequest, viewer: Viewer, locale: Locale, work: Work, key: InPath) -> Response[Any]:
    form, notice = await read_form(request), APPROVED
    async with form.attempt(work):
        done = await approval.approve(work, visit_id(key), viewer, edition=form.number("edition"))
        notice = FROZEN if done.minutes.is_frozen else APPROVED
    visit = await visit_for(work.db, visit_id(key), viewer, work.now)
    if form.failed:
        return await minutes_page(request, viewer, work.db, await queries.readable(work.db, visit, viewer), form=form)
    return redirect(request, f"/{locale}{visit.path}/minutes", notice=notice)


@post("/visits/{key:str}/minutes/hiding", guards=[moderators])
async def hide(request: MostyRequest, viewer: Viewer, locale: Locale, work: Work, key: InPath) -> Response[Any]:
    form = await read_form(request)
    done = await hiding.hide_minutes(work, visit_id(key), viewer, hidden=not form.text("end"))
    notice = HIDDEN if done.minutes.hidden else SHOWN
    return redirect(request, f"/{locale}{done.visit.path}/minutes", notice=notice)


@post("/visits/{key:str}/minutes/entries/{entry:str}/completion", guards=[may_write])
async def complete(
    request: MostyRequest, viewer: Viewer, locale: Locale, work: Work, key: InPath, entry: InPath
) -> Response[Any]:
    form = await read_form(request)
    done = not form.text("end")
    await completion.complete(work, visit_id(key), entry, viewer, done=done)
    visit = await visit_for(work.db, visit_id(key), viewer, work.now)
    back = local_path(form.text("next"), otherwise=f"/{locale}{visit.path}/minutes")
    return redirect(request, back, notice=DONE if done else OPEN)
