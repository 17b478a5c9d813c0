"""Reading what is known of files, always as somebody may."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from forum.files.models import StoredFile
from forum.files.rules.kinds import Kind, Use
from forum.foundation.database import Db, table
from forum.foundation.errors import Refused
from forum.web.viewer import Viewer

files = table(StoredFile)


@dataclass(frozen=True, slots=True, kw_only=True)
class FileLine:
    """A file as a page shows it. `content` and `small` are hashes; never shown."""

    row: int
    public_id: str
    kind: str
    bytes: int
    width: int
    height: int
    description: str
    lang: str
    use: str
    content: str
    small: str

    @property
    def is_picture(self) -> bool:
        return Kind(self.kind).is_picture

    @property
    def media_type(self) -> str:
        return Kind(self.kind).media_type

    @property
    def name(self) -> str:
        """What it is called on the disk of who saves it."""
        return f"{self.public_id}.{Kind(self.kind).extension}"

    @property
    def path(self) -> str:
        return f"/files/{self.public_id}"

    @property
    def small_path(self) -> str:
        return self.path if self.small == self.content else f"{self.path}/small"


LINE = (
    files.c.id.label("row"), files.c.public_id, files.c.kind, files.c.bytes, files.c.width, files.c.height,
    files.c.description, files.c.lang, files.c.use, files.c.content, files.c.small,
)  # fmt: skip


def line(row: Any) -> FileLine:
    """A row with the columns of `LINE`, whatever else it has."""
    return FileLine(**{column.name: getattr(row, column.name) for column in LINE})


async def file(db: Db, viewer: Viewer, public_id: str) -> FileLine:
    """A file that the viewer may have.

    Raises:
        Refused: `not_found`, also for one that is nobody's or somebody else's business.
    """
    found = (await db.execute(sa.select(*LINE, files.c.owner_id).where(files.c.public_id == public_id))).first()
    if found is None or not _allowed(found, viewer):
        raise Refused("not_found")
    return line(found)


async def waiting(db: Db, viewer: Viewer, public_ids: Iterable[str]) -> Sequence[FileLine]:
    """Those of one's own files that stand beside no text yet, in the order asked for."""
    wanted = list(dict.fromkeys(public_ids))
    if not wanted or viewer.id is None:
        return ()
    query = sa.select(*LINE).where(
        files.c.public_id.in_(wanted), files.c.owner_id == viewer.id, files.c.use == Use.WAITING
    )
    found = {row.public_id: line(row) for row in await db.execute(query)}
    return tuple(found[public_id] for public_id in wanted if public_id in found)


def _allowed(row: Any, viewer: Viewer) -> bool:
    if row.use == Use.WAITING:
        return viewer.id is not None and row.owner_id == viewer.id
    if row.use == Use.HELD:
        return viewer.is_moderator or (viewer.id is not None and row.owner_id == viewer.id)
    return row.use == Use.OPEN or (row.use == Use.HIDDEN and viewer.is_moderator)


async def own_file(db: Db, public_id: str) -> FileLine:
    """What who brought a file is answered, whatever became of it."""
    return line((await db.execute(sa.select(*LINE).where(files.c.public_id == public_id))).one())


async def hashes(db: Db) -> set[bytes]:
    """The hash of every file that some row names; 32 bytes each, a few megabytes for all of a town's files."""
    found: set[bytes] = set()
    async with db.stream(sa.select(files.c.content, files.c.small)) as rows:
        async for row in rows:
            found.update((bytes.fromhex(row.content), bytes.fromhex(row.small)))
    return found
