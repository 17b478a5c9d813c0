"""Naming interpreters, and writing what they hear."""

from typing import Any

import sqlalchemy as sa

from forum.accounts.actions.turns import take_turn
from forum.audit.actions import note
from forum.foundation.database import Work
from forum.foundation.errors import Refused
from forum.foundation.i18n import known_locale
from forum.foundation.ids import client_id as known_client_id
from forum.foundation.ids import digest, short_id
from forum.foundation.text import clean
from forum.live.actions.changes import hosted
from forum.live.queries.channels import interpreters, lines, users
from forum.live.queries.room import LiveRoom, room_for
from forum.live.queries.stage import stage_of
from forum.live.rules.channels import MAX_LINE
from forum.rooms.queries import place
from forum.rooms.rules import is_closed
from forum.web.viewer import Viewer


async def name_interpreter(work: Work, visit: str, viewer: Viewer, *, lang: str, account: str) -> None:
    """A host names somebody of the room to write in a language; twice is the same as once.

    Raises:
        Refused: `not_found`, also for somebody who has no part in the room; `not_allowed`, `lang_unknown`.
    """
    room = await hosted(work, visit, viewer)
    lang = known_locale(lang)
    named = await place(work.db, room.place.room, account, work.now)
    if named is None or named.user_id is None or not (named.standing.part or named.standing.is_moderator):
        raise Refused("not_found")
    if await _interprets(work, room, lang, named.user_id):
        return
    values = {"visit_id": room.visit.row, "lang": lang, "user_id": named.user_id, "since": work.now}
    await work.db.execute(sa.insert(interpreters).values(by_id=viewer.row, **values))
    target = f"visit:{room.visit.id}"
    await note(work, "live.interpreter_named", actor_id=viewer.row, target=target, lang=lang, account=account)


async def end_interpreter(work: Work, visit: str, viewer: Viewer, *, lang: str, account: str) -> None:
    """Somebody writes no longer; what they wrote stays. Nothing happens when they did not.

    Raises:
        Refused: `not_found`, `not_allowed`, `lang_unknown`.
    """
    room = await hosted(work, visit, viewer)
    person = sa.select(users.c.id).where(users.c.public_id == account).scalar_subquery()
    mine = sa.and_(interpreters.c.visit_id == room.visit.row, interpreters.c.lang == known_locale(lang))
    ended = sa.update(interpreters).where(mine, interpreters.c.user_id == person, interpreters.c.ended_at.is_(None))
    if (await work.db.execute(ended.values(ended_at=work.now))).rowcount:
        target = f"visit:{room.visit.id}"
        await note(work, "live.interpreter_ended", actor_id=viewer.row, target=target, lang=lang, account=account)


async def write_line(work: Work, visit: str, viewer: Viewer, *, lang: str, text: str, client_id: str) -> bool:
    """Write what is said now, under the point that is on; whether this was the first time.

    Raises:
        Refused: `not_found`, `not_interpreter`, `read_only` once the room is closed, `bad_client_id`,
            `idempotency_mismatch`, what is wrong with the text.
    """
    own_id = known_client_id(client_id)
    await take_turn(work, viewer)
    room, lang = await _writing(work, visit, viewer, lang)
    text = clean(text, limit=MAX_LINE, field="line", multiline=False)
    fingerprint = digest(room.visit.id, lang, text)
    own = sa.select(lines.c.client_digest).where(lines.c.author_id == viewer.row, lines.c.client_id == own_id)
    earlier = await work.db.scalar(own)
    if earlier is not None:
        if earlier != fingerprint:
            raise Refused("idempotency_mismatch")
        return False
    stage = await stage_of(work.db, room.visit.row, work.now)
    await work.db.execute(
        sa.insert(lines).values(
            public_id=short_id(), visit_id=room.visit.row, lang=lang, author_id=viewer.row, text=text, at=work.now,
            point=stage.point, client_id=own_id, client_digest=fingerprint,
        )
    )  # fmt: skip
    return True


async def withdraw_line(work: Work, visit: str, line: str, viewer: Viewer) -> None:
    """Take a line away from everybody: one's own, or as a host. Twice is the same as once.

    Raises:
        Refused: `not_found`, `not_yours`.
    """
    room = await room_for(work.db, visit, viewer, work.now)
    work.shown_to_all = False
    found = await _line(work, room, line)
    if found.author_id != viewer.row and not room.hosts:
        raise Refused("not_yours" if found.gone_at is None else "not_found")
    if found.gone_at is None:
        await work.db.execute(sa.update(lines).where(lines.c.id == found.id).values(gone_at=work.now))
        if found.author_id != viewer.row:
            target = f"visit:{room.visit.id}"
            await note(work, "live.line_hidden", actor_id=viewer.row, target=target, line=line)


async def _writing(work: Work, visit: str, viewer: Viewer, lang: str) -> tuple[LiveRoom, str]:
    room = await room_for(work.db, visit, viewer, work.now)
    work.shown_to_all = False
    if not await _interprets(work, room, known_locale(lang), viewer.row):
        raise Refused("not_interpreter")
    if is_closed(room.place.standing, work.now):
        raise Refused("read_only")
    return room, lang


async def _interprets(work: Work, room: LiveRoom, lang: str, user_id: int) -> bool:
    now = sa.select(interpreters.c.id).where(interpreters.c.visit_id == room.visit.row, interpreters.c.lang == lang)
    named = now.where(interpreters.c.user_id == user_id, interpreters.c.ended_at.is_(None))
    return await work.db.scalar(named) is not None


async def _line(work: Work, room: LiveRoom, public_id: str) -> Any:
    one = sa.select(lines).where(lines.c.public_id == public_id, lines.c.visit_id == room.visit.row)
    row = (await work.db.execute(one)).first()
    if row is None:
        raise Refused("not_found")
    return row
