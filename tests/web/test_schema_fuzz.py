"""S18: the API of a real process, fuzzed from its own description."""

import asyncio
import contextlib
import random
import time
import uuid
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import httpx
import pytest
import requests
import schemathesis
import sqlalchemy as sa
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from hypothesis.errors import Flaky
from schemathesis import GenerationMode

from forum.foundation.database import table
from forum.foundation.database.engine import open_engine
from forum.records.models import Minutes
from forum.visits.models import Visit
from tests.files.made import picture
from tests.history import NIGHTLY
from tests.live import LiveServer
from tests.visits.plans import asked

visited, minutes = table(Visit), table(Minutes)
EXAMPLES, WALKS = (50, 50) if NIGHTLY else (8, 8)
SOUND = 60
"""So many sound requests at most follow where chance let none of the others through."""
STEPS, LED_TO = 8, (15 if NIGHTLY else 5)
HOW = settings(
    deadline=None,
    database=None,
    derandomize=not NIGHTLY,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
ORDER = ("GET", "POST", "PATCH", "PUT", "DELETE")
"""What takes things away comes last, so that there is something to take."""


SEED = random.randrange(10**6) if NIGHTLY else 0
"""By day the same requests in every run."""


@pytest.fixture(scope="module", params=["sqlite", "postgresql"] if NIGHTLY else ["sqlite"])
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    url = request.getfixturevalue("postgres").new() if request.param == "postgresql" else None
    server = LiveServer(tmp_path_factory.mktemp("fuzz"), url)
    server.start()
    yield server
    assert server.stop() == 0


NAMES = {"en": "Water", "uk": "Вода", "pl": "Woda"}
TODAY = datetime.now(UTC).date().isoformat()
TOMORROW = (datetime.now(UTC) + timedelta(days=1)).date().isoformat()
TEXT = {"id": "", "body": "Old pipes, new pipes", "lang": "en"}
BODIES: dict[tuple[str, str], dict[str, Any]] = {
    ("POST", "/api/v1/boards"): {"slug": "water", "name": NAMES},
    ("POST", "/api/v1/boards/{slug}/threads"): {**TEXT, "title": "Pipes"},
    ("POST", "/api/v1/threads/{id}/posts"): TEXT,
    ("POST", "/api/v1/boards/{slug}/days"): {
        "id": "",
        "title": NAMES,
        "starts": f"{TOMORROW}T09:30",
        "ends": f"{TOMORROW}T15:00",
        "zone": "Europe/Warsaw",
        "programme": [{"time": "10:00", "title": NAMES}],
    },
    ("PATCH", "/api/v1/days/{id}"): {"held": False, "version": 1},
    ("POST", "/api/v1/tags"): {"slug": "pumps", "name": NAMES},
    ("POST", "/api/v1/rooms/{room}/entries"): {"id": "", "text": "word"},
    ("POST", "/api/v1/visits"): asked(),
    ("POST", "/api/v1/threads/{id}/poll"): {
        "id": "",
        "kind": "ranked",
        "shows": "voted",
        "words": {"en": {"question": "When?", "options": ["Now", "Then"]}},
    },
    ("PUT", "/api/v1/threads/{id}/poll/vote"): {"choices": [1, 0]},
    ("PUT", "/api/v1/drafts/{place}"): {**TEXT, "title": "Pipes"},
    ("PATCH", "/api/v1/posts/{id}"): {"body": "Newer pipes", "version": 1},
    ("PATCH", "/api/v1/rooms/{room}/entries/{seq}"): {"id": "", "text": "another word"},
    ("PATCH", "/api/v1/tags/{slug}"): {"name": NAMES},
    ("PATCH", "/api/v1/visits/{id}"): {"minutes": 60, "version": 1},
    ("POST", "/api/v1/threads/{id}/splits"): {"id": "", "title": "Apart", "board": "water", "posts": []},
    ("PUT", "/api/v1/boards/{slug}/following"): {"level": "watch"},
    ("PUT", "/api/v1/people/{id}/following"): {"level": "mute"},
    ("PUT", "/api/v1/tags/{slug}/following"): {"level": "watch"},
    ("PUT", "/api/v1/threads/{id}/board"): {"board": "water"},
    ("PUT", "/api/v1/threads/{id}/closing"): {"at": (datetime.now(UTC) + timedelta(days=30)).isoformat()},
    ("PUT", "/api/v1/threads/{id}/merger"): {"into": ""},
    ("PUT", "/api/v1/threads/{id}/slow-mode"): {"minutes": 5},
    ("PUT", "/api/v1/threads/{id}/following"): {"level": "mute"},
    ("PUT", "/api/v1/threads/{id}/reading"): {"number": 1},
    ("PUT", "/api/v1/threads/{id}/tags"): {"tags": ["drains"]},
    ("PUT", "/api/v1/posts/{id}/hiding"): {"reason": "spam"},
    ("PUT", "/api/v1/held/{id}/refusal"): {"reason": "spam"},
    ("PUT", "/api/v1/days/{id}/cancellation"): {"reason": "a power cut"},
    ("PUT", "/api/v1/rooms/{room}/slow-mode"): {"seconds": 10},
    ("PUT", "/api/v1/rooms/{room}/seen"): {"upto": 3},
    ("POST", "/api/v1/visits/{id}/minutes/entries"): {"id": "", "kind": "note", "texts": NAMES, "original": "pl"},
    ("PATCH", "/api/v1/visits/{id}/minutes/entries/{entry}"): {"texts": NAMES, "version": 1},
    ("PUT", "/api/v1/visits/{id}/minutes/approval"): {"edition": 0},
    ("PUT", "/api/v1/visits/{id}/feedback"): {
        "id": "",
        "scores": {"useful": 5, "understood": 4, "technology": 3, "together": 2},
        "lang": "en",
    },
    ("PUT", "/api/v1/visits/{id}/presences"): {"minutes": {}},
    ("PUT", "/api/v1/visits/{id}/report"): {"summary": NAMES, "version": 0},
    ("POST", "/api/v1/visits/{id}/room/questions"): {"id": "", "text": "Who pays?", "lang": "en"},
    ("PUT", "/api/v1/visits/{id}/room/questions/{question}/decision"): {"decision": "open"},
    ("PUT", "/api/v1/visits/{id}/room/questions/{question}/merger"): {"into": ""},
    ("PUT", "/api/v1/visits/{id}/room/point"): {"point": None},
    ("PUT", "/api/v1/visits/{id}/room/word"): {"account": ""},
    ("PUT", "/api/v1/visits/{id}/room/break"): {"minutes": 10},
}
"""Requests that are right as they are."""
QUERIES: dict[tuple[str, str], dict[str, Any]] = {
    ("GET", "/api/v1/search"): {"q": "pipes"},
    ("DELETE", "/api/v1/rooms/{room}/entries/{seq}"): {"id": ""},
    ("DELETE", "/api/v1/visits/{id}/minutes/entries/{entry}"): {"version": "1"},
    ("POST", "/api/v1/files"): {"id": "", "description": "A pump", "lang": "en"},
}


class Town:
    """A small store and the names of what is in it, by the places that they have in addresses."""

    def __init__(self, server: LiveServer, token: str, of_another: str, of_newcomer: str) -> None:
        own = f"sqlite:///{server.folder / 'mosty.sqlite3'}"
        self._store, self._address = server.environment.get("MOSTY_DATABASE_URL", own), server.address
        self.headers = {"Authorization": f"Bearer {token}", "Accept-Language": "en"}
        self.newcomer = {"Authorization": f"Bearer {of_newcomer}"}
        with httpx.Client(base_url=f"{self._address}/api/v1", headers=self.headers) as self._client:
            self.known = self._build({"Authorization": f"Bearer {of_another}"})

    def headers_for(self, operation: Any) -> dict[str, str]:
        """Who asks: what waits is taken back by the newcomer who wrote it."""
        return self.headers | (self.newcomer if operation.path.endswith("/waiting/{id}") else {})

    def make_real(self, case: Any, dice: random.Random) -> None:
        """Address things that are there; ask for what may be, but for one thing that was made up."""
        for place, names in self.known.items():
            if place in case.path:
                case.path_parameters[place.split("{")[1].partition("}")[0]] = dice.choice(names)
        self.make_sound(case, dice)

    def make_sound(self, case: Any, dice: random.Random) -> None:
        """Ask for what may be, but for one thing that was made up, whatever is addressed."""
        case.query = self._with_one_of(case.query or {}, QUERIES.get((case.method, case.path), {}), dice)
        whole = BODIES.get((case.method, case.path))
        if case.path == "/api/v1/files":
            case.body = picture()
        if whole is not None and isinstance(case.body, dict):
            case.body = self._with_one_of(case.body, whole, dice)

    def _with_one_of(self, made_up: dict[str, Any], whole: dict[str, Any], dice: random.Random) -> dict[str, Any]:
        odd = dice.sample(sorted(made_up), min(len(made_up), dice.randrange(2)))
        return {**self._own(whole, dice), **{name: made_up[name] for name in odd}}

    def _own(self, fields: dict[str, Any], dice: random.Random) -> dict[str, Any]:
        own = {
            "id": str(uuid.UUID(int=dice.getrandbits(128), version=4)),
            "into": dice.choice([self.goal, dice.choice(self.known["/questions/{question}"])]),
            "account": self.host,
            "posts": [dice.choice(self.known["/posts/{id}"])],
            "edition": self._edition() if "edition" in fields else 0,
        }
        return {**fields, **{name: value for name, value in own.items() if name in fields}}

    def _edition(self) -> int:
        """The one of the minutes that can be approved."""
        answer = httpx.get(f"{self._address}/api/v1/visits/{self.over}/minutes", headers=self.headers)
        return int(answer.json()["edition"])

    def _build(self, another: dict[str, str]) -> dict[str, list[str]]:
        self._make("/boards", slug="water", name=NAMES)
        self._make("/tags", slug="pipes", name=NAMES)
        self._make("/tags", slug="drains", name=NAMES | {"en": "Drains"})  # that no request takes out of use
        threads = [self._make("/boards/water/threads", **self._text(title=f"Pipes {n}"))["id"] for n in range(3)]
        # A thread that nothing else is done to: two threads with polls cannot be merged.
        self.goal = self._make("/boards/water/threads", **self._text(title="All pipes"))["id"]
        for thread in threads[1:]:
            self._make(f"/threads/{thread}/poll", **BODIES["POST", "/api/v1/threads/{id}/poll"] | {"id": new_id()})
        posts = [self._make(f"/threads/{threads[0]}/posts", **self._text())["id"] for _ in range(9)]
        for post in posts[:4]:
            assert self._client.patch(f"/posts/{post}", json={"body": "Edited", "version": 1}).status_code == 200
        self._client.headers.update(another)
        posts += [self._make(f"/threads/{threads[0]}/posts", **self._text())["id"] for _ in range(9)]
        self._client.headers.update(self.headers)
        written = self._client.get(f"/threads/{threads[0]}/posts").json()["items"]
        writers = {post["author"]["id"] for post in written}
        asked_for = [{"id": new_id(), "description": "A pump", "lang": "en"} for _ in range(9)]
        brought = [self._client.post("/files", params=params, content=picture()) for params in asked_for]
        visits = [self._make("/visits", **asked()) for _ in range(4)]
        for visit in visits[:3]:
            assert self._client.put(f"/visits/{visit['id']}/publication").status_code == 200
        self.over, approved, self.host = visits[1]["id"], visits[2]["id"], visits[0]["host"]["id"]
        assert self._client.put(f"/visits/{self.over}/seat").status_code == 200
        # No request makes a visit of the past.
        ended = datetime.now(UTC) - timedelta(days=1)
        times = {"starts_at": ended - timedelta(minutes=90), "ends_at": ended}
        self._put(sa.update(visited).where(visited.c.public_id.in_([self.over, approved])).values(**times))
        action = {"kind": "action", "texts": NAMES, "person": visits[0]["host"]["id"]}
        noted = [self._make(f"/visits/{self.over}/minutes/entries", id=new_id(), **action)["id"] for _ in range(9)]
        self._make(f"/visits/{approved}/minutes/entries", id=new_id(), **action)
        frozen = {"frozen_at": datetime(2026, 1, 6, 9, tzinfo=UTC), "text": "x", "stamp": "x"}
        which = sa.select(visited.c.id).where(visited.c.public_id == approved).scalar_subquery()
        self._put(sa.update(minutes).where(minutes.c.visit_id == which).values(**frozen))
        there = {"minutes": {visits[0]["host"]["id"]: 90}}
        assert self._client.put(f"/visits/{self.over}/presences", json=there).status_code == 200
        certificate = self._client.put(f"/visits/{self.over}/certificate").json()["code"]
        room = visits[0]["room"]
        said = [self._make(f"/rooms/{room}/entries", id=new_id(), text=f"word {n}")["seq"] for n in range(9)]
        asking = BODIES["POST", "/api/v1/visits/{id}/room/questions"]
        questions = [
            self._make(f"/visits/{visits[0]['id']}/room/questions", **asking | {"id": new_id()})["id"] for _ in range(4)
        ]
        days = [self._make("/boards/water/days", **BODIES["POST", "/api/v1/boards/{slug}/days"] | {"id": new_id()})]
        for thread in (threads[0], self.goal):
            assert self._client.put(f"/threads/{thread}/questions").status_code == 200
        waiting = self._waiting()
        return {
            "/boards/{slug}": ["water"],
            "/days/{id}": [day["id"] for day in days],
            "/tags/{slug}": ["pipes"],
            "/threads/{id}": threads,
            "/threads/{id}/questions": threads[1:],
            "/posts/{id}": posts,
            "/held/{id}/approval": waiting[:3],
            "/held/{id}/refusal": waiting[3:6],
            "/waiting/{id}": waiting[6:],
            "/reactions/{kind}": ["thanks", "agree"],
            "/versions/{version}": ["2"],
            "/people/{id}": sorted(writers),
            "/drafts/{place}": ["board-water", f"thread-{threads[1]}"],
            "/files/{id}": [answer.json()["id"] for answer in brought],
            "/visits/{id}": [visit["id"] for visit in visits],
            "/questions/{question}": questions,
            "/rooms/{room}": [room],
            "/entries/{entry}": noted,
            "/certificates/{code}": [certificate],
            "/entries/{seq}": [str(seq) for seq in said],
        }

    def _waiting(self) -> list[str]:
        """Replies of a newcomer's on a board whose day it is."""
        self._make("/boards", slug="today", name=NAMES | {"en": "Today"})
        today = {"id": new_id(), "title": NAMES, "starts": f"{TODAY}T00:00", "ends": f"{TODAY}T23:59", "zone": "UTC"}
        self._make("/boards/today/days", **today)
        thread = self._make("/boards/today/threads", **self._text(title="Today"))["id"]
        sent = [
            self._client.post(f"/threads/{thread}/posts", json=self._text(), headers=self.newcomer) for _ in range(9)
        ]
        assert [answer.status_code for answer in sent] == [202] * 9, sent[0].text
        return [answer.json()["id"] for answer in sent]

    def _put(self, change: sa.Update) -> None:
        """Change the store past the server."""

        async def write() -> None:
            engine = open_engine(self._store)
            async with engine.begin() as connection:
                await connection.execute(change)
            await engine.dispose()

        asyncio.run(write())

    def _make(self, path: str, **body: Any) -> Any:
        answer = self._client.post(path, json=body)
        assert answer.status_code == 201, answer.text
        return answer.json()

    def _text(self, **more: str) -> dict[str, str]:
        return {**TEXT, "id": new_id(), **more}


def new_id() -> str:
    return str(uuid.uuid4())


@pytest.mark.timeout(900)
def test_s18_schema_fuzz(server: LiveServer) -> None:
    """Fitting and unfitting requests alike are answered with a status that the operation declares, none with a 500;
    so are walks along the links from what one request made to the next."""
    began = time.monotonic()
    common = {"role": "administrator", "lang": "en", "zone": "UTC", "token": True}
    people = [{"email": f"{name.lower()}@example.org", "name": name, **common} for name in ("Ruth", "Ann", "Eve")]
    people[2] |= {"role": "resident"}
    town = Town(server, *(person["token"] for person in server.people(people)))
    schema = schemathesis.openapi.from_dict(httpx.get(f"{server.address}/api/v1/openapi.json").json())
    operations: list[Any] = [cast(Any, found).ok() for found in schema.get_all_operations()]
    assert len(operations) >= 20
    operations.sort(key=turn)
    with requests.Session() as session:
        heard = {operation.label: fuzz(operation, server.address, town, session) for operation in operations}
        walked = walk(schema, server.address, town, session)
    shut = [label for label, statuses in heard.items() if min(statuses) >= 300]
    assert shut == [], f"none got beyond its door: {shut}"
    done = sorted(label for label, statuses in walked.items() if min(statuses) < 300)
    print(f"S18: seed {SEED}, {time.monotonic() - began:.0f} s, {len(done)} operations done by following a link")
    assert len(done) >= LED_TO, walked
    assert '"level":"error"' not in server.log()


def turn(operation: Any) -> tuple[object, ...]:
    """What takes less away comes earlier."""
    path, method = operation.path, operation.method.upper()
    parts = -path.count("/") if method == "DELETE" else 0
    gone = "cancellation" in path or "merger" in path
    return ORDER.index(method), gone, ("hiding" in path) == (method != "DELETE"), parts


def walk(schema: Any, address: str, town: Town, session: requests.Session) -> dict[str, Counter[int]]:
    """How often each status was the answer of an operation that a link led to, in walks of some steps."""
    walked: defaultdict[str, Counter[int]] = defaultdict(Counter)
    wrong: list[str] = []
    dice, begun = random.Random(18 + SEED), 0

    class Walk(schema.as_state_machine()):  # type: ignore[misc]
        def setup(self) -> None:
            nonlocal begun
            begun += 1

        def step(self, input: Any) -> Any:  # noqa: A002  (the library's name)
            case, linked = input.case, input.transition is not None
            (town.make_sound if linked else town.make_real)(case, dice)
            if "wait" in (case.query or {}):
                case.query["wait"] = "0"
            output = super().step(input)
            if linked:
                walked[case.operation.label][output.response.status_code] += 1
            return output

        def get_call_kwargs(self, case: Any) -> dict[str, Any]:
            return {"base_url": address, "session": session, "headers": town.headers}

        def validate_response(self, response: Any, case: Any, *given: Any, **more: Any) -> None:
            wrong.extend(complaints(case.operation, response))

    for number in range(WALKS):
        # The store remembers, so that the same walk may be answered otherwise, which ends a series.
        with contextlib.suppress(Flaky):
            seed(SEED + number)(Walk).run(
                settings=settings(HOW, derandomize=False, max_examples=WALKS - begun, stateful_step_count=STEPS)
            )
        if begun >= WALKS:
            break
    assert wrong == []
    assert begun >= WALKS
    return dict(walked)


def complaints(operation: Any, answer: Any) -> list[str]:
    """What is wrong with an answer: a failure of ours, or a status that the operation does not declare."""
    if answer.status_code < 500 and str(answer.status_code) in operation.definition.raw["responses"]:
        return []
    return [f"{operation.label}: {answer.status_code} {answer.text[:500]}"]


def fuzz(operation: Any, address: str, town: Town, session: requests.Session) -> Counter[int]:
    """How often each status was the answer."""
    heard = Counter[int]()
    fitting, unfitting = (operation.as_strategy(generation_mode=mode) for mode in GenerationMode)

    @settings(HOW, max_examples=EXAMPLES)
    @given(case=fitting | unfitting, dice=st.none() | st.randoms(use_true_random=False))
    def attempt(case: Any, dice: random.Random | None) -> None:
        if dice is not None:
            town.make_real(case, dice)
        if "wait" in (case.query or {}):
            case.query["wait"] = "0"
        answer = case.call(base_url=address, session=session, headers=town.headers_for(operation))
        assert complaints(operation, answer) == []
        heard[answer.status_code] += 1

    (seed(SEED)(attempt) if NIGHTLY else attempt)()
    dice = random.Random(18 + SEED)
    for _ in range(SOUND):
        if min(heard) < 300:
            break
        speaks = (operation.method.upper(), operation.path) in BODIES or operation.path == "/api/v1/files"
        kinds = operation.definition.raw.get("requestBody", {}).get("content", {})
        case = operation.Case(**({"body": {}, "media_type": next(iter(kinds))} if speaks else {}))
        town.make_real(case, dice)
        answer = case.call(base_url=address, session=session, headers=town.headers_for(operation))
        assert complaints(operation, answer) == []
        heard[answer.status_code] += 1
    return heard
