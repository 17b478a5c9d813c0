"""A day as a calendar file, in the reader's language."""

from email.utils import parseaddr
from urllib.parse import urlsplit

from forum.days.queries import DayView
from forum.days.rules.status import Status
from forum.foundation import markdown
from forum.foundation.errors import N_
from forum.foundation.i18n import in_language, translate
from forum.foundation.settings import Settings
from forum.web.calendar_files import calendar_headers
from forum.web.viewer import Viewer

MAX_DESCRIPTION = 600


def day_file(day: DayView, locale: str, settings: Settings, viewer: Viewer) -> tuple[bytes, dict[str, str]]:
    """The file and the headers it goes out with."""
    # The library takes a tenth of a second to load: no start of the service waits for it.
    from forum.foundation.icalendar import Occasion, calendar_file

    title, lang = in_language(dict(day.title), locale, original=day.original)
    html, _ = in_language(dict(day.welcome_html), lang, original=day.original)
    url = f"{settings.base_url}/{locale}{day.path}"
    link = translate(locale, N_("The page of the day, with its programme: %(url)s"), url=url)
    cancelled = day.status is Status.CANCELLED
    content = calendar_file(
        Occasion(
            uid=f"day-{day.id}@{urlsplit(settings.base_url).hostname}",
            sequence=day.sequence,
            stamp=day.changed_at,
            starts_at=day.hours.starts_at,
            ends_at=day.hours.ends_at,
            zone=day.hours.zone,
            summary=title,
            description="\n\n".join(filter(None, (markdown.plain(html, limit=MAX_DESCRIPTION), link))),
            lang=lang,
            url=url,
            location=url,
            organizer=(settings.site_name, parseaddr(settings.mail_from)[1]),
            cancelled=cancelled,
        )
    )
    return content, calendar_headers(f"day-{day.id}", viewer, cancelled=cancelled)
