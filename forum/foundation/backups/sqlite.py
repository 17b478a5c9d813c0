"""Copying an SQLite store while it is written, and putting a copy in its place. Everything here blocks."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from forum.foundation.backups.sealed import BackupError, sync_folder


def copy(store: Path, part: Path) -> str:
    """Copy a store as it is at one moment, writers notwithstanding; the revision that the copy is at.

    Raises:
        BackupError: there is no store, or it is broken.
    """
    if not store.exists():
        raise BackupError(f"there is no store at {store}")
    try:
        with closing(sqlite3.connect(store)) as source, closing(sqlite3.connect(part)) as target:
            # All pages in one step: between steps a writer would have it start again.
            source.backup(target)
            # A copy that is one file: nothing of it may wait in a -wal beside it.
            target.execute("PRAGMA journal_mode=DELETE")
            broken = target.execute("PRAGMA quick_check(1)").fetchone()
            if broken != ("ok",):
                raise BackupError(f"the store is broken ({broken[0]}); no backup was made")
            if not target.execute("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'").fetchone():
                raise BackupError(f"the store at {store} is empty; no backup was made")
            return str(target.execute("SELECT version_num FROM alembic_version").fetchone()[0])
    except sqlite3.Error as error:
        raise BackupError(f"{store} could not be copied ({error}); no backup was made") from None


def is_empty(store: Path) -> bool:
    """Whether replacing the store loses nothing: no file, or no row in any table."""
    if not store.exists():
        return True
    with closing(sqlite3.connect(store)) as db:
        try:
            tables = dict(db.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'").fetchall())
            # A full text index keeps its own accounts in tables named after it.
            indexes = tuple(f"{name}_" for name, sql in tables.items() if str(sql).startswith("CREATE VIRTUAL"))
            return not any(
                db.execute(f'SELECT 1 FROM "{name}" LIMIT 1').fetchone()  # noqa: S608 - names from the catalogue
                for name in tables
                if name != "alembic_version" and not name.startswith(indexes)
            )
        except sqlite3.DatabaseError:
            return False


def let_go_of(store: Path) -> None:
    """Take back what waits in a store's -wal, which works only when nobody else has it open.

    Raises:
        BackupError: somebody has.
    """
    if not store.exists():
        return
    with closing(sqlite3.connect(store, timeout=1)) as db:
        try:
            db.execute("PRAGMA journal_mode=DELETE")
        except sqlite3.OperationalError as error:
            if "locked" in str(error):
                raise BackupError(f"{store} is in use; stop Mosty first") from None
        except sqlite3.DatabaseError:
            pass  # it is no database any more: there is nothing to take back


def put_in_place(copy_: Path, store: Path) -> None:
    """Give a finished copy the store's name; what waits beside the old store goes with it."""
    with closing(sqlite3.connect(copy_)) as db:
        db.execute("PRAGMA journal_mode=DELETE")
    let_go_of(store)
    _take_over_owner(store, copy_)
    with copy_.open("rb") as file:
        os.fsync(file.fileno())
    for suffix in ("-wal", "-shm", "-journal"):
        store.with_name(store.name + suffix).unlink(missing_ok=True)
    copy_.replace(store)
    sync_folder(store.parent)


def _take_over_owner(store: Path, copy_: Path) -> None:
    """Who could open the old store can open the new one."""
    if store.exists():
        old = store.stat()
        copy_.chmod(old.st_mode & 0o777)
        if os.geteuid() == 0:
            os.chown(copy_, old.st_uid, old.st_gid)
