"""One door for what people write, by socket, form or API: render, commit in a group, tell the readers."""

import re
from html import escape
from typing import Any

from msgspec.structs import replace
from sqlalchemy.exc import IntegrityError

from forum.foundation.errors import Refused
from forum.foundation.markdown import render_inline
from forum.foundation.ratelimit import Limit
from forum.foundation.services import Services
from forum.rooms.actions import entries
from forum.rooms.actions.entries import Written
from realtime import wire
from realtime.wire import Change, Remove

POSTS = Limit("room.posts", burst=10, seconds=1.0)
# A text with none of these says the same in Markdown and in plain text.
_MARKDOWN = re.compile(r"[\\`*_~\[\]<>&!:/\"\x00]|  \n|^\s|\s$|\n\s")


async def write(services: Services, account: str, change: Change, *, only_repeat: bool = False) -> Written:
    """Commit a person's post, edit or removal once; it is on disk when this returns, and readers are being told.

    Args:
        account: the person's public id.
        change: its text must have gone through `wire.clean_text`.
        only_repeat: refuse a change with a new id as `slow_down`.

    Raises:
        Refused: see `entries.job`.
    """
    html = None if isinstance(change, Remove) else rendered(change.text)
    job = entries.job(account, change, html, services.clock.now(), only_repeat=only_repeat)
    try:
        answer = await services.database.group.submit(job, key=change.room)
    except IntegrityError:
        # Another process used the same id at the same moment: now it can be seen.
        answer = await services.database.group.submit(job, key=change.room)
    if isinstance(answer, Refused):
        raise answer
    if answer.entry is not None and services.engine is not None:
        services.engine.announce(change.room, [answer.entry])
    return answer


async def write_within_limits(services: Services, account: str, change: Change) -> Written:
    """The same for requests over HTTP, whose text is as it came: cleaned, and counted against the person's rate.

    Raises:
        Refused: also `text_empty`, `text_too_long`, `control_character`; `slow_down` for what is not a repeat.
    """
    if not isinstance(change, Remove):
        change = replace(change, text=cleaned(change.text))
    if over := services.limits.wait(POSTS, account) > 0:
        return await write(services, account, change, only_repeat=over)
    services.limits.take(POSTS, account)
    written = await write(services, account, change)
    if written.dup:
        services.limits.give_back(POSTS, account)
    return written


def cleaned(text: str) -> str:
    """A text as it may be said.

    Raises:
        Refused: `text_empty`, `text_too_long` or `control_character`, on the field `text`.
    """
    try:
        return wire.clean_text(text)
    except wire.BadText as bad:
        facts: dict[str, Any] = bad.facts
        raise Refused(bad.code, field="text", **facts) from None


def rendered(text: str) -> str:
    """The text's HTML; plain words, as most lines of a chat are, do not go through the Markdown parser."""
    return render_inline(text) if _MARKDOWN.search(text) else escape(text, quote=False).replace("\n", "<br>")
