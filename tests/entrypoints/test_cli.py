"""What whoever sets the product up reads when something they typed is wrong: one line that names it."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.engine import make_url

from forum.entrypoints import cli
from tests import stores
from tests.stores import Postgres


@pytest.mark.parametrize("port", ["99999", "0", "-1", "eighty", "²"])
def test_a_port_that_is_none_is_refused_in_the_settings_words(port: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        cli.main(["serve", f"--port={port}"])
    assert stopped.value.code == 2
    assert f"argument --port: it is {port!r}; it should be a number from 1 to 65535" in capsys.readouterr().err


@pytest.mark.parametrize("words", [["serve"], ["migrate"], ["worker"], ["outbox"], ["demo"]])
def test_a_database_that_nobody_listens_for_is_named_without_its_password(
    words: list[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MOSTY_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("MOSTY_DATABASE_URL", "postgresql://nobody:hush@127.0.0.1:1/x")
    assert cli.main(words) == 1
    said = capsys.readouterr().err
    assert said.startswith("mosty: cannot reach the database at 127.0.0.1:1 (MOSTY_DATABASE_URL): ")
    assert "refused" in said.lower()
    assert (said.count("\n"), "hush" in said) == (1, False)


@pytest.mark.parametrize("path", ["/proc/nowhere/mosty.sqlite3", "{folder}"])
def test_a_file_that_cannot_be_opened_is_named(
    path: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = path.format(folder=tmp_path)
    monkeypatch.setenv("MOSTY_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("MOSTY_DATABASE_URL", f"sqlite:///{path}")
    assert cli.main(["migrate"]) == 1
    said = capsys.readouterr().err
    assert said.startswith(f"mosty: cannot open the database {path} (MOSTY_DATABASE_URL): ")
    assert said.count("\n") == 1


@pytest.mark.parametrize(
    ("changes", "reason"),
    [({"database": "nowhere"}, "nowhere"), ({"username": "nobody", "password": "hush"}, "nobody")],
)
def test_an_absent_database_or_an_unknown_user_is_told_with_the_setting(
    changes: dict[str, Any],
    reason: str,
    postgres: Postgres,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    url = make_url(postgres.empty()).set(**changes)
    monkeypatch.setenv("MOSTY_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("MOSTY_DATABASE_URL", url.render_as_string(hide_password=False))
    assert cli.main(["migrate"]) == 1
    said = capsys.readouterr().err
    assert said.startswith("mosty: cannot reach the database at ")
    assert "(MOSTY_DATABASE_URL): " in said
    assert reason in said
    assert (said.count("\n"), "hush" in said) == (1, False)


def test_the_doctor_says_so_among_its_findings(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MOSTY_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("MOSTY_DATABASE_URL", "postgresql://nobody:hush@127.0.0.1:1/x")
    assert cli.main(["doctor"]) == 1
    said = capsys.readouterr().out
    assert "FAIL  database: cannot reach the database at 127.0.0.1:1 (MOSTY_DATABASE_URL): " in said
    assert "hush" not in said


@pytest.mark.parametrize("until", ["tomorrow", "9999-12-31T23:59:59-12:00"])
def test_a_time_that_no_calendar_has_is_told_by_example(
    until: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MOSTY_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("MOSTY_DATABASE_URL", stores.new_sqlite(tmp_path))
    assert cli.main(["user", "suspend", "--user", "olena@example.org", "--until", until]) == 1
    assert "--until should be a time like 2027-03-01T12:00:00Z" in capsys.readouterr().err
