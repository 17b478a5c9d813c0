"""One of everything that somebody must not read, each with a word of its own that stands nowhere else."""

import re
import uuid
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import httpx
import sqlalchemy as sa

from forum.accounts.models import User
from forum.discussion.actions.boards import create_board
from forum.discussion.actions.tags import create_tag
from forum.foundation.database import table
from forum.municipalities import actions as municipalities
from forum.notifications import jobs as notifications
from forum.search import jobs
from forum.visits.actions.subscriptions import secret_of, subscribe
from forum.visits.models import Visit
from tests.cast import Cast
from tests.conftest import TurnedClock
from tests.files.made import pdf
from tests.visits.plans import asked

ABSENT = "bcdfghjkmnpq"
PARTNER = "zqpartner"
"""An official of the town that came to the visit that is over, who asks for nothing."""


@dataclass
class World:
    """Things by their names in the table.

    Attributes:
        ids: the public ids that stand in addresses: of a thread or visit with its slug, of a room, and an entry's number.
        words: what may be read only by whom the table says.
    """

    cast: Cast
    host: str
    ids: dict[str, str] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)

    def word(self, name: str) -> str:
        """The word of a thing, which can stand in a title, a text and an address."""
        return self.words.setdefault(name, "zq" + name.replace("-", ""))

    async def browser(self, person: str) -> httpx.AsyncClient:
        return await self.cast.browser(None if person == "anonymous" else person, Host=self.host)

    async def call(self, person: str, method: str, path: str, **body: Any) -> dict[str, Any]:
        """Ask the API as a person; it must succeed."""
        client = await self.browser(person)
        answer = await client.request(method, f"/api/v1{path}", json=body or None)
        assert answer.is_success, (method, path, answer.text)
        return dict(answer.json()) if answer.content else {}

    # --- the forum

    async def thread(self, name: str) -> str:
        """A thread of the host's whose title and opening are its word; returns its id."""
        word = self.word(name)
        made = await self.call(
            "host", "POST", "/boards/water/threads", id=new_id(), title=word, body=word, lang="en", tags=["pipes"]
        )
        self.ids[name] = f"{made['id']}-{word}"
        return str(made["id"])

    async def post(self, name: str, thread: str, **more: str) -> str:
        made = await self.call(
            "host", "POST", f"/threads/{thread}/posts", id=new_id(), body=self.word(name), lang="en", **more
        )
        self.ids[name] = str(made["id"])
        return self.ids[name]

    async def file(self, name: str, thread: str) -> str:
        """A document of the host's that holds its word, beside a post of the same kind in a thread; returns the post's id."""
        host = await self.browser("host")
        brought = await host.post("/api/v1/files", params={"id": new_id()}, content=pdf(self.word(name)))
        assert brought.status_code == 201, brought.text
        self.ids[name] = brought.json()["id"]
        if not thread:
            return ""
        body = {"id": new_id(), "body": "a document", "lang": "en", "files": [self.ids[name]]}
        return str((await self.call("host", "POST", f"/threads/{thread}/posts", **body))["id"])

    async def opening(self, thread: str) -> str:
        posts = await self.call("moderator", "GET", f"/threads/{thread}/posts")
        return str(posts["items"][0]["id"])

    async def day(self, name: str, *threads: str) -> None:
        """A live day of the board whose title and welcome are its word, with a point for each of the threads."""
        word = self.word(name)
        programme = [{"time": "10:00", "title": {"en": "a point"}, "thread": thread} for thread in threads]
        made = await self.call(
            "moderator", "POST", "/boards/water/days", id=new_id(), title={"en": word}, welcome={"en": word},
            starts="2027-02-01T08:00", ends="2027-02-01T18:00", zone="UTC", programme=programme,
        )  # fmt: skip
        self.ids[name] = f"{made['id']}-{word}"

    async def held(self, name: str, thread: str) -> str:
        """A reply of the resident's that waits for a moderator, with a document; returns its id."""
        resident = await self.browser("resident")
        brought = await resident.post("/api/v1/files", params={"id": new_id()}, content=pdf(self.word(name)))
        body = {"id": new_id(), "body": self.word(name), "lang": "en", "files": [brought.json()["id"]]}
        made = await self.call("resident", "POST", f"/threads/{thread}/posts", **body)
        assert made["state"] == "held", made
        self.ids[name], self.ids[f"file-of-{name}"] = str(made["id"]), brought.json()["id"]
        return self.ids[name]

    # --- visits and their rooms

    async def visit(self, name: str, *, published: bool) -> str:
        """A visit of the host's, and its room under `room-of-…`; returns its id."""
        word = self.word(name)
        plan = asked(
            title={"en": word}, description={"en": word}, video_url=f"https://video.example.org/{self.word('video')}"
        )
        made = await self.call("host", "POST", "/visits", **plan)
        self.ids[name], self.ids[f"room-of-{name}"] = f"{made['id']}-{word}", made["room"]
        if published:
            await self.call("host", "PUT", f"/visits/{made['id']}/publication")
        return str(made["id"])

    async def question(self, name: str, fate: str = "", **decided: str) -> None:
        """A question of the host's in the published visit's room, and what becomes of it."""
        questions, host = f"/en/visits/{self.ids['visit-published']}/room/questions", await self.browser("host")
        asked = await host.post(questions, data={"id": new_id(), "question": self.word(name), "asked_in": "en"})
        self.ids[name] = asked.headers["location"].partition("#q-")[2]
        settled = await host.post(f"{questions}/{self.ids[name]}{fate}", data={"state": "open", **decided})
        assert settled.status_code == 303, settled.text

    async def room_poll(self, name: str) -> None:
        """A poll of the host's in the published visit's room."""
        visit, host = f"/en/visits/{self.ids['visit-published']}", await self.browser("host")
        typed = {"question-en": self.word(name), "options-en": "yes\nno", "kind": "single", "shows": "voted"}
        asked = await host.post(f"{visit}/polls/new", data={"id": new_id(), **typed})
        assert asked.status_code == 303, asked.text
        self.ids[name] = re.findall(r'id="poll-([a-z0-9]+)"', (await host.get(f"{visit}/room/live")).text)[0]

    async def lines(self) -> None:
        """What the host writes as an interpreter, and takes back."""
        visit, host = f"/en/visits/{self.ids['visit-published']}", await self.browser("host")
        named = {"channel": "en", "account": self.ids["person-host"]}
        assert (await host.post(f"{visit}/channels", data=named)).status_code == 303
        for name in ("line-open", "line-withdrawn"):
            written = await host.post(f"{visit}/channels/en", data={"id": new_id(), "line": self.word(name)})
            assert written.status_code == 303, written.text
        line = re.findall(r'id="line-([a-z0-9]+)"', (await host.get(f"{visit}/channels/en")).text)[-1]
        assert (await host.post(f"{visit}/lines/{line}/withdrawal", data={"x": "1"})).status_code == 303

    async def end(self, visit: str) -> None:
        """Let a visit have ended an hour ago."""
        ended, shown = self.cast.services.clock.now() - timedelta(hours=1), table(Visit)
        async with self.cast.services.database.work() as work:
            moved = sa.update(shown).where(shown.c.public_id == visit)
            await work.db.execute(moved.values(starts_at=ended - timedelta(minutes=90), ends_at=ended))

    async def minutes(self, name: str, visit: str) -> None:
        """A decision in the minutes of a visit whose text is its word; its own id is under `entry-of-…`."""
        self.ids[name] = self.ids[visit]
        made = await self.call(
            "host", "POST", f"/visits/{self.ids[visit].partition('-')[0]}/minutes/entries", id=new_id(),
            kind="decision", texts={"en": self.word(name)},
        )  # fmt: skip
        self.ids[f"entry-of-{name}"] = str(made["id"])

    async def entry(self, name: str, text: str | None = None) -> str:
        """A message of the host's in the published visit's room; returns the address of its number."""
        entries = f"/rooms/{self.ids['room-of-visit-published']}/entries"
        said = await self.call("host", "POST", entries, id=new_id(), text=text or self.word(name))
        self.ids[name] = str(said["seq"])
        return f"{entries}/{said['seq']}"


PEOPLE: dict[str, dict[str, Any]] = {
    "unverified": {"confirmed_at": None},
    "resident": {"role": "resident"},
    "youth": {"role": "youth", "age_band": "under_16"},
    "official": {"role": "official"},
    "seated": {"role": "resident"},
    "host": {"role": "official"},
    "moderator": {"role": "moderator"},
    "administrator": {"role": "administrator"},
}
"""Who asks, beside `anonymous`. The host wrote and planned everything."""


async def build(cast: Cast, host: str) -> World:
    for name, account in PEOPLE.items():
        await cast.id(name, **account)
    world = World(cast, host)
    assert isinstance(cast.services.clock, TurnedClock)
    # What was there before somebody came is not new to them.
    cast.services.clock.turn(seconds=1)
    async with cast.services.database.work() as work:
        await create_tag(work, None, slug="pipes", names={"en": "Pipes", "uk": "Труби", "pl": "Rury"})
        await create_board(work, None, slug="water", names={"en": "Water", "uk": "Вода", "pl": "Woda"}, abouts={})
    async with cast.services.database.read() as db:
        its_host = sa.select(table(User).c.public_id).where(table(User).c.id == await cast.id("host"))
        world.ids["person-host"] = (await db.execute(its_host)).scalar_one()
    async with cast.services.database.work() as work:
        town = await municipalities.add(work, slug="lutsk", country="UA", names={"en": "Lutsk", "uk": "Луцьк"})
        await work.db.execute(
            sa.update(table(User)).where(table(User).c.email == "host@example.org").values(municipality_id=town)
        )
        await subscribe(work, await cast.id("seated"), cast.services.settings.secret_key)
        secret = await secret_of(work.db, await cast.id("seated"), cast.services.settings.secret_key)
        world.ids["calendar-of-seated"] = str(secret)
    for name in ("resident", "moderator"):
        await world.call(name, "PUT", "/boards/water/following", level="watch")
    await _talk(world)
    await _visits(world)
    await jobs.index_waiting(cast.services)
    await notifications.tell_and_mail(cast.services)
    return world


async def _talk(world: World) -> None:
    shown, hidden, withdrawn = [
        await world.thread(name) for name in ("thread-open", "thread-hidden", "thread-withdrawn")
    ]
    edited = await world.post("post-open", shown)
    gone = await world.post("post-hidden", shown)
    for post, word in ((edited, world.word("post-open")), (gone, world.word("post-hidden"))):
        await world.call("host", "PATCH", f"/posts/{post}", body=f"{word} {word}", version=1)
    await world.post("post-answering-hidden", shown, reply_to=gone)
    taken_back = await world.post("post-withdrawn", shown)
    await world.post("post-in-hidden", hidden)
    await world.post("post-in-withdrawn", withdrawn)
    for name, thread in (("poll-open", shown), ("poll-in-hidden", hidden), ("poll-in-withdrawn", withdrawn)):
        words = {"en": {"question": world.word(name), "options": ["yes", "no"]}}
        await world.call(
            "host", "POST", f"/threads/{thread}/poll", id=new_id(), words=words, kind="single", shows="voted"
        )
        world.ids[name] = world.ids[{shown: "thread-open", hidden: "thread-hidden"}.get(thread, "thread-withdrawn")]
    await world.file("file-waiting", "")
    await world.file("file-open", shown)
    await world.file("file-in-hidden", hidden)
    with_hidden, with_withdrawn = await world.file("file-hidden", shown), await world.file("file-withdrawn", shown)
    await world.day("day", shown, hidden, withdrawn)
    for post in (gone, with_hidden, await world.opening(hidden)):
        await world.call("moderator", "PUT", f"/posts/{post}/hiding", reason="spam")
    for post in (taken_back, with_withdrawn, await world.opening(withdrawn)):
        await world.call("host", "DELETE", f"/posts/{post}")
    await world.held("held", shown)
    refused = await world.held("held-refused", shown)
    await world.call("moderator", "PUT", f"/held/{refused}/refusal", reason="spam")
    # Last: what one posts in a place ends what one had begun there.
    unfinished = {"id": new_id(), "body": world.word("draft"), "lang": "en"}
    await world.call("host", "PUT", f"/drafts/thread-{shown}", **unfinished)
    await world.call("host", "PUT", "/drafts/board-water", **unfinished)


async def _visits(world: World) -> None:
    shown = await world.visit("visit-published", published=True)
    await world.visit("visit-draft", published=False)
    cancelled, dropped = (
        await world.visit("visit-cancelled", published=True),
        await world.visit("visit-dropped", published=False),
    )
    for visit in (shown, cancelled):
        await world.call("seated", "PUT", f"/visits/{visit}/seat")
    for visit in (cancelled, dropped):
        await world.call("host", "PUT", f"/visits/{visit}/cancellation")
    await world.room_poll("room-poll")
    await world.lines()
    await world.question("question-open")
    await world.question("question-hidden", state="hidden")
    await world.question("question-withdrawn", "/withdrawal")
    await world.minutes("minutes-pending", "visit-published")
    await _records(world)
    await world.entry("entry-open")
    hidden, withdrawn = await world.entry("entry-hidden"), await world.entry("entry-withdrawn")
    edited = await world.entry("entry-edited", text=world.word("entry-superseded"))
    await world.call("host", "PATCH", edited, id=new_id(), text=world.word("entry-edited"))
    await world.call("host", "DELETE", f"{withdrawn}?id={new_id()}")
    await world.call("moderator", "PUT", f"{hidden}/hiding")


async def _records(world: World) -> None:
    """A visit that is over, with minutes that both sides have approved."""
    async with world.cast.services.database.work() as work:
        krosno = await municipalities.add(work, slug="krosno", country="PL", names={"en": "Krosno"})
    await world.cast.id(PARTNER, role="official", municipality_id=krosno)
    world.words["certificate"] = PARTNER.title()
    visit = await world.visit("visit-over", published=True)
    for person in (PARTNER, "seated"):
        await world.call(person, "PUT", f"/visits/{visit}/seat")
    await world.end(visit)
    await world.minutes("minutes-approved", "visit-over")
    for person in ("host", PARTNER):
        await world.call(person, "PUT", f"/visits/{visit}/minutes/approval", edition=1)
    people = (await world.call("host", "GET", f"/visits/{visit}/presences"))["items"]
    for name in ("certificate-revoked", "certificate"):
        await world.call("host", "PUT", f"/visits/{visit}/presences", minutes={one["id"]: 90 for one in people})
        world.ids[name] = (await world.call(PARTNER, "PUT", f"/visits/{visit}/certificate"))["code"]
        if name == "certificate-revoked":
            await world.call("host", "PUT", f"/certificates/{world.ids[name]}/revocation")


def new_id() -> str:
    return str(uuid.uuid4())
