"""A real `mosty serve` process on loopback, that can be killed and started again over the same store."""

import json
import os
import random
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterable
from pathlib import Path
from typing import Any

MOSTY = str(Path(sys.executable).with_name("mosty"))
START_SECONDS = 60


class LiveServer:
    """`mosty serve` over a store in a folder; its port stays the same over restarts.

    Args:
        environment: settings beside the store's, such as MOSTY_LIMITS.
    """

    def __init__(self, folder: Path, url: str | None = None, **environment: str) -> None:
        self.folder = folder
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.environment = {
            **{key: value for key, value in os.environ.items() if not key.startswith("MOSTY_")},
            "MOSTY_DATA_DIR": str(folder),
            "MOSTY_PORT": str(self.port),
            "MOSTY_BASE_URL": self.address,
            "MOSTY_DEVELOPMENT": "on",
            "MOSTY_LIMITS": "off",
            **({"MOSTY_DATABASE_URL": url} if url else {}),
            **environment,
        }
        self.process: subprocess.Popen[bytes] | None = None
        self.born = self.ready = 0.0

    def start(self, *options: str) -> None:
        """Start and wait until it is ready."""
        log = (self.folder / "server.log").open("ab")
        self.born = time.monotonic()
        self.process = subprocess.Popen([MOSTY, "serve", *options], env=self.environment, stdout=log, stderr=log)
        log.close()
        self.wait_until_ready()

    @property
    def pid(self) -> int:
        """The running process."""
        assert self.process is not None
        return self.process.pid

    def wait_until_ready(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            assert self.process is not None
            if self.process.poll() is not None:
                raise AssertionError(f"mosty serve ended: {self.log()[-2000:]}")
            try:
                with urllib.request.urlopen(f"{self.address}/readyz", timeout=2) as answer:
                    if answer.status == 200:
                        self.ready = time.monotonic()
                        return
            except (urllib.error.URLError, OSError):
                time.sleep(0.02)
        raise AssertionError(f"mosty serve was not ready in {START_SECONDS} s: {self.log()[-2000:]}")

    def beside(self, *words: str) -> "subprocess.Popen[bytes]":
        """A command over the same store that goes on by itself, such as `worker`; the caller ends it."""
        with (self.folder / f"{words[0]}.log").open("ab") as log:
            return subprocess.Popen([MOSTY, *words], env=self.environment, stdout=log, stderr=log)

    def kill(self) -> None:
        """SIGKILL: nothing is said, nothing is flushed."""
        assert self.process is not None
        self.process.kill()
        self.process.wait()

    def stop(self) -> int:
        """SIGTERM; the exit code."""
        if self.process is None or self.process.poll() is not None:
            return 0 if self.process is None else self.process.returncode
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=20)

    def command(self, *words: str, text: str | None = None) -> str:
        """What a command over the same store prints."""
        done = subprocess.run(
            [MOSTY, *words], env=self.environment, input=text, capture_output=True, text=True, timeout=120
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def log(self) -> str:
        path = self.folder / "server.log"
        return path.read_text() if path.exists() else ""

    def people(self, lines: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
        """Create accounts from dictionaries with the options of `user create` as keys; id, e-mail and token of each."""
        path = self.folder / "people.jsonl"
        path.write_text("".join(json.dumps(line) + "\n" for line in lines))
        return [json.loads(line) for line in self.command("user", "create", "--from", str(path)).splitlines()]


def free_port() -> int:
    """A port of loopback that nobody holds, below those that the kernel hands to outgoing connections.

    It stays free until somebody binds it, while one that the kernel chose may be given to the next connection.
    """
    while True:
        port = random.SystemRandom().randrange(10_000, 32_000)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
