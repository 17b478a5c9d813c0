"""Copying a PostgreSQL database with PostgreSQL's own tools. What starts a tool blocks."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncConnection

from forum.foundation.backups.sealed import BackupError, Seal, pour


def dump(url: str, part: Path, tools: Path | None) -> None:
    """Write a database as it is at one moment, in pg_dump's custom format.

    Args:
        tools: the folder of pg_dump and pg_restore; None to look on PATH.

    Raises:
        BackupError: the tool is missing, or says why not.
    """
    with part.open("wb") as output, _errors() as errors:
        command = [_tool("pg_dump", tools), "--format=custom", "--no-owner", "--no-privileges", *_target(url)]
        done = subprocess.run(command, stdout=output, stderr=errors, env=_environment(url), check=False)  # noqa: S603
        _check(done.returncode, "pg_dump", errors)


def check_readable(backup: Path, seal: Seal, tools: Path | None) -> None:
    """Find out whether pg_restore is there and knows this file, before anything is lost for it.

    Raises:
        BackupError: it is missing, or says why not.
    """
    _read(["--list"], backup, seal, tools)


def restore(url: str, backup: Path, seal: Seal, tools: Path | None) -> None:
    """Fill an empty database from a checked backup, all of it or nothing.

    Raises:
        BackupError: the tool is missing, or says why not.
    """
    options = ["--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges", *_target(url)]
    _read(options, backup, seal, tools, _environment(url))


async def is_empty(db: AsyncConnection) -> bool:
    """Whether replacing the database loses nothing: no table has a row."""
    for name in await _tables(db):
        if name != "alembic_version" and await db.scalar(sa.select(sa.literal(1)).select_from(sa.table(name)).limit(1)):
            return False
    return True


async def clear(db: AsyncConnection) -> None:
    """Drop every table, unless another process is at work here.

    Raises:
        BackupError: one is.
    """
    others = await db.scalar(
        sa.text(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND usename = current_user "
            "AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )
    )
    if others:
        raise BackupError(f"the database is in use ({others} connections); stop Mosty everywhere first")
    quote = db.dialect.identifier_preparer.quote
    for name in await _tables(db):
        await db.execute(sa.text(f"DROP TABLE {quote(name)} CASCADE"))


def _read(
    options: list[str], backup: Path, seal: Seal, tools: Path | None, environment: dict[str, str] | None = None
) -> None:
    command = [_tool("pg_restore", tools), *options]
    with _errors() as errors:
        with subprocess.Popen(  # noqa: S603
            command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=errors, env=environment
        ) as process:
            assert process.stdin is not None
            try:
                pour(backup, seal, process.stdin)
                process.stdin.close()
            except BrokenPipeError:
                pass  # it has read enough, or has ended: its exit code and its words say why
        _check(process.returncode, "pg_restore", errors)


async def _tables(db: AsyncConnection) -> list[str]:
    return await db.run_sync(lambda sync: sa.inspect(sync).get_table_names())


def _tool(name: str, tools: Path | None) -> str:
    found = shutil.which(name, path=str(tools) if tools else None)
    if found is None:
        where = tools or "PATH"
        raise BackupError(f"{name} was not found on {where}; install PostgreSQL's client or set MOSTY_PG_BIN")
    return found


def _target(url: str) -> list[str]:
    parsed = make_url(url).set(drivername="postgresql", password=None)
    return ["--dbname", parsed.render_as_string(hide_password=False)]


def _environment(url: str) -> dict[str, str]:
    # A password among the arguments could be read by everybody on the machine.
    password = make_url(url).password
    return {**os.environ, **({"PGPASSWORD": str(password)} if password else {}), "LC_ALL": "C"}


def _errors() -> "tempfile._TemporaryFileWrapper[bytes]":
    return tempfile.NamedTemporaryFile("w+b", prefix="mosty-")


def _check(code: int, name: str, errors: "tempfile._TemporaryFileWrapper[bytes]") -> None:
    if code:
        errors.seek(0)
        said = " ".join(errors.read(4096).decode("utf-8", "replace").split())
        hint = "; set MOSTY_PG_BIN to the folder of the server's release" if "version mismatch" in said else ""
        raise BackupError(f"{said or f'{name} failed'}{hint}")
