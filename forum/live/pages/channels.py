"""Channels by form and as pages: who interprets, what they write, all of it afterwards."""

from itertools import groupby
from typing import Any

from litestar import Response, get, post

from forum.accounts.guards import may_write
from forum.foundation.errors import Refused
from forum.foundation.ids import digest
from forum.live.actions import channels as actions
from forum.live.limits import WRITING
from forum.live.pages.parts import part, unchanged
from forum.live.queries.channels import Channels, channels_of, lines_of
from forum.live.queries.room import LiveRoom, room_for
from forum.live.rules.channels import missing
from forum.visits import queries as visits
from forum.visits.addresses import visit_id
from forum.web.forms import Form, read_form
from forum.web.provided import Db, InPath, Locale, Services, Viewer, Work
from forum.web.rendering import page, readings, redirect
from forum.web.request import MostyRequest, local_path


@get("/visits/{key:str}/channels/{lang:str}", opt={"public": True})
async def channel(
    request: MostyRequest, viewer: Viewer, locale: Locale, db: Db, services: Services, key: InPath, lang: InPath
) -> Response[Any]:
    found = await room_for(db, visit_id(key), viewer, services.clock.now())
    if f"/visits/{key}" != found.visit.path:
        return redirect(request, f"/{locale}{found.visit.path}/channels/{lang}")
    return await _channel_page(request, viewer, db, found, lang, Form())


@get("/visits/{key:str}/channels/{lang:str}/live", opt={"public": True})
async def live(
    request: MostyRequest, viewer: Viewer, locale: Locale, db: Db, services: Services, key: InPath, lang: InPath
) -> Response[bytes]:
    """The last lines of a channel; none are rendered where nothing changed."""
    found = await room_for(db, visit_id(key), viewer, services.clock.now())
    channels = await _channels(db, found, viewer, lang, locale)
    tag = channel_tag(channels, viewer, locale)
    if same := unchanged(request, tag):
        return same
    shown = readings(locale, viewer.zone or found.visit.zone)
    return part(request, "live/lines.html", tag, room=found, visit=found.visit, channels=channels, **shown)


@post("/visits/{key:str}/channels", guards=[may_write])
async def name(request: MostyRequest, viewer: Viewer, locale: Locale, work: Work, key: InPath) -> Response[Any]:
    form = await read_form(request)
    act = actions.end_interpreter if form.text("end") else actions.name_interpreter
    await act(work, visit_id(key), viewer, lang=form.text("channel"), account=form.text("account"))
    return redirect(request, local_path(form.text("next"), otherwise=f"/{locale}/visits"))


@post("/visits/{key:str}/channels/{lang:str}", guards=[may_write])
async def write(
    request: MostyRequest, viewer: Viewer, locale: Locale, work: Work, services: Services, key: InPath, lang: InPath
) -> Response[Any]:
    form = await read_form(request)
    async with form.attempt(work):
        text, own_id = form.text("line"), form.text("id")
        if await actions.write_line(work, visit_id(key), viewer, lang=lang, text=text, client_id=own_id):
            services.limits.take(WRITING, viewer.public_id)
    found = await room_for(work.db, visit_id(key), viewer, work.now)
    if form.failed:
        return await _channel_page(request, viewer, work.db, found, lang, form)
    address = f"/{locale}{found.visit.path}/channels/{lang}"
    return redirect(request, f"{local_path(form.text('next'), otherwise=address)}#channel")


@post("/visits/{key:str}/lines/{line:str}/withdrawal", guards=[may_write])
async def withdraw(
    request: MostyRequest, viewer: Viewer, locale: Locale, work: Work, key: InPath, line: InPath
) -> Response[Any]:
    form = await read_form(request)
    await actions.withdraw_line(work, visit_id(key), line, viewer)
    return redirect(request, local_path(form.text("next"), otherwise=f"/{locale}/visits"))


async def shown_channels(db: Db, found: LiveRoom, viewer: Viewer, chosen: str | None, locale: str) -> dict[str, Any]:
    """What the room's page shows of its channels.

    Args:
        chosen: as in `queries.channels.channels_of`.
    """
    channels = await channels_of(db, found.visit.row, viewer, chosen, locale)
    written = [lang for lang, people in channels.people.items() if people]
    return {
        "channels": channels,
        "channel_tag": channel_tag(channels, viewer, locale),
        "missing": missing(found.visit.interpretation, found.visit.languages, written),
    }


def channel_tag(channels: Channels, viewer: Viewer, locale: str) -> str:
    """The tag of what `live` answers."""
    writes = channels.writes(viewer)
    return f'W/"{digest(channels.chosen, channels.tag, viewer.public_id, viewer.zone, locale, writes)[:24]}"'


async def _channels(db: Db, found: LiveRoom, viewer: Viewer, lang: str, locale: str) -> Channels:
    channels = await channels_of(db, found.visit.row, viewer, lang, locale)
    if not channels.chosen:
        raise Refused("not_found")
    return channels


async def _channel_page(
    request: MostyRequest, viewer: Viewer, db: Db, found: LiveRoom, lang: str, form: Form
) -> Response[bytes]:
    """All lines of a channel, in the order of time, each part under the point that was on."""
    visit, locale = found.visit, request.locale
    channels = await _channels(db, found, viewer, lang, locale)
    here = f"/{locale}{visit.path}/channels/{lang}"
    lines = await lines_of(db, visit.row, lang, viewer)
    parts = [(point, list(part)) for point, part in groupby(lines, key=lambda line: line.point)]
    return page(
        request, "live/channel.html", form=form, talk=True, standing_for=here, here=here, room=found, visit=visit,
        channels=channels, parts=parts, programme=await visits.programme(db, visit),
        **readings(locale, viewer.zone or visit.zone),
    )  # fmt: skip
