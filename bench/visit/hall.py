"""A store with a visit that begins soon, three hundred guests with seats, and a host."""

import json
import shutil
import sys
import urllib.request
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from bench.realtime import machine
from bench.realtime.servers import Mosty, running

AHEAD = timedelta(minutes=20)
PROGRAMME = [("Welcome", 20), ("Tour of the boiler house", 40), ("Questions and answers", 30)]


class Hall:
    """Accounts with bearer tokens, the host's first, and the visit in whose room they meet.

    Attributes:
        tokens: a file with one token a line.
        room, visit: public ids.
    """

    def __init__(self, guests: int) -> None:
        self.folder = machine.SCRATCH / f"hall-{guests}"
        self.tokens = self.folder / "tokens"
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        self.room, self.visit = "", ""
        self.server = Mosty(self)
        self._found(guests)

    def _found(self, guests: int) -> None:
        people = self.folder / "people.jsonl"
        lines = [
            {"email": f"guest{number}@bench.example", "name": f"Guest {number}", "lang": "uk", "token": True}
            for number in range(guests + 1)
        ]
        lines[0]["role"] = "official"
        people.write_text("".join(json.dumps(line) + "\n" for line in lines))
        create = (sys.executable, "-m", "forum", "user", "create", "--from", str(people))
        printed = machine.run(*create, environment=self.server.environment(self.folder))
        tokens = [json.loads(line)["token"] for line in printed.splitlines()]
        self.tokens.write_text("\n".join(tokens) + "\n")
        with running(self.server, self.folder):
            starts = datetime.now(ZoneInfo("Europe/Kyiv")) + AHEAD
            visit = _ask(
                "POST", "/visits", tokens[0],
                id=str(uuid4()), title={"uk": "Замір"}, description={"uk": "Замір"}, kind="online_forum",
                starts=f"{starts:%Y-%m-%dT%H:%M}", zone="Europe/Kyiv", minutes=90, capacity=guests, languages=["uk"],
                agenda=[{"title": {"en": title}, "minutes": minutes} for title, minutes in PROGRAMME],
            )  # fmt: skip
            _ask("PUT", f"/visits/{visit['id']}/publication", tokens[0])
            for token in tokens[1:]:
                _ask("PUT", f"/visits/{visit['id']}/seat", token)
        self.room, self.visit = str(visit["room"]), str(visit["id"])


def _ask(method: str, path: str, token: str, **body: Any) -> Any:
    request = urllib.request.Request(
        f"http://127.0.0.1:{Mosty.port}/api/v1{path}",
        method=method,
        data=json.dumps(body).encode() if body else None,
        headers={"Authorization": f"Bearer {token}", "Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=20) as answer:
        return json.load(answer)
