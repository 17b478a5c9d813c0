"""What is said at a socket: posting, editing, refusals, a log that is away."""

import asyncio
from typing import Any
from uuid import uuid4

import pytest

from realtime import wire
from realtime.ports import Engine, Member
from realtime.wire import LIFTED
from tests.realtime.hub.stories import both, in_town
from tests.realtime.simulated_time import run
from tests.realtime.town import ROOM, Client, Doors, MemoryLog, Town


def test_the_hub_is_an_engine() -> None:
    async def story(town: Town) -> None:
        assert isinstance(town.hub, Engine)

    in_town(story)


@both
def test_one_says_and_all_hear(lend: bool) -> None:
    async def story(town: Town) -> None:
        olena, marek = town.connect("Olena", lend=lend), town.connect("Marek", lend=lend)
        guest = town.connect(None, lend=lend)
        for client in (olena, marek, guest):
            await client.enter()
        mine = olena.post("Добрий день")
        assert await olena.hears("posted") == {"t": "posted", "room": ROOM, "id": str(mine), "seq": 1, "dup": False}
        for client in (marek, guest):
            entry = await client.hears("entry")
            assert (entry["seq"], entry["text"], entry["author"]["name"]) == (1, "Добрий день", "Olena")
        assert olena.seqs() == marek.seqs() == guest.seqs() == [1]

    in_town(story)


def test_a_repeat_is_acknowledged_with_its_old_number() -> None:
    async def story(town: Town) -> None:
        olena = town.connect()
        await olena.enter()
        mine = olena.post("once")
        await olena.hears("posted", dup=False)
        olena.post("twice")
        await olena.hears("posted", seq=2)
        olena.post("once", id=mine)
        assert (await olena.hears("posted"))["dup"] is True
        assert olena.of("posted")[-1]["seq"] == 1
        olena.post("another body", id=mine)
        assert (await olena.hears("error"))["code"] == "mismatch"
        assert len(town.log.rooms[ROOM].entries) == 2

    in_town(story)


def test_editing_and_removing_are_entries_and_only_of_ones_own() -> None:
    async def story(town: Town) -> None:
        olena, marek = town.connect("Olena"), town.connect("Marek")
        for client in (olena, marek):
            await client.enter()
        olena.post("firts")
        await olena.hears("posted")
        olena.say("edit", seq=1, id=uuid4(), text="first")
        assert (await marek.hears("entry", kind="edited"))["of"] == 1
        marek.say("remove", seq=1, id=uuid4())
        assert (await marek.hears("error"))["code"] == "not_yours"
        olena.say("remove", seq=1, id=uuid4())
        removed = await marek.hears("entry", kind="removed")
        assert (removed["seq"], removed["of"], removed["text"]) == (3, 1, "")

    in_town(story)


@pytest.mark.parametrize("kind", ["removed", "question.asked"])
def test_what_others_commit_reaches_readers(kind: str) -> None:
    async def story(town: Town) -> None:
        client = town.connect()
        await client.enter()
        town.log.say("from a form")
        town.log.say("", kind=kind, of=1)
        await client.hears("entry", kind=kind)
        assert client.seqs() == [1, 2]

    in_town(story)


def test_members_are_named_in_the_order_of_the_log_whatever_order_commits_are_told_in() -> None:
    async def story(town: Town) -> None:
        client = town.connect()
        await client.enter()
        town.log.tell = lambda entry: None
        first, second = town.log.say("one"), town.log.say("two")
        town.hub.announce(ROOM, [second])
        town.hub.announce(ROOM, [first])
        await client.hears("entry", seq=2)
        assert client.seqs() == [1, 2]
        assert town.log.calls["read"] == 0

    in_town(story)


def test_muted_and_read_only_are_said_with_their_facts() -> None:
    async def story(town: Town) -> None:
        olena = town.connect()
        await olena.enter()
        town.log.muted["olena"] = "2027-02-01T10:00:00Z"
        mine = olena.post("may I?")
        error = await olena.hears("error")
        assert error == {
            "t": "error",
            "code": "muted",
            "room": ROOM,
            "id": str(mine),
            "until": "2027-02-01T10:00:00Z",
        }
        town.log.muted.clear()
        town.log.rooms[ROOM].read_only = True
        olena.post("and now?")
        assert (await olena.hears("error"))["code"] == "read_only"

    in_town(story)


def test_a_flood_of_posts_is_refused_and_then_ended_and_others_hear_ten() -> None:
    async def story(town: Town) -> None:
        flooder, other = town.connect("Flooder"), town.connect("Other")
        for client in (flooder, other):
            await client.enter()
        for number in range(1_000):
            flooder.post(f"flood {number}")
        assert await flooder.ends() == wire.CLOSE_FLOOD
        assert [event["code"] for event in flooder.of("error")] == ["slow_down"] * 30
        other.post("calm")
        await other.hears("entry", text="calm")
        assert other.seqs() == list(range(1, 12))

    in_town(story)


def test_a_log_that_is_away_is_said_and_the_same_id_goes_through_later() -> None:
    class Away(MemoryLog):
        away = True

        async def before(self) -> None:
            if self.away:
                raise OSError("the disk is away")

    async def story(town: Town) -> None:
        log = town.log
        assert isinstance(log, Away)
        log.before_append = log.before
        client = town.connect()
        await client.enter()
        mine = client.post("keep this")
        assert (await client.hears("error"))["id"] == str(mine)
        log.away = False
        client.post("keep this", id=mine)
        assert (await client.hears("posted"))["seq"] == 1

    in_town(story, log=Away())


def test_fuzz_only_the_offender_is_closed_and_bystanders_lose_nothing() -> None:
    async def story() -> None:
        async with Town(limits=LIFTED) as town:
            bystanders: list[Client] = [town.connect(f"bystander {number}") for number in range(50)]
            await asyncio.gather(*(client.enter() for client in bystanders))
            for number, junk in enumerate(("", "[" * 9_000, '{"t":"hello"}', '{"t":{}}', "x" * 20_000) * 4):
                offender = town.connect(f"offender {number}")
                await offender.enter(last=1)
                for _ in range(3):
                    offender.say_raw(junk)
                assert await offender.ends() in (wire.CLOSE_BAD_FRAMES, wire.CLOSE_TOO_LARGE)
                town.log.say(f"calm {number}")
            for client in bystanders:
                await client.hears("entry", seq=20)
                assert client.seqs() == list(range(1, 21))
                assert client.code is None

    run(story())


def test_an_accident_ends_its_own_socket_only() -> None:
    class Clumsy(Doors):
        async def admit(self, member: Member, room: str) -> Any:
            if member.account == "unlucky":
                raise ZeroDivisionError
            return await super().admit(member, room)

    async def story() -> None:
        log = MemoryLog()
        async with Town(log=log, doors=Clumsy(log)) as town:
            unlucky, lucky = town.connect("Unlucky"), town.connect("Lucky")
            await lucky.enter()
            unlucky.say("hello", after=0)
            assert await unlucky.ends() == wire.CLOSE_RESTART
            lucky.post("fine")
            await lucky.hears("posted")

    run(story())


@pytest.mark.parametrize("raising", ["publish", "tell"])
def test_a_failing_part_never_reaches_a_post(raising: str, monkeypatch: pytest.MonkeyPatch) -> None:
    async def story(town: Town) -> None:
        client = town.connect()
        await client.enter()

        def fail(*args: object) -> None:
            raise OSError("away")

        target = town.hub._backplane if raising == "publish" else town.hub.channels.get(ROOM)
        monkeypatch.setattr(target, raising, fail)
        client.post("all the same")
        assert (await client.hears("posted"))["seq"] == 1

    in_town(story)
