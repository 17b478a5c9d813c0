import zoneinfo
from collections.abc import Iterator
from pathlib import Path

import pytest

from forum.foundation import tzdata


@pytest.fixture(autouse=True)
def search_path() -> Iterator[None]:
    before = zoneinfo.TZPATH
    tzdata.edition.cache_clear()
    yield
    zoneinfo.reset_tzpath(before)
    tzdata.edition.cache_clear()


@pytest.fixture
def system(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A system's time zone database, and a package of the sixth edition of 2026."""
    monkeypatch.setattr(tzdata, "installed_version", lambda name: "2026.6")
    monkeypatch.delenv("PYTHONTZPATH", raising=False)
    zoneinfo.reset_tzpath([str(tmp_path)])
    return tmp_path / "tzdata.zi"


@pytest.mark.parametrize(("version", "edition"), [("2025b", "2026f"), ("2026e", "2026f"), ("2026g", "2026g")])
def test_the_newer_of_the_systems_and_the_programs_is_computed_with(system: Path, version: str, edition: str) -> None:
    system.write_text(f"# version {version}\n")
    tzdata.use_newest()
    assert tzdata.edition() == edition
    assert bool(zoneinfo.TZPATH) is (version == "2026g")


def test_a_system_that_does_not_say_its_edition_is_not_relied_on(system: Path) -> None:
    tzdata.use_newest()
    assert (tzdata.edition(), zoneinfo.TZPATH) == ("2026f", ())


def test_who_sets_the_path_has_chosen(system: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    system.write_text("# version 2025b\n")
    monkeypatch.setenv("PYTHONTZPATH", str(system.parent))
    tzdata.use_newest()
    assert tzdata.edition() == "2025b"
