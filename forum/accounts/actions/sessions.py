"""Sessions of browsers and tokens of programs: opened, ended."""

import sqlalchemy as sa

from forum.accounts import hashing
from forum.accounts.events import PersonSeen, SessionEnded
from forum.accounts.models import Session, User
from forum.accounts.queries import Credentials
from forum.accounts.rules.limits import SEEN_EVERY, SESSION_LIFE
from forum.foundation.database import Work, table
from forum.foundation.errors import Refused
from forum.foundation.ids import secret_token, token_hash
from forum.foundation.text import clean

sessions, users = table(Session), table(User)
MAX_DEVICE = 120


async def prove(credentials: Credentials | None, password: str) -> str | None:
    """Check a password against an account's; a new hash when the stored one is outdated, else None.

    Takes as long for an account that does not exist; call it outside any transaction.

    Raises:
        Refused: `sign_in_failed`.
    """
    hashed = credentials.password_hash if credentials else None
    if not await hashing.verify(password, hashed):
        raise Refused("sign_in_failed")
    return await hashing.hash_password(password) if hashed and hashing.is_outdated(hashed) else None


async def sign_in(
    work: Work, credentials: Credentials, *, device: str, replaces: int | None = None, rehashed: str | None = None
) -> str:
    """Open a session for somebody who proved their password.

    Args:
        replaces: the session that the browser had before; it ends.
        rehashed: the password's hash by today's parameters, None when the stored one is good.

    Raises:
        Refused: `sign_in_failed` when the password was changed in the meantime.
    """
    current = await work.db.scalar(
        sa.select(users.c.password_hash).where(users.c.id == credentials.id).with_for_update()
    )
    if current != credentials.password_hash:
        raise Refused("sign_in_failed")
    if rehashed:
        await work.db.execute(sa.update(users).where(users.c.id == credentials.id).values(password_hash=rehashed))
    if replaces is not None:
        await sign_out(work, replaces)
    return await open_session(work, credentials.id, kind="browser", device=device)


async def open_session(work: Work, user_id: int, *, kind: str, device: str) -> str:
    """A new session's secret. Kind `browser` lives 30 days, `token` until it is ended."""
    secret = secret_token()
    await work.db.execute(sa.insert(sessions).values(**session_row(work, user_id, secret, kind, device)))
    work.record(PersonSeen(user_id))
    return secret


def session_row(work: Work, user_id: int, secret: str, kind: str, device: str) -> dict[str, object]:
    """The row of a session, for callers that insert many."""
    return {
        "user_id": user_id,
        "token_hash": token_hash(secret),
        "kind": kind,
        "device": device[:MAX_DEVICE],
        "created_at": work.now,
        "seen_at": work.now,
        "expires_at": work.now + SESSION_LIFE if kind == "browser" else None,
    }


async def create_token(work: Work, user_id: int, *, label: str) -> str:
    """A program's bearer token, shown once.

    Raises:
        Refused: `text_empty`, `text_too_long` or `control_character` about the label.
    """
    label = clean(label, limit=MAX_DEVICE, field="label", multiline=False)
    return await open_session(work, user_id, kind="token", device=label)


async def note_seen(work: Work, session_id: int) -> None:
    """A session was used; written at most every ten minutes."""
    work.shown_to_all = False
    user_id: int | None = await work.db.scalar(
        sa.update(sessions)
        .where(sessions.c.id == session_id, sessions.c.seen_at < work.now - SEEN_EVERY)
        .values(seen_at=work.now)
        .returning(sessions.c.user_id)
    )
    if user_id is not None:
        work.record(PersonSeen(user_id))


async def sign_out(work: Work, session_id: int) -> None:
    """End one session by its row; ending it twice changes nothing."""
    await _end(work, sessions.c.id == session_id)


async def end_session(work: Work, user_id: int, handle: str) -> None:
    """End one of a person's own sessions or tokens.

    Args:
        handle: as in `queries.SessionRow`.

    Raises:
        Refused: `not_found` when the person has no such session; an ended one is fine.
    """
    mine = sa.and_(sessions.c.user_id == user_id, sa.func.substr(sessions.c.token_hash, 1, 16) == handle)
    if not await work.db.scalar(sa.select(sa.func.count()).select_from(sessions).where(mine)):
        raise Refused("not_found")
    await _end(work, mine)


async def end_all_sessions(work: Work, user_id: int, *, but: int | None = None) -> None:
    """Sign a person out everywhere, programs too; `but` is the row of the session that stays."""
    await _end(work, sa.and_(sessions.c.user_id == user_id, sa.true() if but is None else sessions.c.id != but))


async def _end(work: Work, which: sa.ColumnElement[bool]) -> None:
    ended = await work.db.execute(
        sa.update(sessions)
        .where(which, sessions.c.ended_at.is_(None))
        .values(ended_at=work.now)
        .returning(sessions.c.id, sessions.c.user_id)
    )
    for session_id, user_id in ended.all():
        work.record(SessionEnded(session_id, user_id))
