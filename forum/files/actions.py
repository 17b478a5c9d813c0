"""Keeping files, and saying what became of them. What stands above calls these in the transaction of its own change."""

from collections.abc import Iterable, Sequence
from datetime import timedelta

import sqlalchemy as sa

from forum.accounts.actions.turns import take_turn
from forum.files.models import StoredFile
from forum.files.rules import descriptions
from forum.files.rules.kinds import MAX_DAY_BYTES, MAX_FILES_A_POST, MAX_WAITING, Examined, Use
from forum.foundation.blobs import Blobs
from forum.foundation.database import Work, table
from forum.foundation.errors import Refused
from forum.foundation.ids import digest, short_id
from forum.web.viewer import Viewer

files = table(StoredFile)
IDLE = timedelta(days=1)


def write(blobs: Blobs, examined: Examined) -> tuple[str, str]:
    """Have a file's bytes on disk, before anything says that they are; their hash and that of its small picture."""
    content = blobs.put(examined.content)
    return content, blobs.put(examined.small) if examined.small else content


async def keep(
    work: Work,
    viewer: Viewer,
    examined: Examined,
    hashes: tuple[str, str],
    *,
    client_id: str,
    description: str,
    lang: str,
) -> tuple[str, bool]:
    """Remember a file that lies on disk; its public id, and whether this was the first time.

    Raises:
        Refused: `description_missing`, `too_many_waiting`, `too_much_today`, `idempotency_mismatch`, or what
            `text.clean` refuses of the description.
    """
    described = descriptions.described(description, lang, picture=examined.kind.is_picture)
    said = digest("file", hashes[0], described.text, described.lang)
    await take_turn(work, viewer)
    own = sa.and_(files.c.owner_id == viewer.row, files.c.client_id == client_id)
    before = (await work.db.execute(sa.select(files.c.public_id, files.c.client_digest).where(own))).first()
    if before is not None:
        if before.client_digest != said:
            raise Refused("idempotency_mismatch")
        return before.public_id, False
    await _check_room(work, viewer, len(examined.content))
    public_id = short_id()
    await work.db.execute(
        sa.insert(files).values(
            public_id=public_id, owner_id=viewer.row, content=hashes[0], small=hashes[1], kind=examined.kind,
            bytes=len(examined.content), width=examined.width, height=examined.height, description=described.text,
            lang=described.lang, use=Use.WAITING, created_at=work.now, idle_since=work.now, client_id=client_id,
            client_digest=said,
        )
    )  # fmt: skip
    return public_id, True


async def take_up(work: Work, viewer: Viewer, public_ids: Sequence[str], *, was: Use = Use.WAITING) -> list[int]:
    """Put one's own files beside a text that everybody reads; their rows, in order.

    Args:
        was: where they stood so far: beside none, or beside a text that a moderator had to read first.

    Raises:
        Refused: `too_many_files`, `file_unknown` for one that is not there, not one's own, or beside another text.
    """
    wanted = list(dict.fromkeys(public_ids))
    if len(wanted) > MAX_FILES_A_POST:
        raise Refused("too_many_files", field="file", limit=MAX_FILES_A_POST)
    if not wanted:
        return []
    query = sa.select(files.c.id, files.c.public_id).where(
        files.c.public_id.in_(wanted), files.c.owner_id == viewer.row, files.c.use == was
    )
    rows = {row.public_id: int(row.id) for row in await work.db.execute(query.with_for_update())}
    if len(rows) != len(wanted):
        raise Refused("file_unknown", field="file")
    await set_use(work, rows.values(), Use.OPEN)
    return [rows[public_id] for public_id in wanted]


async def set_use(work: Work, rows: Iterable[int], use: Use) -> None:
    """Say who may have these files from this commit on."""
    wanted = list(rows)
    if wanted:
        idle = work.now if use is Use.GONE else None
        await work.db.execute(sa.update(files).where(files.c.id.in_(wanted)).values(use=use, idle_since=idle))


async def forget(work: Work, viewer: Viewer, public_id: str) -> None:
    """Give up one's own file that stands beside no text.

    Raises:
        Refused: `not_found`.
    """
    own = sa.and_(
        files.c.public_id == public_id, files.c.owner_id == viewer.row, files.c.use == Use.WAITING
    )  # fmt: skip
    gone = await work.db.execute(sa.update(files).where(own).values(use=Use.GONE, idle_since=work.now))
    if not gone.rowcount:
        raise Refused("not_found")


async def forget_idle(work: Work) -> int:
    """Forget what no text has used for a day; how many."""
    idle = sa.and_(files.c.idle_since < work.now - IDLE, files.c.use.in_([Use.WAITING, Use.GONE]))
    return int((await work.db.execute(sa.delete(files).where(idle))).rowcount)


async def _check_room(work: Work, viewer: Viewer, size: int) -> None:
    waiting = sa.func.count(sa.case((files.c.use == Use.WAITING, 1)))
    query = sa.select(waiting.label("waiting"), sa.func.coalesce(sa.func.sum(files.c.bytes), 0).label("bytes"))
    query = query.where(files.c.owner_id == viewer.row, files.c.created_at > work.now - IDLE)
    found = (await work.db.execute(query)).one()
    if found.waiting >= MAX_WAITING:
        raise Refused("too_many_waiting", field="file", limit=MAX_WAITING)
    if found.bytes + size > MAX_DAY_BYTES:
        raise Refused("too_much_today", field="file", megabytes=MAX_DAY_BYTES // 2**20)
