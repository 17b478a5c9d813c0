"""Peers that are gone without a word: a program that was stopped, and somebody behind a line on which nothing passes."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from realtime.fanout import SERVER_OPTIONS
from tests.history import NIGHTLY, stage
from tests.history.client import Client, Pace
from tests.history.proxy import FaultProxy
from tests.history.record import History
from tests.live import free_port
from tests.rooms.live import serving_on

GONE_SECONDS = 45
OFFLINE_SECONDS = 35
INTERVALS = ("ws_ping_interval", "ws_ping_timeout")
SCALE = 1.0 if NIGHTLY else 0.1
STAYS_AWAY = 1_000.0

PROGRAM = """
import sys
from websockets.sync.client import connect
with connect(sys.argv[1], additional_headers={"Authorization": "Bearer " + sys.argv[2]}) as socket:
    socket.send('{"t":"hello","room":"%s","after":0}' % sys.argv[3])
    while '"live"' not in socket.recv():
        pass
    print("live", flush=True)
    for frame in socket:
        pass
"""


async def test_r9_half_open(tmp_path: Path, url: str, history: History, monkeypatch: pytest.MonkeyPatch) -> None:
    """Real sockets and real silence, at a tenth of the time: the server lets go of both, the client sees it too."""
    assert sum(SERVER_OPTIONS[name] for name in INTERVALS) < GONE_SECONDS
    for name in INTERVALS:
        monkeypatch.setitem(SERVER_OPTIONS, name, SERVER_OPTIONS[name] * SCALE)
    talk, port = await stage.prepare(url, tmp_path, 2), free_port()
    lost = Client("lost", talk.room, talk.tokens[0], history, pace=Pace(beats=SCALE, retries=STAYS_AWAY))
    async with FaultProxy() as proxy:
        proxy.server_port = port
        address = {"MOSTY_PORT": str(port), "MOSTY_HOSTS": f"127.0.0.1:{port},127.0.0.1:{proxy.port}"}
        async with stage.services_over(url, tmp_path, **address) as services, serving_on(services):
            engine = services.engine
            assert engine is not None
            reading = asyncio.create_task(lost.run(proxy.port))
            with program(f"ws://127.0.0.1:{port}/ws", talk.tokens[1], talk.room) as stopped:
                await asyncio.to_thread(stopped.stdout.readline)  # type: ignore[union-attr]
                await stage.until(lambda: lost.live, seconds=10)
                assert engine.metrics()["sockets"] == 2
                os.kill(stopped.pid, signal.SIGSTOP)
                for link in proxy.links:
                    link.lose()
                await stage.until(lambda: lost.codes == [None], seconds=OFFLINE_SECONDS * SCALE + 2)
                await stage.until(
                    lambda: engine.metrics()["sockets"] == 0, seconds=(GONE_SECONDS - OFFLINE_SECONDS) * SCALE + 2
                )
            reading.cancel()
            await asyncio.gather(reading, return_exceptions=True)


@contextmanager
def program(*words: str) -> Iterator[subprocess.Popen[bytes]]:
    """A client in a process of its own."""
    with subprocess.Popen([sys.executable, "-c", PROGRAM, *words], stdout=subprocess.PIPE) as process:
        try:
            yield process
        finally:
            process.kill()
