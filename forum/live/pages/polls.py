"""Polls of a room by form: putting one, answering it, ending it."""

from typing import Any

from litestar import Response, get, post

from forum.accounts.guards import may_write
from forum.foundation.errors import Refused
from forum.live.actions import polls as actions
from forum.live.limits import VOTING
from forum.live.queries.polls import poll_in
from forum.live.queries.room import room_for
from forum.polls.rules.plan import plan
from forum.polls.typed import chosen, words
from forum.visits.addresses import visit_id
from forum.web.forms import MAX_LONG_FORM_BYTES, read_form
from forum.web.provided import Db, InPath, Locale, Services, Viewer, Work
from forum.web.rendering import page, redirect
from forum.web.request import MostyRequest


@get("/visits/{key:str}/polls/new", guards=[may_write])
async def new_poll(request: MostyRequest, viewer: Viewer, db: Db, services: Services, key: InPath) -> Response[bytes]:
    found = await room_for(db, visit_id(key), viewer, services.clock.now())
    if not found.hosts:
        raise Refused("not_allowed")
    return page(request, "live/new_poll.html", visit=found.visit)


@post("/visits/{key:str}/polls/new", guards=[may_write], request_max_body_size=MAX_LONG_FORM_BYTES)
async def open_poll(request: MostyRequest, viewer: Viewer, locale: Locale, work: Work, key: InPath) -> Response[Any]:
    form = await read_form(request)
    found = await room_for(work.db, visit_id(key), viewer, work.now)
    async with form.attempt(work):
        kind, shows = form.text("kind"), form.text("shows")
        asked = plan(words=words(form), kind=kind, shows=shows, closes_at=None, now=work.now)
        await actions.open_poll(work, found.visit.id, viewer, asked, client_id=form.text("id"))
    if form.failed:
        return page(request, "live/new_poll.html", form=form, visit=found.visit)
    return redirect(request, f"/{locale}{found.visit.path}/room#room-questions")


@get("/visits/{key:str}/polls/{poll:str}", opt={"public": True})
async def poll(
    request: MostyRequest, viewer: Viewer, locale: Locale, db: Db, services: Services, key: InPath, poll: InPath
) -> Response[bytes]:
    found = await room_for(db, visit_id(key), viewer, services.clock.now())
    asked = await poll_in(db, found, poll, viewer, services.clock.now())
    here = f"/{locale}{found.visit.path}/room"
    return page(request, "live/poll.html", talk=True, room=found, visit=found.visit, asked=asked, here=here)


@post("/visits/{key:str}/polls/{poll:str}", guards=[may_write])
async def vote(
    request: MostyRequest, viewer: Viewer, locale: Locale, work: Work, services: Services, key: InPath, poll: InPath
) -> Response[Any]:
    form = await read_form(request)
    async with form.attempt(work):
        services.limits.take(VOTING, viewer.public_id)
        if form.text("end"):
            await actions.take_vote_back(work, visit_id(key), poll, viewer)
        else:
            await actions.vote(work, visit_id(key), poll, viewer, chosen(form))
    found = await room_for(work.db, visit_id(key), viewer, work.now)
    here = f"/{locale}{found.visit.path}/room"
    if form.failed:
        asked = await poll_in(work.db, found, poll, viewer, work.now)
        return page(request, "live/poll.html", form=form, room=found, visit=found.visit, asked=asked, here=here)
    return redirect(request, f"{here}#poll-{poll}")


@post("/visits/{key:str}/polls/{poll:str}/closure", guards=[may_write])
async def close_poll(
    request: MostyRequest, viewer: Viewer, locale: Locale, work: Work, key: InPath, poll: InPath
) -> Response[Any]:
    await read_form(request)
    found = await room_for(work.db, visit_id(key), viewer, work.now)
    await actions.close_poll(work, found.visit.id, poll, viewer)
    return redirect(request, f"/{locale}{found.visit.path}/room#poll-{poll}")
