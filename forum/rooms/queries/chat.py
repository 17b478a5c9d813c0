"""The talk as its page shows it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from forum.foundation.errors import Refused
from forum.foundation.markdown import plain
from forum.foundation.paging import read_number
from forum.rooms import rules
from forum.rooms.queries.log import LOG
from forum.rooms.queries.standing import Place, place, spoke_at
from forum.rooms.queries.tables import entries, rooms, users
from forum.web.viewer import Viewer

ROWS = 100
BEFORE = 30
"""Entries shown before the message that an address names."""
TOGETHER = timedelta(minutes=5)
MAX_QUOTE = 120


@dataclass(frozen=True, slots=True)
class Quote:
    """The message that another answers; its text is empty when it may not be shown any more."""

    seq: int
    name: str
    text: str
    lang: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatRow:
    """One row of the talk.

    Attributes:
        text: None for what was withdrawn or hidden, and for kinds that say nothing.
        follows: the row before is of the same person, a moment earlier.
        mentions_me: its text names the viewer with an @.
        edited: it was changed; said of what is gone too, which may come back.
        gone: "", or by whom the message was taken away: `author`, `moderator`.
    """

    seq: int
    kind: str
    at: datetime
    author: str | None
    name: str
    role: str
    own: bool
    lang: str | None
    text: str | None
    html: str | None
    edited: bool
    gone: str
    follows: bool
    quote: Quote | None
    mentions_me: bool
    more: dict[str, Any]

    @property
    def is_message(self) -> bool:
        return self.kind == rules.MESSAGE


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatView:
    """A part of a room's talk as one person sees it.

    Attributes:
        room: the public id.
        head: everything up to this number is in `rows` or before them, when `later` is None.
        account: the viewer's public id, "" for a guest.
        can: as in `welcome` on the wire: read, talk, hand, host, moderate.
        refusal: why the viewer may not talk; None when they may.
        earlier, later: what goes into `?before=` and `?after=` for the neighbouring rows; None at the ends.
        slow: the seconds between two messages of the viewer, 0 for hosts and without slow mode.
        slow_mode: the same for everybody who is not a host.
        wait: the seconds of those that have not passed yet.
        unread_from: the first row that the viewer has not read; None when there is none or nothing was read yet.
        resume: the number after which unread rows begin that lie before these; None when there are none.
    """

    room: str
    epoch: str
    head: int
    account: str
    can: tuple[str, ...]
    refusal: Refused | None
    muted_until: datetime | None
    read_only: bool
    slow: int
    slow_mode: int
    wait: int
    seen: int
    rows: Sequence[ChatRow]
    earlier: int | None
    later: int | None
    unread_from: int | None
    resume: int | None


async def chat_view(
    db: AsyncConnection,
    room: str,
    viewer: Viewer,
    now: datetime,
    *,
    before: str | None = None,
    after: str | None = None,
    at: str | None = None,
    only: int | None = None,
) -> ChatView:
    """The newest hundred rows, or those before, after or around a number that the address names; or one message.

    Raises:
        Refused: `not_found` where there is no such room or message, or nobody may see it; `removed`; `bad_page`.
    """
    found = await place(db, room, viewer.public_id or None, now)
    if found is None:
        raise Refused("not_found")
    rules.check_may_enter(found.standing)
    statement, backwards = _part(found, before, _start(found, after, at), only)
    records = list(await db.execute(statement))
    more = len(records) > ROWS
    records = records[:ROWS][::-1] if backwards else records[:ROWS]
    if only is not None and not records:
        raise Refused("not_found")
    rows = _rows(records, viewer.public_id)
    earlier = rows[0].seq if rows and (more if backwards else rows[0].seq > 1) else None
    # The line would be wrong above rows that are not the first unread ones.
    skipped = bool(rows and earlier and 0 < found.seen < rows[0].seq - 1)
    standing = found.standing
    wait = rules.seconds_to_wait(standing, await spoke_at(db, found), now) if rules.slow_for(standing) else 0
    return ChatView(
        room=found.room,
        epoch=found.epoch,
        head=found.head,
        account=viewer.public_id,
        can=rules.rights(standing, now),
        refusal=rules.why_not(standing, now),
        muted_until=standing.muted_until,
        read_only=standing.read_only_at is not None,
        slow=rules.slow_for(standing),
        slow_mode=standing.slow_seconds,
        wait=wait,
        seen=found.seen,
        rows=rows,
        earlier=earlier,
        later=rows[-1].seq if rows and (more if not backwards else before is not None) else None,
        unread_from=None
        if skipped
        else next((row.seq for row in rows if row.seq > found.seen > 0 and not row.own), None),
        resume=found.seen if skipped and before is None else None,
    )


_answered = entries.alias("answered")
_answered_by = users.alias("answered_by")
_ROWS = (
    LOG.add_columns(
        _answered.c.seq.label("answered_seq"), _answered.c.html.label("answered_html"),
        _answered.c.now_html.label("answered_now_html"), _answered.c.state.label("answered_state"),
        _answered.c.lang.label("answered_lang"), _answered_by.c.name.label("answered_name"),
    )
    .outerjoin(_answered, sa.and_(_answered.c.room_id == entries.c.room_id, _answered.c.seq == entries.c.reply_to))
    .outerjoin(_answered_by, _answered_by.c.id == _answered.c.author_id)
    # What other capabilities tell of themselves is no part of the talk.
    .where(sa.or_(entries.c.kind == rules.MESSAGE, entries.c.kind.startswith("room.")))
    .limit(ROWS + 1)
)  # fmt: skip


def _start(found: Place, after: str | None, at: str | None) -> int | None:
    """After which number to show, forwards; None shows the newest, which a message of theirs does not change."""
    if after is not None:
        return read_number(after)
    number = read_number(at)
    return max(0, number - BEFORE) if 0 < number <= found.head - ROWS else None


def _part(found: Place, before: str | None, after: int | None, only: int | None) -> tuple[sa.Select[Any], bool]:
    """The rows to read, and whether they come newest first."""
    statement = _ROWS.where(rooms.c.id == found.id, entries.c.seq <= found.head)
    if only is not None:
        return statement.where(entries.c.seq == only, entries.c.kind == rules.MESSAGE), False
    if after is not None:
        return statement.where(entries.c.seq > after).order_by(entries.c.seq), False
    if before is not None:
        statement = statement.where(entries.c.seq < read_number(before))
    return statement.order_by(entries.c.seq.desc()), True


def _rows(records: Sequence[Any], account: str) -> list[ChatRow]:
    rows: list[ChatRow] = []
    for record in records:
        visible = record.state in (None, "visible")
        edited = record.now_text is not None
        rows.append(
            ChatRow(
                seq=record.seq,
                kind=record.kind,
                at=record.at,
                author=record.author,
                name=record.name or "",
                role=record.role or "",
                own=bool(account) and record.author == account,
                lang=record.lang,
                text=(record.now_text if edited else record.text) if visible else None,
                html=(record.now_html if edited else record.html) if visible else None,
                edited=edited,
                gone={"removed": "author", "hidden": "moderator"}.get(record.state or "", ""),
                follows=bool(rows) and _follows(rows[-1], record),
                quote=_quote(record),
                mentions_me=bool(account) and visible and account in (record.more or {}).get("mentions", ()),
                more=record.more or {},
            )
        )
    return rows


def _follows(before: ChatRow, record: Any) -> bool:
    close = record.at - before.at < TOGETHER and record.at.date() == before.at.date()
    return bool(before.is_message and record.kind == rules.MESSAGE and before.author == record.author and close)


def _quote(record: Any) -> Quote | None:
    if record.answered_seq is None or record.answered_name is None:
        return None
    html = (record.answered_now_html or record.answered_html or "") if record.answered_state == "visible" else ""
    text = plain(html, limit=MAX_QUOTE)
    return Quote(record.answered_seq, record.answered_name, text, record.answered_lang)
