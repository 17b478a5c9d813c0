import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa

from forum.accounts.models import User
from forum.days.models import ForumDay
from forum.discussion.models import Board, Post, PostFile, QuestionVote, Thread
from forum.entrypoints import cli, serving
from forum.files.models import StoredFile
from forum.foundation.database import table
from forum.live.models import InterpretedLine, Question, VisitPoll
from forum.municipalities.models import Municipality
from forum.polls.models import Poll, PollVote
from forum.records.models import Certificate, FeedbackAnswer, Minutes, MinutesEntry
from forum.rooms.models import RoomEntry
from forum.visits.models import Visit
from tests.live import free_port

COUNTED = (
    ForumDay,
    QuestionVote,
    Question,
    InterpretedLine,
    VisitPoll,
    Minutes,
    MinutesEntry,
    FeedbackAnswer,
    Certificate,
    Poll,
    PollVote,
    StoredFile,
    PostFile,
    User,
    Municipality,
    Board,
    Thread,
    Post,
    Visit,
    RoomEntry,
)


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


def serve_and_stop(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have `mosty serve` start and stop at once."""

    async def serve(*arguments: object, **options: object) -> None: ...

    monkeypatch.setattr(serving.Server, "serve", serve)


@pytest.mark.by_day_on_sqlite
def test_the_demo_town_is_alive_and_written_once(
    store: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert cli.main(["demo"]) == 0
    said = capsys.readouterr().out
    assert "@example.org" in said
    first = counts(store)
    assert first["municipalities"] >= 12
    assert first["boards"] == 6
    assert first["threads"] >= 24
    assert first["posts"] >= 120
    assert first["visits"] >= 8
    assert (first["forum_days"], first["question_votes"]) == (2, 14)
    assert (first["polls"], first["poll_votes"]) == (4, 29)  # the room's among them
    assert (first["live_questions"], first["live_lines"], first["live_polls"]) == (6, 5, 1)
    assert first["files"] == first["post_files"] == 2
    assert first["room_entries"] >= 60
    assert (first["minutes"], first["minutes_entries"], first["feedback_answers"], first["certificates"]) == (
        2,
        9,
        6,
        2,
    )
    assert cli.main(["demo"]) == 0
    assert counts(store) == first
    capsys.readouterr()
    serve_and_stop(monkeypatch)
    assert cli.main(["serve", "--demo", "--port", str(free_port())]) == 0
    said_again = capsys.readouterr().out
    assert said.splitlines()[-3:] == said_again.splitlines()[-4:-1]
    assert said_again.splitlines()[-1].startswith("Mosty is at http://")
    assert counts(store) == first


@pytest.mark.by_day_on_sqlite
def test_a_store_with_other_peoples_data_is_left_alone_unless_told(
    store: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
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
    serve_and_stop(monkeypatch)
    assert cli.main(["serve", "--demo", "--port", str(free_port())]) == 0
    assert "@example.org" not in capsys.readouterr().out
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
