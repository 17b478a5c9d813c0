"""Everything that people do in a room, in any order, against the plain model of `tests/rooms/model/talk.py`.

The sequences are the same in every run. `MODEL_EXAMPLES=200 pytest tests/rooms/model` tries 200 new ones.
"""

import asyncio
import os
import re
from collections.abc import Coroutine
from typing import Any, ClassVar, TypeVar
from uuid import UUID

import pytest
from hypothesis import HealthCheck, Phase
from hypothesis import settings as how
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule, run_state_machine_as_test
from hypothesis.strategies import booleans, integers, lists, none, sampled_from
from litestar import Litestar
from msgspec import to_builtins
from msgspec.structs import replace
from sqlalchemy.ext.asyncio import AsyncEngine

from forum.foundation.database import engine
from forum.foundation.settings import Settings
from realtime import channel, ring
from realtime.wire import Change, Edit, Post, Remove
from tests.conftest import TurnedClock
from tests.rooms.model.reader import Reader
from tests.rooms.model.talk import Answer, Talk
from tests.rooms.model.world import World

EXAMPLES = int(os.environ.get("MODEL_EXAMPLES", "0"))
HOW = how(
    max_examples=EXAMPLES or 20,
    stateful_step_count=50,
    derandomize=not EXAMPLES,
    phases=[Phase.generate],
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)
PEOPLE = ("olena", "bohdan", "kasia", "tomasz", "ada")
TEXT = re.compile(r"words\d+of")
STATUS = {"signed_out": 401, "gone": 404, "mismatch": 409}

T = TypeVar("T")
somebody = sampled_from(PEOPLE)
anybody = none() | somebody
guests = sampled_from(("bohdan", "kasia", "tomasz"))
places = integers(0, 60)
few = integers(0, 3)  # the same few messages again and again: that is where acts meet


class Machine(RuleBasedStateMachine):
    """One room from its opening; olena hosts, bohdan and kasia have seats, ada moderates."""

    world: ClassVar[World]
    runner: ClassVar[asyncio.Runner]
    number: ClassVar[int] = 0

    def __init__(self) -> None:
        super().__init__()
        self.talk = Talk(seated={"olena", "bohdan", "kasia"})
        self.row, self.room = self.run(self.world.open_room("olena", "bohdan", "kasia"))
        self.readers = {name: Reader(self.world, name, self.room) for name in (None, *PEOPLE)}
        self.asked: list[tuple[str, Change]] = []

    # --- who reads

    @rule(who=anybody, place=places, how=sampled_from(["resume", "resume", "again", "anew", "last"]))
    def enter(self, who: str | None, place: int, how: str) -> None:
        reader, head = self.readers[who], self.talk.head
        after = {"resume": reader.head, "again": place % (head + 1), "anew": 0}.get(how, 0)
        hello = {"last": place % 12 + 1} if how == "last" else {"after": after}
        said = self.run(reader.hello(self.talk.dead(), **hello))
        assert said == ("4403" if who in self.talk.banned else "live")
        if said == "live":
            [welcome] = [event for event in reader.came if event["t"] == "welcome"]
            assert welcome["can"] == self.talk.rights(who)
            assert welcome["head"] == head
            self.check_catch_up(reader, hello.get("after", max(0, head - hello.get("last", 0))))

    @rule(who=anybody, bye=booleans())
    def go(self, who: str | None, bye: bool) -> None:
        if (reader := self.readers[who]).live and reader.socket:
            reader.live = False
            if bye:
                reader.socket.say("bye", room=self.room)
            else:
                reader.socket.hang_up()
                self.run(reader.closed())
                reader.socket = None

    @rule()
    def everybody_sees_the_same(self) -> None:
        for reader in self.readers.values():
            if reader.live:
                self.run(reader.settled(self.talk.head))
                self.check_screen(reader)

    @rule(who=anybody)
    def look(self, who: str | None) -> None:
        """Somebody new to the room: by socket, by API, by the page."""
        fresh, log = Reader(self.world, who, self.room), self.talk.log()
        if who not in self.talk.banned:
            assert self.run(fresh.hello(self.talk.dead(), after=0)) == "live"
            self.check_catch_up(fresh, 0)
            self.check_screen(fresh)
            assert fresh.socket is not None
            fresh.socket.hang_up()
            self.run(fresh.closed())
        answer = self.run(self.world.ask(who, "GET", self.entries, params={"limit": 500}))
        assert [self.plainly(entry) for entry in answer.json()["entries"]] == log
        assert not self.talk.dead() & set(TEXT.findall(answer.text))
        shown = self.run(self.world.page(self.room, who))
        assert shown == self.talk.screen()

    # --- who writes

    @rule(who=anybody, door=booleans(), answers=none() | places)
    def say(self, who: str | None, door: bool, answers: int | None) -> None:
        reply = None if answers is None or not self.talk.head else answers % self.talk.head + 1
        self.write(who, Post(room=self.room, id=self.id(), text=self.words(), reply_to=reply), door)

    @precondition(lambda self: self.talk.head)
    @rule(who=anybody, place=few, door=booleans(), own=booleans())
    def edit(self, who: str | None, place: int, door: bool, own: bool) -> None:
        seq, author = self.pick(place)
        self.write(author if own else who, Edit(room=self.room, seq=seq, id=self.id(), text=self.words()), door)

    @precondition(lambda self: self.talk.head)
    @rule(who=anybody, place=few, door=booleans(), own=booleans())
    def remove(self, who: str | None, place: int, door: bool, own: bool) -> None:
        seq, author = self.pick(place)
        self.write(author if own else who, Remove(room=self.room, seq=seq, id=self.id()), door)

    @precondition(lambda self: self.asked)
    @rule(place=places, door=booleans(), other=booleans())
    def retry(self, place: int, door: bool, other: bool) -> None:
        """The same id again, with the same or other content, whatever has happened since."""
        who, change = self.asked[place % len(self.asked)]
        if other:
            change = (
                replace(change, seq=change.seq + 1) if isinstance(change, Remove) else replace(change, text="other")
            )
        self.write(who, change, door, again=True)

    @rule(who=lists(somebody, min_size=2, max_size=5, unique=True))
    def speak_at_once(self, who: list[str]) -> None:
        posts = self.posts(who)
        answers = self.run(self._at_once(posts))
        assert sorted(seq for seq, _ in answers) == list(range(self.talk.head + 1, self.talk.head + len(posts) + 1))
        self.accept(posts, answers)

    @precondition(lambda self: self.talk.messages)
    @rule(who=sampled_from((None, "bohdan", "olena", "ada", "ada", "ada")), place=few, hide=booleans())
    def judge(self, who: str | None, place: int, hide: bool) -> None:
        self._judge(who, self.pick(place)[0], hide=hide)

    @precondition(lambda self: any(message.state == "hidden" for message in self.talk.messages.values()))
    @rule()
    def reconsider(self) -> None:
        self._judge("ada", next(seq for seq, m in self.talk.messages.items() if m.state == "hidden"), hide=False)

    def _judge(self, who: str | None, seq: int, *, hide: bool) -> None:
        answer = self.run(self.world.ask(who, "PUT" if hide else "DELETE", f"{self.entries}/{seq}/hiding"))
        self.check_answer(answer, self.talk.judge(who, seq, hide=hide), first=200)
        for reader in self.readers.values():
            reader.dead &= self.talk.dead()

    # --- who may

    @rule(act=sampled_from(("seat", "mute", "ban", "room")), who=guests, dice=few)
    def set_right(self, act: str, who: str, dice: int) -> None:
        """A host, a moderator or the town gives or takes a right; mostly gives, so that there is talk."""
        talk, gives = self.talk, dice > 0
        if act == "seat":
            self.run(self.world.seat(self.row, who, on=gives))
            (talk.seated.add if gives else talk.seated.discard)(who)
        elif act == "mute":
            self.run(self.world.mute(self.room, who, "olena", on=not gives))
            (talk.muted.discard if gives else talk.muted.add)(who)
        elif act == "room":
            by = "ada" if who == "tomasz" else "olena"
            self.run(self.world.set_read_only(self.room, by, on=not gives))
            talk.set_read_only(by, on=not gives)
        else:
            self.ban(who, on=not gives)

    def ban(self, who: str, *, on: bool) -> None:
        self.run(self.world.ban(who, on=on))
        (self.talk.banned.add if on else self.talk.banned.discard)(who)
        if on and (reader := self.readers[who]).live:
            assert self.run(reader.closed()) == 4403
            assert reader.head <= self.talk.head
            reader.live = False

    # --- what breaks

    @rule(who=lists(somebody, max_size=4, unique=True), turns=integers(0, 30))
    def crash(self, who: list[str], turns: int) -> None:
        """The process ends while some are being answered; what has no answer is asked again under its id."""
        posts = self.posts(who)
        self.run(self._crash(posts, turns))
        for reader in self.readers.values():
            if reader.socket:
                reader.read()
                self.check_dead(reader)
            reader.live, reader.socket = False, None
        self.accept(posts, [self.run(self._again(*post)) for post in posts])

    def teardown(self) -> None:
        self.look(None)
        self.look("kasia")
        self.everybody_sees_the_same()
        self.run(self._end())

    # --- checks

    def check_catch_up(self, reader: Reader, after: int) -> None:
        assert [self.plainly(event) for event in reader.came if event["t"] == "entry"] == self.talk.log()[after:]
        self.check_dead(reader)

    def check_screen(self, reader: Reader) -> None:
        """What was heard piece by piece is what is true now."""
        assert reader.head == self.talk.head
        assert reader.screen == {seq: text for seq, text in self.talk.screen().items() if seq > reader.begun}
        assert [(seq, *step) for seq, step in sorted(reader.steps.items())] == [
            (step["seq"], step["kind"], self.account(step["by"]), step["of"])
            for step in self.talk.log()[reader.begun :]
        ]
        self.check_dead(reader)
        assert reader.socket is not None
        reader.dead, reader.socket.raw = self.talk.dead(), ""

    def check_dead(self, reader: Reader) -> None:
        assert reader.socket is not None
        assert not reader.dead & set(TEXT.findall(reader.socket.raw)), "a text came that had been taken away"

    def check_answer(self, answer: Any, expected: Answer, first: int = 201) -> None:
        if expected.code != "posted":
            assert answer.status_code == STATUS.get(expected.code, 403), answer.text
            code = {"gone": "not_found", "mismatch": "idempotency_mismatch"}.get(expected.code, expected.code)
            assert answer.json()["code"] == code
        else:
            told = answer.json()
            assert (told["seq"], told["dup"]) == (expected.seq, expected.dup)
            assert answer.status_code == (200 if expected.dup else first)

    def plainly(self, entry: dict[str, Any]) -> dict[str, Any]:
        assert entry.get("html") == entry.get("text")
        by = {self.account(name): name for name in PEOPLE}.get((entry.get("author") or {}).get("id"))
        mine = {"seq": entry["seq"], "kind": entry["kind"], "by": by}
        return mine | {name: entry.get(name) for name in ("of", "text", "reply_to")}

    # --- words for the rules

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return self.runner.run(work)

    @property
    def entries(self) -> str:
        return f"/api/v1/rooms/{self.room}/entries"

    def account(self, name: str | None) -> str | None:
        return self.world.people[name].public_id if name else None

    def id(self) -> UUID:
        type(self).number += 1
        return UUID(int=self.number)

    def words(self) -> str:
        return f"words{self.number}of"

    def posts(self, who: list[str]) -> list[tuple[str, Change]]:
        """Something to say for each of them who may talk."""
        talking = [name for name in who if "talk" in self.talk.rights(name)]
        return [(name, Post(room=self.room, id=self.id(), text=self.words())) for name in talking]

    def accept(self, posts: list[tuple[str, Change]], answers: list[tuple[int, bool]]) -> None:
        """Posts that the product put into an order of its own."""
        for (seq, _), (who, change) in sorted(zip(answers, posts, strict=True), key=lambda pair: pair[0]):
            assert self.talk.write(who, change) == Answer("posted", seq)
            self.asked.append((who, change))

    def pick(self, place: int) -> tuple[int, str | None]:
        """The number and the author of one of few messages, now and then of whatever stands there."""
        judged = [seq for seq, message in self.talk.messages.items() if message.verdict]
        first = [*judged[:2], *self.talk.messages][:3]
        seq = first[place % len(first)] if first and place < 3 else self.talk.head // 2 + 1
        message = self.talk.messages.get(seq)
        return seq, message.author if message else None

    def write(self, who: str | None, change: Change, by_socket: bool, *, again: bool = False) -> None:
        reader = self.readers[who]
        if by_socket and reader.live:
            expected = self.talk.write(who, change)
            code = {"gone": "not_yours"}.get(expected.code, expected.code)
            frame = to_builtins(change)
            assert self.run(reader.write(frame)) == (code, expected.seq, expected.dup)
        else:
            expected = self._over_http(who, change)
        if who and not again and expected.code == "posted":
            self.asked.append((who, change))

    def _over_http(self, who: str | None, change: Change) -> Answer:
        if who is None:
            expected = Answer("signed_out")
        elif who in self.talk.banned and not isinstance(change, Remove):
            expected = Answer("banned")
        else:
            expected = self.talk.write(who, change)
        self.check_answer(self.run(self._ask(who, change)), expected)
        return expected

    async def _ask(self, who: str | None, change: Change) -> Any:
        body: dict[str, Any] = {"id": str(change.id)}
        if isinstance(change, Remove):
            return await self.world.ask(who, "DELETE", f"{self.entries}/{change.seq}", params=body)
        body["text"] = change.text
        if isinstance(change, Edit):
            return await self.world.ask(who, "PATCH", f"{self.entries}/{change.seq}", json=body)
        return await self.world.ask(who, "POST", self.entries, json=body | {"reply_to": change.reply_to})

    # --- what the rules do to the product

    async def _end(self) -> None:
        for name in sorted(self.talk.banned):
            await self.world.ban(name, on=False)
        for reader in self.readers.values():
            if reader.socket and reader.socket.code is None:
                reader.socket.hang_up()
                await reader.socket.task

    async def _at_once(self, posts: list[tuple[str, Change]]) -> list[tuple[int, bool]]:
        return await asyncio.gather(*(self._post(*post) for post in posts))

    async def _post(self, who: str, change: Change) -> tuple[int, bool]:
        reader = self.readers[who]
        if not reader.live:
            return await self._again(who, change)
        code, seq, dup = await reader.write(to_builtins(change))
        assert code == "posted"
        return seq, dup

    async def _again(self, who: str, change: Change) -> tuple[int, bool]:
        answer = await self._ask(who, change)
        assert answer.status_code in (200, 201), answer.text
        return answer.json()["seq"], answer.json()["dup"]

    async def _crash(self, posts: list[tuple[str, Change]], turns: int) -> None:
        on_the_way = [asyncio.create_task(self._post(*post)) for post in posts]
        for _ in range(turns):
            await asyncio.sleep(0)
        sockets = [reader.socket for reader in self.readers.values() if reader.socket]
        await self.world.crash(sockets, on_the_way)
        await self.world.start()


@pytest.mark.timeout(max(300, 10 * EXAMPLES))
def test_r17_model(settings: Settings, clock: TurnedClock, handlers: Litestar, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever stayed, whoever comes back and whoever is new see what the model says, after every order of acts."""
    for module, name, size in ((ring, "RING_ENTRIES", 8), (channel, "RING_ENTRIES", 8), (channel, "PAGE_ENTRIES", 5)):
        monkeypatch.setattr(module, name, size)  # so that fifty steps meet pages of the log too
    # What a process forgets is tried here; connections and compiled statements outlive the crashes, which is quicker.
    kept = engine.open_engine(settings.database_url)
    monkeypatch.setattr(engine, "open_engine", lambda url, **_: kept)
    monkeypatch.setattr(type(kept), "dispose", _not_yet)
    with asyncio.Runner() as runner:
        world = World(settings, clock, handlers)
        runner.run(world.start())
        runner.run(world.bring(*PEOPLE))
        Machine.world, Machine.runner = world, runner
        try:
            run_state_machine_as_test(Machine, settings=HOW)
        finally:
            runner.run(world.stop())
            monkeypatch.undo()
            runner.run(kept.dispose())


async def _not_yet(kept: AsyncEngine) -> None:
    """Connections stay for the next process."""
