"""Calendars to subscribe to: one's own, by a secret address, and a municipality's; in the language of the address."""

import hashlib
from collections.abc import Sequence

from litestar import Response, get

from forum.foundation.errors import N_, Refused
from forum.foundation.i18n import translate
from forum.municipalities import queries as municipalities
from forum.visits.actions.subscriptions import subscriber
from forum.visits.calendar import occasion
from forum.visits.queries import VisitView
from forum.visits.queries.feeds import visits_of_town, visits_to_note
from forum.web.provided import Db, InPath, Locale, Services


@get("/calendars/{secret:str}/visits.ics", opt={"public": True})
async def mine(db: Db, locale: Locale, services: Services, secret: InPath) -> Response[bytes]:
    """What somebody hosts or has a place at. Whoever has the address reads it, so it holds no link to a video call."""
    user_id = await subscriber(db, secret)
    if user_id is None:
        raise Refused("not_found")
    found = await visits_to_note(db, user_id, services.clock.now())
    name = translate(locale, N_("My visits – %(site)s"), site=services.settings.site_name)
    return _answer(services, locale, name, found, kept="private")


@get("/municipalities/{slug:str}/visits.ics", opt={"public": True})
async def of_town(db: Db, locale: Locale, services: Services, slug: InPath) -> Response[bytes]:
    """The visits that a municipality hosts, for everybody."""
    town = await municipalities.town(db, slug, locale)
    found = await visits_of_town(db, town.row, services.clock.now())
    name = translate(locale, N_("Visits: %(town)s – %(site)s"), town=town.name, site=services.settings.site_name)
    return _answer(services, locale, name, [(visit, True) for visit in found], kept="public")


def _answer(
    services: Services, locale: str, name: str, found: Sequence[tuple[VisitView, bool]], *, kept: str
) -> Response[bytes]:
    from forum.foundation.icalendar import calendar_feed

    site = services.database.site
    body = calendar_feed(name, [occasion(visit, locale, site, tentative=not certain) for visit, certain in found])
    headers = {
        "ETag": f'W/"{hashlib.sha256(body).hexdigest()[:24]}"',
        "Cache-Control": f"{kept}, no-cache",
        "X-Robots-Tag": "noindex",
    }
    return Response(body, headers=headers, media_type="text/calendar")
