"""S6: every way of reading, as everybody, compared with the table."""

import contextlib
import re

import httpx
import pytest
from websockets.exceptions import ConnectionClosed

from forum.foundation.services import Services
from forum.mail import queries as outbox
from tests.access import table
from tests.access.world import ABSENT, PARTNER, World
from tests.rooms.live import Chat

WORDS, ROWS = table.words(), table.rows()
ONE_OF_EACH = ("anonymous", "seated", "host", "moderator")


class Reader:
    """Somebody who asks for an address at most once."""

    def __init__(self, world: World, person: str) -> None:
        self._world = world
        self._person = person
        self._answers: dict[str, tuple[str, str]] = {}
        self._browser: httpx.AsyncClient | None = None

    async def ask(self, path: str) -> tuple[str, str]:
        """The status or close code, and everything else of the answer as one text."""
        if path not in self._answers:
            ask = self._listen if path.startswith("/ws#") else self._get
            self._answers[path] = await ask(path)
        return self._answers[path]

    async def _get(self, path: str) -> tuple[str, str]:
        self._browser = self._browser or await self._world.browser(self._person)
        answer = await self._browser.get(path, headers={"Accept-Encoding": "identity"})
        headers = "".join(f"{name}: {value}\n" for name, value in answer.headers.items())
        return str(answer.status_code), headers + answer.text

    async def _listen(self, path: str) -> tuple[str, str]:
        token = None if self._person == "anonymous" else await self._world.cast.token(self._person)
        chat = await Chat.enter(self._world.host, path.removeprefix("/ws#"), token)
        with contextlib.suppress(AssertionError, ConnectionClosed):
            await chat.until("live")
            await chat.leave()
            return "200", str(chat.events)
        return str(await chat.closed()), str(chat.events)


@pytest.mark.slow
@pytest.mark.timeout(300)
async def test_s6_access_matrix(world: World, services: Services) -> None:
    """Statuses and words are as the table says, no answer holds words that are not its reader's, and what somebody may
    not know of is answered exactly like what never was.

    On SQLite as everybody; PostgreSQL, which is asked the same, as one of each kind.
    """
    wrong: list[str] = []
    for person in table.EVERYBODY if services.database.is_sqlite else ONE_OF_EACH:
        reader = Reader(world, person)
        secrets = [world.words[name] for name, readers in WORDS.items() if person not in readers]
        for row in ROWS:
            wanted, key = row.answers[person], world.ids.get(row.thing, "")
            status, text = await reader.ask(address_of(world, row, key))
            # What was typed into the address may come back: it is the asker's own.
            text = text.replace(key, "-") if key and "{}" in row.path else text
            got = status if wanted.isdigit() or status != "200" else said(world.words[row.thing], text)
            told = f"{person}: {row.path} about {row.thing}"
            if got != wanted:
                wrong.append(f"{told} answers {got}, not {wanted}")
            if leaked := [word for word in secrets if word in text]:
                wrong.append(f"{told} says {leaked}")
            if "{}" in row.path and wanted in table.REFUSALS and person not in WORDS.get(row.thing, ()):
                nothing = ABSENT + key[len(ABSENT) :]
                absent = await reader.ask(address_of(world, row, nothing))
                if (status, text) != (absent[0], absent[1].replace(nothing, "-")):
                    wrong.append(f"{told} is not answered like what never was")
    assert not wrong, "\n".join(wrong)


async def test_s6_counts_and_mails_know_of_nothing_that_is_gone(world: World, services: Services) -> None:
    reader = await world.browser("resident")
    [board] = (await reader.get("/api/v1/boards")).json()["items"]
    threads = (await reader.get("/api/v1/boards/water/threads")).json()["items"]
    assert board["threads"] == len([thread for thread in threads if thread["title"]]) == 1
    for thread in threads:
        posts = (await reader.get(f"/api/v1/threads/{thread['id']}/posts")).json()["items"]
        readable = [post for post in posts if post["body"]]
        assert thread["posts"] == len(readable)
        page = (await reader.get(thread["url"].partition(world.host)[2])).text
        replies = len([post for post in readable if post["number"] > 1])
        assert re.search(rf"\b{replies} repl(y|ies)\b", page), thread["url"]
    async with services.database.read() as db:
        mails = await outbox.outbox_mails(db, 50)
    assert len(mails) > 0
    for mail in mails:
        person = mail.row.recipient.partition("@")[0]
        # The partner's official, who asks for nothing in the table, holds a seat.
        person = "seated" if person == PARTNER else person
        secrets = [world.words[name] for name, readers in WORDS.items() if person not in readers]
        assert [word for word in secrets if word in mail.row.subject + mail.text] == []


def address_of(world: World, row: table.Row, key: str) -> str:
    """The row's address with its own thing as `key`, and what else it names. Programs know no slugs."""
    path = re.sub(r"\{([\w-]+)\}", lambda named: world.ids[named[1]], row.path.replace("{}", key))
    return re.sub(r"(?<=[a-z0-9]{12})-\w+", "", path) if path.startswith("/api/") else path


def said(word: str, text: str) -> str:
    return "reads" if word in text else "silent"
