"""Finding a time for two municipalities, and saying when there is no light."""

from typing import Any

from litestar import Response, get, post

from forum.accounts.guards import may_write, officials
from forum.foundation.errors import N_
from forum.foundation.i18n import DEFAULT_ZONES, in_language, known_zone, sort_key, zone_choices, zone_info
from forum.foundation.paging import whole_number
from forum.foundation.walltime import WALL
from forum.visits import actions, queries
from forum.visits.proposals import proposed_times
from forum.visits.rules.slots import DAYS_AHEAD
from forum.web.forms import Form, read_form
from forum.web.provided import Db, InQuery, Locale, Services, Viewer, Work
from forum.web.rendering import page, redirect
from forum.web.request import MostyRequest

DECLARED = N_("It is written down. Proposed times leave it free.")
WITHDRAWN = N_("It is removed.")


@get("/visits/slots", guards=[officials])
async def slots(
    request: MostyRequest, viewer: Viewer, locale: Locale, db: Db, services: Services,
    first: InQuery = None, second: InQuery = None, minutes: InQuery = None,
) -> Response[bytes]:  # fmt: skip
    now, own = services.clock.now(), await queries.municipality_slug(db, viewer.municipality_id)
    form = Form({"first": first or own, "second": second or "", "minutes": minutes or "90"})
    length = (whole_number(form.text("minutes")) or 0) if second is not None else None
    found = await proposed_times(db, viewer, [form.text("first"), form.text("second")], minutes=length, now=now)
    zones = found.zones
    choices = [(slug, *in_language(dict(names), locale)) for slug, names in await queries.municipality_choices(db)]
    choices.sort(key=lambda town: sort_key(locale, town[1]))
    return page(
        request, "visits/slots.html", form=form, towns=choices, slots=found.times, zones=zones,
        asked=second is not None,
        days=DAYS_AHEAD, local=lambda slot: slot.astimezone(zone_info(zones[0])).strftime(WALL),
    )  # fmt: skip


@get("/outages", guards=[may_write])
async def outages(request: MostyRequest, viewer: Viewer, locale: Locale, db: Db, services: Services) -> Response[bytes]:
    form = Form({"zone": viewer.zone or DEFAULT_ZONES[locale], "days": "1"})
    return await _outages_page(request, viewer, db, services, form)


@post("/outages", guards=[may_write])
async def declare(
    request: MostyRequest, viewer: Viewer, locale: Locale, work: Work, services: Services
) -> Response[Any]:
    form, notice = await read_form(request), WITHDRAWN
    async with form.attempt(work):
        if form.text("remove"):
            await actions.withdraw_outage(work, viewer, form.text("remove"))
        else:
            notice = DECLARED
            await actions.declare_outage(
                work, viewer, client_id=form.text("id"), day=form.text("day"), begins=form.text("begins"),
                ends=form.text("ends"), zone=known_zone(form.text("zone")), shared=form.text("shared") == "yes",
                days=whole_number(form.text("days").strip()) or 0,
            )  # fmt: skip
    if form.failed:
        return await _outages_page(request, viewer, work.db, services, form)
    return redirect(request, f"/{locale}/outages", notice=notice)


async def _outages_page(
    request: MostyRequest, viewer: Viewer, db: Db, services: Services, form: Form
) -> Response[bytes]:
    found = await queries.outages_of(db, viewer, services.clock.now())
    return page(
        request, "visits/outages.html", form=form, outages=found, zone_options=zone_choices(request.locale),
        may_share=viewer.is_official and viewer.municipality_id is not None,
    )  # fmt: skip
