"""A store with accounts and one public room, made by the product's own commands and API."""

import json
import shutil
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from bench.realtime import machine
from bench.realtime.servers import Mosty, running

WRITERS = 64


class Town:
    """Accounts with bearer tokens, the first 64 of them with a seat, and the visit in whose room they meet.

    Attributes:
        tokens: a file with one token a line; the writers' come first.
        room: the room's public id.
    """

    def __init__(self, accounts: int) -> None:
        self.folder = machine.SCRATCH / f"town-{accounts}"
        self.tokens = self.folder / "tokens"
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        self.room = self._found(accounts)

    @contextmanager
    def copy(self) -> Iterator[Path]:
        """The store as it was at first, for one run."""
        folder = machine.SCRATCH / "run"
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(self.folder, folder)
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def _found(self, accounts: int) -> str:
        people = self.folder / "people.jsonl"
        lines = [
            {"email": f"member{number}@bench.example", "name": f"Member {number}", "lang": "uk", "token": True}
            for number in range(accounts)
        ]
        lines[0]["role"] = "official"
        people.write_text("".join(json.dumps(line) + "\n" for line in lines))
        environment = Mosty(self).environment(self.folder)
        printed = machine.run(
            sys.executable,
            "-m",
            "forum",
            "user",
            "create",
            "--from",
            str(people),
            environment=environment,
        )
        tokens = [json.loads(line)["token"] for line in printed.splitlines()]
        self.tokens.write_text("\n".join(tokens) + "\n")
        with running(Mosty(self), self.folder):
            starts = datetime.now(UTC) + timedelta(days=30)
            visit = _ask(
                "POST", "/visits", tokens[0],
                id=str(uuid4()), title={"uk": "Замір"}, description={"uk": "Замір"}, kind="online_forum",
                starts=f"{starts:%Y-%m-%dT12:00}", zone="Europe/Kyiv", minutes=90, capacity=10_000, languages=["uk"],
            )  # fmt: skip
            _ask("PUT", f"/visits/{visit['id']}/publication", tokens[0])
            for token in tokens[1:WRITERS]:
                _ask("PUT", f"/visits/{visit['id']}/seat", token)
        return str(visit["room"])


def _ask(method: str, path: str, token: str, **body: Any) -> Any:
    request = urllib.request.Request(
        f"http://127.0.0.1:{Mosty.port}/api/v1{path}",
        method=method,
        data=json.dumps(body).encode() if body else None,
        headers={"Authorization": f"Bearer {token}", "Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=10) as answer:
        return json.load(answer)
