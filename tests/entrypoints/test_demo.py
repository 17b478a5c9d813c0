import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa

from forum.accounts.models import User
from forum.discussion.models import Board, Post, Thread
from forum.entrypoints import cli
from forum.foundation.database import table
from forum.municipalities.models import Municipality
from forum.rooms.models import RoomEntry
from forum.visits.models import Visit

COUNTED = (User, Municipality, Board, Thread, Post, Visit, RoomEntry)


@pytest.fixture
def store(store_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("MOSTY_DATABASE_URL", store_url)
    monkeypatch.setenv("MOSTY_DATA_DIR", str(tmp_path))
    return store_url


def counts(url: str) -> dict[str, int]:
    import asyncio

    from forum.migrations.schema import migration_engine

    async def count() -> dict[str, int]:
        engine = migration_engine(url)
        async with engine.connect() as db:
            found = {
                m.__tablename__: await db.scalar(sa.select(sa.func.count()).select_from(table(m))) for m in COUNTED
            }
        await engine.dispose()
        return {str(name): number or 0 for name, number in found.items()}

    return asyncio.run(count())


def test_the_demo_town_is_alive_and_written_once(store: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["demo"]) == 0
    said = capsys.readouterr().out
    assert "@example.org" in said
    first = counts(store)
    assert first["municipalities"] >= 12
    assert first["boards"] == 6
    assert first["threads"] >= 24
    assert first["posts"] >= 120
    assert first["visits"] >= 8
    assert first["room_entries"] >= 60
    assert cli.main(["demo"]) == 0
    assert counts(store) == first


def test_a_store_with_other_peoples_data_is_left_alone_unless_told(
    store: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert (
        cli.main(
            [
                "user",
                "create",
                "--email",
                "a@example.com",
                "--name",
                "Anna",
                "--role",
                "resident",
                "--lang",
                "pl",
                "--zone",
                "Europe/Warsaw",
            ]
        )
        == 0
    )
    assert cli.main(["demo"]) == 1
    assert "--anyway" in capsys.readouterr().err
    assert cli.main(["demo", "--first-run"]) == 0
    assert counts(store)["boards"] == 0
    assert cli.main(["demo", "--anyway"]) == 0
    assert counts(store)["boards"] == 6


def test_an_expected_failure_is_one_line_and_no_traceback(
    store: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MOSTY_DATABASE_URL", "mysql://x")
    assert cli.main(["migrate"]) == 1
    said = capsys.readouterr().err
    assert said.startswith("mosty: MOSTY_DATABASE_URL")
    assert said.count("\n") == 1


def test_an_old_store_is_left_alone_and_an_empty_one_made_ready(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "store.sqlite3"
    monkeypatch.setenv("MOSTY_DATABASE_URL", f"sqlite:///{path}")
    monkeypatch.setenv("MOSTY_DATA_DIR", str(tmp_path))
    assert cli.main(["board", "create", "--slug", "water", "--uk", "Вода", "--en", "Water", "--pl", "Woda"]) == 0
    assert cli.main(["migrate"]) == 0
    assert "up to date" in capsys.readouterr().out
    with closing(sqlite3.connect(path)) as store:
        store.execute("UPDATE alembic_version SET version_num = '0001_accounts'")
        store.commit()
    assert cli.main(["token", "create", "--user", "a@example.com"]) == 1
    assert "mosty migrate" in capsys.readouterr().err


@pytest.mark.parametrize(
    "words", [["--help"], ["serve", "--help"], ["user", "create", "--help"], ["demo", "--help"], ["doctor", "--help"]]
)
def test_every_command_explains_itself(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(words)
    assert ended.value.code == 0
    assert "usage: mosty" in capsys.readouterr().out
