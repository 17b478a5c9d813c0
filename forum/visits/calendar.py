"""A visit as a calendar file, in the reader's language."""

from email.utils import parseaddr
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from forum.foundation import markdown
from forum.foundation.errors import N_
from forum.foundation.i18n import in_language, translate
from forum.foundation.site import Site
from forum.visits.queries import SeatView, VisitView
from forum.visits.rules.invitations import Told
from forum.visits.rules.status import Status
from forum.web.calendar_files import calendar_headers
from forum.web.viewer import Viewer

if TYPE_CHECKING:
    from forum.foundation.icalendar import Attendee, Occasion

MAX_DESCRIPTION = 600


def visit_file(
    visit: VisitView, locale: str, site: Site, viewer: Viewer, seat: SeatView | None, told: Told | None = None
) -> tuple[bytes, dict[str, str]]:
    """The file and the headers it goes out with; the video link is in it for those who may join.

    Args:
        told: what the reader's calendar was told by mail, which the file agrees with.
    """
    # The library takes a tenth of a second to load: no start of the service waits for it.
    from forum.foundation.icalendar import calendar_file

    link = visit.video_url if visit.may_join(viewer, seat) else ""
    content = calendar_file(occasion(visit, locale, site, link=link, told=told))
    return content, calendar_headers(f"visit-{visit.id}", viewer, cancelled=visit.status is Status.CANCELLED)


def occasion(
    visit: VisitView,
    locale: str,
    site: Site,
    *,
    link: str = "",
    told: Told | None = None,
    attendee: "Attendee | None" = None,
    cancelled: bool = False,
    tentative: bool = False,
) -> "Occasion":
    """A visit as calendars know it.

    Args:
        link: to the video call; "" to name the visit's page as its place.
        told: what the reader's calendar was told by mail.
        cancelled, tentative: True when it is for this reader, whatever it is for others.
    """
    from forum.foundation.icalendar import Occasion

    title, lang = in_language(dict(visit.title), locale, original=visit.original)
    html, _ = in_language(dict(visit.description_html), lang, original=visit.original)
    url = f"{site.base_url}/{locale}{visit.path}"
    room = translate(locale, N_("The visit's page, with its room: %(url)s"), url=url)
    return Occasion(
        uid=uid(visit, site),
        sequence=max(visit.sequence, told.sequence) if told else visit.sequence,
        stamp=max(visit.changed_at, told.stamp) if told else visit.changed_at,
        starts_at=visit.starts_at,
        ends_at=visit.ends_at,
        zone=visit.zone,
        summary=title,
        description="\n\n".join(filter(None, (markdown.plain(html, limit=MAX_DESCRIPTION), room))),
        lang=lang,
        url=url,
        location=link or url,
        organizer=(site.name, told.organizer if told else parseaddr(site.mail_from)[1]),
        attendee=attendee,
        cancelled=cancelled or visit.status is Status.CANCELLED,
        tentative=tentative or visit.status is Status.DRAFT,
    )


def uid(visit: VisitView, site: Site) -> str:
    """The name under which every calendar knows a visit, for its whole life."""
    return f"visit-{visit.id}@{uid_host(site)}"


def uid_host(site: Site) -> str:
    return urlsplit(site.base_url).hostname or "localhost"
