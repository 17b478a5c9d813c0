"""The guests, in a process of their own on another core: what they do in a minute, and how long each of it took.

They do as the page's scripts do (static/js/live/keeping-up.js): they ask for what is live every few seconds, and within
a while when the talk tells of a question or a poll, say each minute that they are there, and answer.
"""

import argparse
import asyncio
import json
import random
import re
import time
from collections import defaultdict
from pathlib import Path
from typing import Any
from uuid import uuid4

from websockets.exceptions import WebSocketException

from bench.visit.browser import Browser

JOIN_SECONDS = 30.0
MS_A_PERSON, AT_ONCE_MS, LEAST_MS, MOST_MS = 50, 30, 4_000, 20_000
QUESTIONS, POLLS, SAID_A_SECOND = 20, 3, 20
VOTES_A_QUESTION = 30
WAITS_TO_VOTE_SECONDS = 20.0


class Visit:
    """All guests of one visit, and what they found."""

    def __init__(self, port: int, tokens: list[str], room: str, visit: str, seconds: float) -> None:
        self.took: dict[str, list[float]] = defaultdict(list)
        self.failed: dict[str, int] = defaultdict(int)
        self.room, self.seconds = room, seconds
        self._joined_all = float("inf")
        self.at = f"/en/visits/{visit}"
        self.people = [Browser(port, token, self._took) for token in tokens]
        self.host, self.guests = self.people[0], self.people[1:]
        self._tags: dict[Browser, str] = {}
        self._wakes = {guest: asyncio.Event() for guest in self.people}
        self._tasks: list[asyncio.Task[None]] = []

    def _took(self, what: str, seconds: float) -> None:
        self.took[what].append(seconds)

    async def run(self) -> None:
        status, there, _ = await self.host.get("warming up", f"{self.at}/room")
        if status == 303:
            self.at = there.removesuffix("/room")
        for person in self.people:
            self._begin(self._join(person, random.random() * JOIN_SECONDS))
        await asyncio.sleep(JOIN_SECONDS + 5)
        self.took.pop("warming up")
        self._begin(self._talk())
        self._begin(self._ask())
        self._begin(self._poll())
        await asyncio.sleep(self.seconds)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _begin(self, doing: Any) -> None:
        self._tasks.append(asyncio.create_task(self._watched(doing)))

    async def _watched(self, doing: Any) -> None:
        try:
            await doing
        except (OSError, LookupError, RuntimeError, asyncio.IncompleteReadError, WebSocketException) as error:
            self.failed[f"{type(error).__name__}: {str(error)[:120]}"] += 1

    async def _join(self, person: Browser, after: float) -> None:
        await asyncio.sleep(after)
        await person.get("the room's page", f"{self.at}/room")
        self._begin(person.enter(self.room, lambda event, at: self._heard(person, event, at)))
        self._begin(self._keep_up(person))
        if person is not self.host:
            self._begin(self._present(person))

    def _heard(self, person: Browser, event: dict[str, Any], at: float) -> None:
        if event["t"] == "error":
            self.failed[str(event.get("code"))] += 1
        if event["t"] != "entry":
            return
        if event["kind"] == "said" and event["text"].startswith("due "):
            due = float(event["text"].split(" ")[1])
            # Whoever came later reads it from the log.
            if due > self._joined_all:
                self._took("a message, until it is read", at - due)
        elif event["kind"] != "said":
            self._wakes[person].set()

    async def _keep_up(self, person: Browser) -> None:
        every = min(MOST_MS, max(LEAST_MS, len(self.people) * MS_A_PERSON)) / 1000
        while True:
            wake = self._wakes[person]
            try:
                async with asyncio.timeout(every * (0.8 + 0.4 * random.random())):
                    await wake.wait()
                await asyncio.sleep(random.random() * AT_ONCE_MS * len(self.people) / 1000)
            except TimeoutError:
                pass
            wake.clear()
            status, tag, _ = await person.get("what is live", f"{self.at}/room/live", self._tags.get(person, ""))
            if status == 200:
                self._tags[person] = tag

    async def _present(self, person: Browser) -> None:
        while True:
            await person.post("presence", f"{self.at}/presence")
            await asyncio.sleep(60)

    async def _talk(self) -> None:
        self._joined_all = began = time.perf_counter()
        number = 0
        while True:
            due = began + number / SAID_A_SECOND
            await asyncio.sleep(max(0, due - time.perf_counter()))
            entered = [guest for guest in self.guests if guest.socket is not None]
            await random.choice(entered).say(self.room, f"due {due} " + "how do you heat the school " * 3)
            number += 1

    async def _ask(self) -> None:
        for number in range(QUESTIONS):
            asking = self.guests[number]
            there = await asking.post(
                "a question", f"{self.at}/room/questions", id=str(uuid4()), asked_in="en",
                question=f"Question {number}: who pays for it?",
            )  # fmt: skip
            question = there.rpartition("#q-")[2]
            for voter in random.sample(self.guests, VOTES_A_QUESTION):
                self._begin(
                    self._vote(voter, f"{self.at}/room/questions/{question}/vote", "a vote for a question", x="1")
                )
            await asyncio.sleep(self.seconds / (QUESTIONS + 1))

    async def _poll(self) -> None:
        for number in range(POLLS):
            words = {
                "question-en": f"Which of these first, {number}?", "options-en": "School\nHospital\nTown hall",
                "question-uk": f"Що з цього першим, {number}?", "options-uk": "Школа\nЛікарня\nРатуша",
            }  # fmt: skip
            await self.host.post(
                "a poll", f"{self.at}/polls/new", id=str(uuid4()), kind="single", shows="voted", **words
            )
            _, _, html = await self.host.get("what is live", f"{self.at}/room/live")
            poll = re.findall(rb'id="poll-([a-z0-9]+)"', html)[0].decode()
            for voter in self.guests:
                self._begin(
                    self._vote(voter, f"{self.at}/polls/{poll}", "a vote in a poll", choice=str(random.randrange(3)))
                )
            await asyncio.sleep(self.seconds / (POLLS + 1))

    async def _vote(self, voter: Browser, path: str, what: str, **form: str) -> None:
        await asyncio.sleep(random.random() * WAITS_TO_VOTE_SECONDS)
        await voter.post(what, path, **form)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("port", "tokens", "room", "visit", "seconds"):
        parser.add_argument(name)
    given = parser.parse_args()
    tokens = Path(given.tokens).read_text().split()
    visit, began = Visit(int(given.port), tokens, given.room, given.visit, float(given.seconds)), time.monotonic()
    asyncio.run(visit.run())
    print(json.dumps({"took": visit.took, "failed": visit.failed, "seconds": time.monotonic() - began}))


main()
