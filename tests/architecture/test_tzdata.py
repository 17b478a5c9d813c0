"""Countries change their clocks at a few weeks' notice: the time zone database we bring must not grow old."""

import re
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).parents[2]
# The edition that every requirements file pins, and the day on which somebody last looked for a newer one.
PINNED = "2026.6"
LOOKED = datetime(2026, 11, 27, tzinfo=UTC)
OLDEST = timedelta(days=180)


def committed() -> datetime:
    """When what is tested was committed: what has landed stays good, and nothing lands with an old database."""
    command = ["git", "log", "-1", "--format=%cI"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    return datetime.fromisoformat(done.stdout.strip()) if done.stdout.strip() else LOOKED


def test_m15_tzdata_change_the_database_is_not_older_than_180_days() -> None:
    assert committed() - LOOKED < OLDEST, (
        "look for a newer tzdata, pin it in requirements/, and write PINNED and LOOKED anew"
    )


def test_every_pin_is_the_edition_that_was_looked_at() -> None:
    pins = {
        file.name: re.findall(r"^tzdata==(\S+)", file.read_text(), re.MULTILINE)
        for file in (ROOT / "requirements").glob("*.txt")
    }
    assert {name: versions for name, versions in pins.items() if versions not in ([PINNED], [])} == {}
    assert [PINNED] in pins.values()
