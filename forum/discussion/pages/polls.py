"""Pages of polls: asking one, answering it, what came out."""

from datetime import timedelta
from typing import Any

from litestar import Response, get, post

from forum.accounts.guards import may_write
from forum.discussion import queries, rules
from forum.discussion.actions import polls as actions
from forum.discussion.addresses import thread_id
from forum.discussion.queries.polls import poll_there
from forum.foundation.errors import N_
from forum.polls.rules.plan import plan
from forum.polls.typed import chosen, words
from forum.web.forms import MAX_LONG_FORM_BYTES, read_form
from forum.web.provided import Db, InPath, Locale, Services, Viewer, Work
from forum.web.rendering import page, redirect
from forum.web.request import MostyRequest

DAYS = (1, 3, 7, 14, 30)


@get("/threads/{key:str}/poll", opt={"public": True})
async def poll(request: MostyRequest, viewer: Viewer, db: Db, services: Services, key: InPath) -> Response[bytes]:
    thread = await queries.thread(db, viewer, thread_id(key))
    found = await poll_there(db, viewer, thread, services.clock.now())
    return page(request, "discussion/poll.html", thread=thread, poll=found)


@post("/threads/{key:str}/poll", guards=[may_write])
async def vote(request: MostyRequest, viewer: Viewer, locale: Locale, work: Work, key: InPath) -> Response[Any]:
    form = await read_form(request)
    thread = await queries.thread(work.db, viewer, thread_id(key))
    async with form.attempt(work):
        if form.text("end"):
            await actions.take_vote_back(work, viewer, thread.public_id)
        else:
            await actions.vote(work, viewer, thread.public_id, chosen(form))
    if form.failed:
        found = await poll_there(work.db, viewer, thread, work.now)
        return page(request, "discussion/poll.html", form=form, thread=thread, poll=found)
    notice = N_("Your vote is taken back.") if form.text("end") else N_("Your vote counts.")
    return redirect(request, f"/{locale}{thread.path}#poll", notice=notice)


@get("/threads/{key:str}/poll/new", guards=[may_write])
async def new_poll(request: MostyRequest, viewer: Viewer, db: Db, key: InPath) -> Response[bytes]:
    thread = await queries.thread(db, viewer, thread_id(key))
    if not viewer.is_moderator:
        rules.check_author(thread.author_row, viewer.row)
    return page(request, "discussion/new_poll.html", thread=thread, days=DAYS)


@post("/threads/{key:str}/poll/new", guards=[may_write], request_max_body_size=MAX_LONG_FORM_BYTES)
async def ask(request: MostyRequest, viewer: Viewer, locale: Locale, work: Work, key: InPath) -> Response[Any]:
    form = await read_form(request)
    thread = await queries.thread(work.db, viewer, thread_id(key))
    if not viewer.is_moderator:
        rules.check_author(thread.author_row, viewer.row)
    async with form.attempt(work):
        days = form.text("days")
        asked = plan(
            words=words(form),
            kind=form.text("kind"),
            shows=form.text("shows"),
            closes_at=work.now + timedelta(days=int(days)) if days in map(str, DAYS) else None,
            now=work.now,
        )
        await actions.ask(work, viewer, thread.public_id, asked, id=form.text("id"))
    if form.failed:
        return page(request, "discussion/new_poll.html", form=form, thread=thread, days=DAYS)
    return redirect(request, f"/{locale}{thread.path}#poll", notice=N_("Your poll is open."))
