"""One door for what people write, by socket, form or API: render, commit in a group, tell the readers."""

import re
from html import escape
from typing import Any

import sqlalchemy as sa
from msgspec.structs import replace
from sqlalchemy.exc import IntegrityError

from forum.foundation.errors import Refused
from forum.foundation.markdown import off_loop, render_inline
from forum.foundation.ratelimit import Limit
from forum.foundation.services import Services
from forum.rooms import queries, rules
from forum.rooms.actions import entries
from forum.rooms.actions.entries import Written
from realtime import wire
from realtime.wire import Change, Post, Remove

# What the engine grants to an account's sockets: posts are counted apart from edits and removals.
POSTS = Limit("room.posts", burst=10, seconds=1.0)
CHANGES = Limit("room.changes", burst=10, seconds=1.0)
# A text with none of these says the same in Markdown and in plain text. Three patterns, as one would be tried anew at
# each letter.
_MARKS = re.compile(r"[\\`*_~\[\]<>&\x00]")
_ADDRESS = re.compile(r"[A-Za-z]:\S")
_SPACES = re.compile(r"  \n|^\s|\s$|\n\s")


async def write(services: Services, account: str, change: Change, *, only_repeat: bool = False) -> Written:
    """Commit a person's post, edit or removal once; it is on disk when this returns, and readers are being told.

    Args:
        account: the person's public id.
        change: its text must have gone through `wire.clean_text`.
        only_repeat: refuse a change with a new id as `slow_down`, for the price of looking the id up.

    Raises:
        Refused: see `entries.job`.
    """
    html, mentions = None, None
    if not isinstance(change, Remove) and not only_repeat:
        html = await off_loop(rendered, change.text)
        mentions = _mentions(services, change.room, change.text)
    job = entries.job(account, change, html, services.clock.now(), mentions=mentions, only_repeat=only_repeat)
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


def _mentions(services: Services, room: str, text: str) -> entries.Mentions | None:
    """Whom a text names with an @, of those who belong to the room or are there now; None when it names nobody."""
    begun = rules.names_begun(text)
    if not begun:
        return None
    here = services.engine.here(room) if services.engine is not None else ()

    def read(connection: sa.Connection, row: int) -> dict[str, Any] | None:
        people = queries.members_called(connection, row, begun)
        accounts = rules.mentioned(text, [*people, *((person.id, person.name) for person in here)])
        return {"mentions": list(accounts)} if accounts else None

    return read


async def write_within_limits(
    services: Services, account: str, change: Change, *, only_repeat: bool = False
) -> Written:
    """The same, counted against the person's one rate, by whichever way it came; repeats cost nothing.

    Raises:
        Refused: also `slow_down` for what is over the rate and not a repeat.
    """
    limit = POSTS if isinstance(change, Post) else CHANGES
    if only_repeat or services.limits.wait(limit, account) > 0:
        return await write(services, account, change, only_repeat=True)
    services.limits.take(limit, account)
    written = await write(services, account, change)
    if written.dup:
        services.limits.give_back(limit, account)
    return written


async def write_over_http(services: Services, account: str, change: Change) -> Written:
    """The same for requests over HTTP, whose text is as it came.

    Raises:
        Refused: also `text_empty`, `text_too_long`, `control_character`.
    """
    if not isinstance(change, Remove):
        change = replace(change, text=cleaned(change.text))
    return await write_within_limits(services, account, change)


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
    spaced = "\n" in text or text != text.strip()
    if _MARKS.search(text) or (":" in text and _ADDRESS.search(text)) or (spaced and _SPACES.search(text)):
        return render_inline(text)
    return escape(text, quote=False).replace("\n", "<br>")
