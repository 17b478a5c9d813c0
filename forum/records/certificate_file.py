"""A certificate of attendance as a PDF, in the reader's language."""

import asyncio
from datetime import timedelta

from forum.foundation import i18n
from forum.foundation.errors import N_
from forum.foundation.i18n import in_language, ngettext, translate, translate_plural
from forum.foundation.settings import Settings
from forum.records.queries.attendance import CertificateView

MARGIN = 25.0
RIVER = (11, 79, 108)
INK_SOFT = (70, 80, 90)
_HOURS = ngettext("%(num)s hour", "%(num)s hours")
_MINUTES = ngettext("%(num)s minute", "%(num)s minutes")


async def certificate_file(found: CertificateView, locale: str, settings: Settings) -> bytes:
    """The file; drawing it takes some hundredths of a second, beside the event loop."""
    return await asyncio.to_thread(_drawn, found, locale, settings)


def verification_address(found: CertificateView, locale: str, settings: Settings) -> str:
    """Where everybody can see whether a certificate is good."""
    return f"{settings.base_url}/{locale}/certificates/{found.code}"


def length_words(locale: str, minutes: int) -> str:
    """How long somebody was there: "1 hour 30 minutes"."""
    hours, rest = divmod(timedelta(minutes=minutes), timedelta(hours=1))
    words = [translate_plural(locale, *_HOURS, hours)] if hours else []
    left = rest // timedelta(minutes=1)
    return " ".join([*words, *([translate_plural(locale, *_MINUTES, left)] if left or not words else [])])


def _drawn(found: CertificateView, locale: str, settings: Settings) -> bytes:
    # The libraries take a third of a second to load: no start of the service waits for them.
    import font_source_sans_pro as typeface
    from fpdf import FPDF
    from fpdf.enums import Align, XPos, YPos

    title, _ = in_language(dict(found.title), locale, original=found.original)
    heading, address = translate(locale, N_("Certificate of attendance")), verification_address(found, locale, settings)
    pdf = FPDF(orientation="landscape", format="A4")
    pdf.set_lang(locale)
    pdf.set_title(f"{heading}: {title}")
    pdf.set_author(settings.site_name)
    pdf.set_margins(MARGIN, MARGIN)
    pdf.set_auto_page_break(auto=False)
    pdf.add_font("sans", fname=typeface.font_files_ttf["SourceSansPro"])
    pdf.add_font("sans", style="B", fname=typeface.font_files_ttf["SourceSansProSemibold"])
    pdf.add_page()
    pdf.set_draw_color(*RIVER)
    pdf.set_line_width(1.2)
    pdf.rect(10, 10, pdf.w - 20, pdf.h - 20)

    def line(
        text: str, size: int, *, bold: bool = False, after: float = 0, color: tuple[int, int, int] = (0, 0, 0)
    ) -> None:
        pdf.set_font("sans", "B" if bold else "", size)
        pdf.set_text_color(*color)
        pdf.multi_cell(0, size * 0.45, text, align=Align.C, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        pdf.ln(after)

    line(settings.site_name, 14, color=INK_SOFT, after=12)
    line(heading, 32, bold=True, color=RIVER, after=14)
    line(found.name, 28, bold=True, after=10)
    line(translate(locale, N_("took part in the virtual visit")), 14, color=INK_SOFT, after=4)
    line(title, 20, bold=True, after=8)
    day = i18n.format_date(locale, found.starts_at, found.zone)
    line(f"{day} · {length_words(locale, found.minutes)}", 14, after=16)
    line(translate(locale, N_("Whether this certificate is good can be seen here:")), 11, color=INK_SOFT, after=1)
    pdf.set_font("sans", "", 11)
    pdf.set_text_color(*RIVER)
    pdf.cell(0, 6, address, align=Align.C, link=address)
    return bytes(pdf.output())
