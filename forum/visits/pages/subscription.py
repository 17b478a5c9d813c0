"""What one hears of one's own visits: in a calendar program, by an address, and by reminders."""

from typing import Any

from litestar import Response, get, post

from forum.accounts.guards import signed_in
from forum.foundation.errors import N_
from forum.visits.actions import reminders, subscriptions
from forum.web.forms import read_form
from forum.web.provided import Db, Locale, Services, Viewer, Work
from forum.web.rendering import page, redirect
from forum.web.request import MostyRequest

MADE = N_("Your calendar has a new address. A former one leads nowhere any more.")
NO_REMINDERS = N_("You get no more reminders of visits.")
REMINDERS = N_("You are reminded of your visits by e-mail.")
TAKEN_AWAY = N_("Your calendar has no address any more.")


@get("/visits/subscription", guards=[signed_in])
async def subscription(
    request: MostyRequest, viewer: Viewer, locale: Locale, db: Db, services: Services
) -> Response[bytes]:
    secret = await subscriptions.secret_of(db, viewer.row, services.settings.secret_key)
    base = services.settings.base_url
    address = f"{base}/{locale}/calendars/{secret}/visits.ics" if secret else ""
    reminded = await reminders.wanted(db, viewer.row)
    answer = page(request, "visits/subscription.html", address=address, reminded=reminded)
    answer.headers["Cache-Control"] = "no-store"
    return answer


@post("/visits/subscription", guards=[signed_in])
async def subscribe(
    request: MostyRequest, viewer: Viewer, locale: Locale, work: Work, services: Services
) -> Response[Any]:
    form = await read_form(request)
    if form.text("end"):
        await subscriptions.unsubscribe(work, viewer.row)
    else:
        await subscriptions.subscribe(work, viewer.row, services.settings.secret_key)
    return redirect(request, f"/{locale}/visits/subscription", notice=TAKEN_AWAY if form.text("end") else MADE)


@post("/visits/reminders", guards=[signed_in])
async def remind(request: MostyRequest, viewer: Viewer, locale: Locale, work: Work) -> Response[Any]:
    form = await read_form(request)
    await (reminders.refuse if form.text("end") else reminders.want)(work, viewer.row)
    notice = NO_REMINDERS if form.text("end") else REMINDERS
    return redirect(request, f"/{locale}/visits/subscription", notice=notice)
