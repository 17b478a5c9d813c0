"""What of visits can be found by searching."""

from forum.foundation.database import Work
from forum.foundation.markdown import plain
from forum.search.actions import Document, forget, put
from forum.search.rules.question import Kind
from forum.visits import queries
from forum.visits.rules.status import Status

MAX_TEXT = 100_000


async def settle_visit(work: Work, visit_id: int) -> None:
    """Let a visit be found by its present words, those of its programme and the names of its town; no draft, and none
    that was cancelled."""
    visit = await queries.visit_at(work.db, visit_id, work.now)
    if visit.status in (Status.DRAFT, Status.CANCELLED):
        await forget(work, Kind.VISIT, [visit.id])
        return
    texts = {lang: plain(html, limit=MAX_TEXT) for lang, html in visit.description_html.items()}
    for point in await queries.programme(work.db, visit):
        for lang, title in point.title.items():
            texts[lang] = f"{texts.get(lang, '')} {title}".strip()
    await put(
        work,
        Document(
            kind=Kind.VISIT,
            target=visit.id,
            path=visit.path,
            lang=visit.original,
            titles=visit.title,
            texts=texts,
            words=" ".join(visit.municipality.values()),
            at=visit.starts_at,
            author_id=visit.host_id,
            author_name=visit.host_name,
        ),
    )
