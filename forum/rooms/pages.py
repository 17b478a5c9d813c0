"""The chat without scripts: plain forms, and the page of one message."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from litestar import Response, get, post

from forum.accounts.guards import may_write, moderators, signed_in
from forum.foundation.errors import N_, Refused
from forum.foundation.i18n import known_locale
from forum.foundation.ids import client_id
from forum.foundation.paging import read_number
from forum.rooms import queries
from forum.rooms.actions import hiding, order, seen
from forum.rooms.actions.writing import write_over_http
from forum.web.forms import Form, read_form
from forum.web.provided import Db, InPath, InQuery, Services, Viewer, Work
from forum.web.rendering import page, redirect
from forum.web.request import MostyRequest, local_path
from realtime import wire

MUTED_FOR = {"10": timedelta(minutes=10), "60": timedelta(hours=1), "1440": timedelta(days=1)}


@post("/rooms/{room:str}/entries", guards=[may_write])
async def say(request: MostyRequest, services: Services, viewer: Viewer, room: InPath) -> Response[Any]:
    form = await read_form(request)
    async with form.attempt():
        change = wire.Post(
            room=room,
            id=UUID(client_id(form.text("id"))),
            text=form.text("text"),
            lang=known_locale(form.text("lang")),
            reply_to=form.number("reply_to") or None if form.text("reply_to") else None,
        )
        await write_over_http(services, viewer.public_id, change)
    if form.failed:
        back = _back(request, form)
        return page(request, "rooms/say.html", form=form, standing_for=back, room=room, next=back)
    return redirect(request, f"{_back(request, form)}#latest")


@get("/rooms/{room:str}/entries/{seq:str}", opt={"public": True})
async def entry_page(
    request: MostyRequest,
    db: Db,
    services: Services,
    viewer: Viewer,
    room: InPath,
    seq: InPath,
    next: InQuery = None,
) -> Response[Any]:
    """One message, with what its author and moderators can do to it."""
    chat = await queries.chat_view(db, room, viewer, services.clock.now(), only=_seq(seq))
    back = local_path(next or "", otherwise=f"/{request.locale}/")
    form = Form({"text": chat.rows[0].text or "", "next": back})
    form.client_id = Form().client_id
    return page(request, "rooms/entry.html", form=form, talk=True, chat=chat, row=chat.rows[0], next=back)


@post("/rooms/{room:str}/entries/{seq:str}", guards=[may_write])
async def change_text(
    request: MostyRequest, services: Services, viewer: Viewer, room: InPath, seq: InPath
) -> Response[Any]:
    form, number = await read_form(request), _seq(seq)
    async with form.attempt():
        change = wire.Edit(room=room, seq=number, id=UUID(client_id(form.text("id"))), text=form.text("text"))
        await write_over_http(services, viewer.public_id, change)
    if form.failed:
        async with services.database.read() as db:
            chat = await queries.chat_view(db, room, viewer, services.clock.now(), only=number)
        return page(request, "rooms/entry.html", form=form, chat=chat, row=chat.rows[0], next=_back(request, form))
    return redirect(request, f"{_back(request, form)}#e-{number}", notice=N_("Your message is changed."))


@post("/rooms/{room:str}/entries/{seq:str}/withdrawal", guards=[signed_in])
async def withdraw(
    request: MostyRequest, services: Services, viewer: Viewer, room: InPath, seq: InPath
) -> Response[Any]:
    form = await read_form(request)
    change = wire.Remove(room=room, seq=_seq(seq), id=UUID(client_id(form.text("id"))))
    await write_over_http(services, viewer.public_id, change)
    return redirect(request, f"{_back(request, form)}#e-{seq}", notice=N_("Your message is withdrawn."))


@post("/rooms/{room:str}/entries/{seq:str}/hiding", guards=[moderators])
async def hide(request: MostyRequest, work: Work, viewer: Viewer, room: InPath, seq: InPath) -> Response[Any]:
    form = await read_form(request)
    await hiding.hide(work, room, _seq(seq), viewer)
    return redirect(request, f"{_back(request, form)}#e-{seq}", notice=N_("The message is hidden."))


@post("/rooms/{room:str}/entries/{seq:str}/hiding/end", guards=[moderators])
async def restore(request: MostyRequest, work: Work, viewer: Viewer, room: InPath, seq: InPath) -> Response[Any]:
    form = await read_form(request)
    await hiding.restore(work, room, _seq(seq), viewer)
    return redirect(request, f"{_back(request, form)}#e-{seq}", notice=N_("The message is shown again."))


@post("/rooms/{room:str}/seen", guards=[signed_in])
async def mark_seen(request: MostyRequest, work: Work, viewer: Viewer, room: InPath) -> Response[Any]:
    form = await read_form(request)
    await seen.mark(work, room, viewer, read_number(form.text("seq")))
    return redirect(request, f"{_back(request, form)}#latest")


@post("/rooms/{room:str}/read-only", guards=[may_write])
async def set_read_only(request: MostyRequest, work: Work, viewer: Viewer, room: InPath) -> Response[Any]:
    form = await read_form(request)
    await order.set_read_only(work, room, viewer, on=form.text("on") == "yes")
    return redirect(request, _back(request, form))


@post("/rooms/{room:str}/slow-mode", guards=[may_write])
async def set_slow_mode(request: MostyRequest, work: Work, viewer: Viewer, room: InPath) -> Response[Any]:
    form = await read_form(request)
    await order.set_slow_mode(work, room, viewer, seconds=form.number("seconds"))
    return redirect(request, _back(request, form))


@post("/rooms/{room:str}/mutes/{account:str}", guards=[may_write])
async def set_mute(request: MostyRequest, work: Work, viewer: Viewer, room: InPath, account: InPath) -> Response[Any]:
    form = await read_form(request)
    lasting = MUTED_FOR.get(form.text("minutes"))
    if lasting is None:
        await order.unmute(work, room, account, viewer)
    else:
        await order.mute(work, room, account, viewer, until=work.now + lasting)
    notice = N_("This person can write again.") if lasting is None else N_("This person can only read for now.")
    return redirect(request, _back(request, form), notice=notice)


@post("/rooms/{room:str}/removals", guards=[may_write])
async def set_removal(request: MostyRequest, work: Work, viewer: Viewer, room: InPath) -> Response[Any]:
    form = await read_form(request)
    act = order.let_in_again if form.text("end") else order.remove
    await act(work, room, form.text("account"), viewer)
    notice = N_("This person can come in again.") if form.text("end") else N_("This person is removed from the room.")
    return redirect(request, _back(request, form), notice=notice)


@post("/rooms/{room:str}/closure", guards=[may_write])
async def close(request: MostyRequest, work: Work, viewer: Viewer, room: InPath) -> Response[Any]:
    form = await read_form(request)
    await order.close(work, room, viewer)
    return redirect(request, _back(request, form))


def _back(request: MostyRequest, form: Form) -> str:
    return local_path(form.text("next"), otherwise=f"/{request.locale}/")


def _seq(text: str) -> int:
    try:
        return read_number(text)
    except Refused:
        raise Refused("not_found") from None
