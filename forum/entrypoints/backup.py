"""`mosty backup` and `mosty restore`: the whole store and its files in one file, and the way back."""

import argparse
import asyncio
import dataclasses
import sys
from pathlib import Path

from sqlalchemy.engine import URL, make_url

from forum.entrypoints import services as build_services
from forum.entrypoints.capabilities import CAPABILITIES
from forum.files.receiving import blobs
from forum.foundation.backups import files, postgresql, sealed, sqlite
from forum.foundation.backups.sealed import BackupError, Seal
from forum.foundation.capability import Command
from forum.foundation.services import Services
from forum.foundation.settings import Settings
from forum.migrations import schema


async def backup(arguments: argparse.Namespace, services: Services) -> int:
    """Copy the store while it is in use; the file has its name once it is whole and on disk."""
    final, settings = arguments.file, services.settings
    taken_at = services.clock.now().isoformat(timespec="seconds")
    with sealed.part_of(final) as part:
        _tell("Copying the store")
        if settings.sqlite:
            revision = await asyncio.to_thread(sqlite.copy, _path(settings), part)
        else:
            revision = await schema.current_revision(services.database.engine) or ""
            if not revision:
                raise BackupError("the database is empty; no backup was made")
            await asyncio.to_thread(postgresql.dump, settings.database_url, part, settings.pg_bin)
        _tell("Copying the files")
        brought = await asyncio.to_thread(files.append, blobs(settings), part)
        _tell("Writing the checksum")
        done = await asyncio.to_thread(
            sealed.seal, part, final, store=_kind(settings), revision=revision, taken_at=taken_at, files=brought
        )
    print(f"{final}: {done.size / 2**20:.1f} MiB of {done.store} at {done.revision}, SHA-256 {done.sha256}")
    return 0


async def restore(arguments: argparse.Namespace, services: Services) -> int:
    """Put a backup in the place of the store; readers of its rooms start over."""
    file, settings = arguments.file, services.settings
    _tell(f"Reading {file}")
    seal = await asyncio.to_thread(sealed.check, file)
    if seal.store != _kind(settings):
        raise BackupError(f"{file} holds {seal.store}, and MOSTY_DATABASE_URL names {_kind(settings)}")
    if seal.revision not in schema.revisions():
        raise BackupError(f"{file} is of a newer release ({seal.revision}); install that first")
    if not arguments.replace and not await _is_empty(services):
        raise BackupError("the store is not empty; say --replace to lose what is in it")
    _tell(f"Restoring {seal.size / 2**20:.0f} MiB")
    # Files first: no store is ever without what it names. What only the old store named is swept after a day.
    await asyncio.to_thread(files.restore, file, seal, blobs(settings))
    if settings.sqlite:
        await _restore_sqlite(file, seal, settings)
    else:
        await _restore_postgresql(file, seal, services)
    print(f"The store is as it was at {seal.taken_at}; who reads a room starts over")
    return 0


async def _restore_sqlite(file: Path, seal: Seal, settings: Settings) -> None:
    store = _path(settings)
    store.parent.mkdir(parents=True, exist_ok=True)
    await asyncio.to_thread(sqlite.let_go_of, store)
    with sealed.part_of(store) as part:
        with part.open("wb") as target:
            await asyncio.to_thread(sealed.pour, file, seal, target)
        # Everything is done to the copy: the store is the old one, or the new one as a whole.
        await _make_current(dataclasses.replace(settings, database_url=_url(part)))
        await asyncio.to_thread(sqlite.put_in_place, part, store)


async def _restore_postgresql(file: Path, seal: Seal, services: Services) -> None:
    settings = services.settings
    await asyncio.to_thread(postgresql.check_readable, file, seal, settings.pg_bin)
    async with services.database.engine.begin() as db:
        await postgresql.clear(db)
    await services.database.engine.dispose()
    await asyncio.to_thread(postgresql.restore, settings.database_url, file, seal, settings.pg_bin)
    await _make_current(settings)


async def _make_current(settings: Settings) -> None:
    """Bring the restored tables up to this release, and let each capability renew what must be new."""
    await schema.upgrade(settings.database_url)
    services = build_services.build(settings)
    try:
        async with services.database.work() as work:
            for capability in CAPABILITIES:
                if capability.after_restore is not None:
                    await capability.after_restore(work)
    finally:
        await services.database.close()


async def _is_empty(services: Services) -> bool:
    if services.settings.sqlite:
        return await asyncio.to_thread(sqlite.is_empty, _path(services.settings))
    async with services.database.read() as db:
        return await postgresql.is_empty(db)


def _kind(settings: Settings) -> str:
    return "sqlite" if settings.sqlite else "postgresql"


def _path(settings: Settings) -> Path:
    path = make_url(settings.database_url).database
    if not path:
        raise BackupError("a store in memory has no backup")
    return Path(path).absolute()


def _url(path: Path) -> str:
    return URL.create("sqlite", database=str(path)).render_as_string(hide_password=False)


def _tell(step: str) -> None:
    """Say to a person at a terminal what takes long."""
    if sys.stderr.isatty():
        print(f"{step} …", file=sys.stderr)


def _absolute(text: str) -> Path:
    return Path(text).absolute()


def _backup_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "file", metavar="FILE", type=_absolute, help="where the backup goes; an older one of that name is replaced"
    )


def _restore_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", type=_absolute, help="what `mosty backup` wrote")
    parser.add_argument("--replace", action="store_true", help="even where the store is not empty: what is in it goes")


COMMANDS = (
    Command(
        ("backup",),
        "copy the whole store into one file, while it is in use",
        backup,
        _backup_arguments,
        migrated=False,
        reaching=False,
    ),
    Command(
        ("restore",),
        "put a backup in the place of the store, whatever is left of it",
        restore,
        _restore_arguments,
        migrated=False,
        reaching=False,
    ),
)
