"""One's own calendar: the address under which calendar programs find it."""

from typing import Any

from litestar import Response, get, post

from forum.accounts.guards import signed_in
from forum.foundation.errors import N_
from forum.visits.actions import subscriptions
from forum.web.forms import read_form
from forum.web.provided import Db, Locale, Services, Viewer, Work
from forum.web.rendering import page, redirect
from forum.web.request import MostyRequest

MADE = N_("Your calendar has a new address. A former one leads nowhere any more.")
TAKEN_AWAY = N_("Your calendar has no address any more.")


@get("/visits/subscription", guards=[signed_in])
async def subscription(
    request: MostyRequest, viewer: Viewer, locale: Locale, db: Db, services: Services
) -> Response[bytes]:
    secret = await subscriptions.secret_of(db, viewer.row, services.settings.secret_key)
    base = services.settings.base_url
    address = f"{base}/{locale}/calendars/{secret}/visits.ics" if secret else ""
    answer = page(request, "visits/subscription.html", address=address)
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
