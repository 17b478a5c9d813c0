"""What of forum days can be found by searching."""

from forum.days import queries as days
from forum.days.rules.status import Status
from forum.discussion.queries.days import on_boards
from forum.foundation.database import Work
from forum.foundation.markdown import plain
from forum.search.actions import Document, forget, put
from forum.search.rules.question import Kind

MAX_TEXT = 100_000


async def settle_day(work: Work, day_id: int) -> None:
    """Let a day be found by its present words and those of its programme; none that was cancelled."""
    shown = await days.day_at(work.db, day_id, work.now)
    if shown.status is Status.CANCELLED:
        await forget(work, Kind.DAY, [shown.id])
        return
    texts = {lang: plain(html, limit=MAX_TEXT) for lang, html in shown.welcome_html.items()}
    for point in await days.schedule(work.db, shown.row):
        for lang, title in point.title.items():
            texts[lang] = f"{texts.get(lang, '')} {title}".strip()
    [on_board] = await on_boards(work.db, [shown])
    await put(
        work,
        Document(
            kind=Kind.DAY,
            target=shown.id,
            path=shown.path,
            lang=shown.original,
            titles=shown.title,
            texts=texts,
            at=shown.hours.starts_at,
            author_id=shown.by_id,
            author_name=shown.by_name,
            board=on_board.board_slug,
        ),
    )
