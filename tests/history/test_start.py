"""How soon a service that was installed answers."""

import statistics
from pathlib import Path

import pytest

from tests.history import NIGHTLY, stage
from tests.live import LiveServer

STARTS = 5
MOST_SECONDS = 2.0 if NIGHTLY else 5.0


@pytest.mark.alone
@pytest.mark.slow
async def test_a_start_is_over_within_two_seconds(tmp_path: Path, url: str) -> None:
    """Of an existing store, with its look for migrations: the median of five."""
    await stage.prepare(url, tmp_path, 1)
    server, took = LiveServer(tmp_path, url), list[float]()
    for _ in range(STARTS):
        server.start()
        took.append(server.ready - server.born)
        assert server.stop() == 0
    print(f"ready after {', '.join(f'{seconds:.2f}' for seconds in sorted(took))} s")
    assert statistics.median(took) <= MOST_SECONDS
