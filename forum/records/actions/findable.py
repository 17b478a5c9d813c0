"""What of records can be found: approved minutes, and what is published beside them."""

from collections import defaultdict

from forum.foundation.database import Work
from forum.foundation.markdown import plain
from forum.records.queries.minutes import minutes_of
from forum.records.queries.report import report_of
from forum.search.actions import Document, forget, put
from forum.search.rules.question import Kind
from forum.visits.queries import visit_at
from forum.visits.rules.status import Status

MAX_TEXT = 100_000


async def settle_minutes(work: Work, visit_id: int) -> None:
    """Let a visit's minutes be found by their present words once both parties have approved them."""
    visit, found = await visit_at(work.db, visit_id, work.now), await minutes_of(work.db, visit_id)
    if not found.is_published or visit.status is not Status.ENDED:
        await forget(work, Kind.MINUTES, [visit.id])
        return
    parts = defaultdict[str, list[str]](list)
    for entry in found.entries:
        for lang, text in entry.texts.items():
            parts[lang].append(text)
    for lang, html in (await report_of(work.db, visit_id)).summary_html.items():
        parts[lang].append(plain(html, limit=MAX_TEXT))
    await put(
        work,
        Document(
            kind=Kind.MINUTES,
            target=visit.id,
            path=f"{visit.path}/report",
            lang=visit.original,
            titles=visit.title,
            texts={lang: "\n".join(texts) for lang, texts in parts.items()},
            words=" ".join(visit.municipality.values()),
            at=visit.starts_at,
            author_id=visit.host_id,
            author_name=visit.host_name,
        ),
    )
