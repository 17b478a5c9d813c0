"""A visit as a calendar file, in the reader's language."""

from email.utils import parseaddr
from urllib.parse import urlsplit

from forum.foundation import markdown
from forum.foundation.errors import N_
from forum.foundation.i18n import in_language, translate
from forum.foundation.icalendar import Occasion, calendar_file
from forum.foundation.settings import Settings
from forum.visits.queries import SeatView, VisitView
from forum.visits.rules.status import Status
from forum.web.viewer import Viewer

MEDIA_TYPE = "text/calendar; charset=utf-8; method={method}"
MAX_DESCRIPTION = 600


def visit_file(
    visit: VisitView, locale: str, settings: Settings, viewer: Viewer, seat: SeatView | None
) -> tuple[bytes, dict[str, str]]:
    """The file and the headers it goes out with; the video link is in it for those who may join."""
    title, lang = in_language(dict(visit.title), locale, original=visit.original)
    html, _ = in_language(dict(visit.description_html), lang, original=visit.original)
    url = f"{settings.base_url}/{locale}{visit.path}"
    link = visit.video_url if visit.may_join(viewer, seat) else ""
    room = translate(locale, N_("The visit's page, with its room: %(url)s"), url=url)
    cancelled = visit.status is Status.CANCELLED
    content = calendar_file(
        Occasion(
            uid=f"visit-{visit.id}@{urlsplit(settings.base_url).hostname}",
            sequence=visit.sequence,
            stamp=visit.changed_at,
            starts_at=visit.starts_at,
            ends_at=visit.ends_at,
            zone=visit.zone,
            summary=title,
            description="\n\n".join(filter(None, (markdown.plain(html, limit=MAX_DESCRIPTION), room))),
            lang=lang,
            url=url,
            location=link or url,
            organizer=(settings.site_name, parseaddr(settings.mail_from)[1]),
            cancelled=cancelled,
            tentative=visit.status is Status.DRAFT,
        )
    )
    headers = {
        "Content-Type": MEDIA_TYPE.format(method="CANCEL" if cancelled else "PUBLISH"),
        "Content-Disposition": f'attachment; filename="visit-{visit.id}.ics"',
        "Cache-Control": "public, no-cache" if viewer.id is None else "no-store",
        "Vary": "Cookie, Authorization, Accept-Language",
    }
    return content, headers
