"""Who may be here: the door, revocations, roles."""

import asyncio
from typing import Any
from uuid import uuid4

import pytest

from realtime import wire
from realtime.backplane.memory import MemoryBus
from realtime.ports import Member, Refused, Revocation
from realtime.wire import LIFTED
from tests.realtime.hub.stories import in_town, now
from tests.realtime.simulated_time import run
from tests.realtime.town import ROOM, Doors, MemoryLog, Story, Town, pauses


def test_w3_no_hello_in_five_seconds() -> None:
    async def story(town: Town) -> None:
        client, start = town.connect(), now()
        assert await client.ends() == wire.CLOSE_NO_HELLO
        assert 5.0 <= now() - start < 5.5

    in_town(story)


def test_a_refusal_at_the_door_with_another_code_is_an_error_about_that_room() -> None:
    class Full(Doors):
        async def admit(self, member: Member, room: str) -> Any:
            raise Refused("room_full", places=300)

    async def story() -> None:
        log = MemoryLog()
        async with Town(log=log, doors=Full(log)) as town:
            client = town.connect()
            client.say("hello", after=0)
            assert (await client.hears("error"))["places"] == 300

    run(story())


@pytest.mark.parametrize(
    ("revocation", "code"),
    [
        (Revocation(code=4403, account="olena"), 4403),
        (Revocation(code=4401, session="session of olena"), 4401),
        (Revocation(code=4401, account="olena", session="session of olena"), 4401),
        (Revocation(code=4404, room=ROOM), 4404),
        (Revocation(code=4403, account="olena", room=ROOM), 4403),
    ],
)
def test_a_revocation_here_closes_at_once_and_only_whom_it_means(revocation: Revocation, code: int) -> None:
    async def story(town: Town) -> None:
        olena, marek = town.connect("Olena"), town.connect("Marek")
        town.log.rooms["lviv"] = Story()
        await olena.enter()
        await marek.enter("lviv")
        start = now()
        town.hub.revoke(revocation)
        assert await olena.ends() == code
        assert now() - start < 2
        assert marek.code is None

    in_town(story)


@pytest.mark.parametrize("bus", [True, False], ids=["with a bus", "without one"])
def test_a_ban_by_another_process_reaches_sockets_in_time(bus: bool) -> None:
    async def story() -> None:
        log = MemoryLog()
        doors = Doors(log)
        shared = MemoryBus() if bus else None
        async with Town(log=log, doors=doors, bus=shared) as one, Town(log=log, doors=doors, bus=shared) as two:
            olena = two.connect("Olena")
            await olena.enter()
            doors.refused["olena", None] = "banned"
            revocation = Revocation(code=4403, account="olena")
            if not bus:
                doors.list.append(revocation)
            start = now()
            one.hub.revoke(revocation)
            assert await olena.ends() == wire.CLOSE_RIGHT_LOST
            assert now() - start <= (0.1 if bus else 2)

    run(story())


@pytest.mark.parametrize(
    ("frame", "fields"), [("post", {"id": uuid4(), "text": "still here?"}), ("typing", {}), ("hello", {"after": 0})]
)
def test_s2_a_frame_after_a_change_of_rights_waits_for_the_gatekeeper(frame: str, fields: dict[str, Any]) -> None:
    """However long he takes: nothing is taken from who may have lost a right, whichever process was told."""

    async def story() -> None:
        log = MemoryLog()
        doors = Doors(log)
        bus = MemoryBus()
        async with Town(log=log, doors=doors, bus=bus) as one, Town(log=log, doors=doors, bus=bus) as two:
            olena, marek = two.connect("Olena"), two.connect("Marek")
            await olena.enter()
            await marek.enter()
            doors.before_admit = pauses([3])
            doors.refused["olena", None] = "banned"
            one.hub.revoke(Revocation(code=4403, account="olena"))
            await asyncio.sleep(0.5)
            assert olena.code is None
            olena.say(frame, **fields)
            assert await olena.ends() == wire.CLOSE_RIGHT_LOST
            assert log.calls["append"] == 0
            assert not olena.of("posted")
            assert len(olena.of("welcome")) == 1
            assert marek.of("typing") == []

    run(story())


def test_s2_rights_that_change_again_meanwhile_are_those_that_count() -> None:
    async def story(town: Town) -> None:
        client = town.connect("Olena")
        await client.enter()
        lengths = iter([2.0, 0.1])

        async def slower_first() -> None:
            await asyncio.sleep(next(lengths, 0.1))

        town.doors.before_admit = slower_first
        town.hub.revoke(Revocation(account="olena"))
        await asyncio.sleep(0.1)
        town.doors.refused["olena", ROOM] = "forbidden"
        town.hub.revoke(Revocation(account="olena"))
        await asyncio.sleep(0.5)
        assert client.code == wire.CLOSE_RIGHT_LOST

    in_town(story)


def test_s2_who_cannot_be_asked_about_does_not_keep_the_right() -> None:
    async def story(town: Town) -> None:
        client = town.connect("Olena")
        await client.enter()

        async def away() -> None:
            raise OSError("the store is away")

        town.doors.before_admit = away
        town.hub.revoke(Revocation(account="olena"))
        assert await client.ends() == wire.CLOSE_RESTART
        assert client.of("restart")

    in_town(story)


def test_a_ban_that_was_lifted_meanwhile_closes_nobody() -> None:
    async def story(town: Town) -> None:
        client = town.connect("Olena")
        await client.enter()
        town.doors.list.append(Revocation(code=4403, account="olena"))
        await asyncio.sleep(5)
        assert client.code is None

    in_town(story)


def test_a_right_that_was_lost_is_asked_for_again() -> None:
    async def story(town: Town) -> None:
        town.log.rooms["lviv"] = Story()
        client = town.connect("Olena")
        await client.enter()
        await client.enter("lviv")
        town.doors.refused["olena", ROOM] = "no_room"
        town.hub.revoke(Revocation(account="olena"))
        assert (await client.hears("error"))["code"] == "no_room"
        town.log.say("not for her")
        town.log.say("for her", "lviv")
        await client.hears("entry", room="lviv")
        assert client.seqs() == []

    in_town(story)


def test_a_role_that_changed_closes_nobody_and_counts_from_then_on() -> None:
    async def story(town: Town) -> None:
        client, other = town.connect("Olena"), town.connect("Marek")
        await client.enter()
        await other.enter()
        town.doors.can = ("read",)
        town.hub.revoke(Revocation(account="olena"))
        await asyncio.sleep(1)
        client.say("typing")
        await asyncio.sleep(3)
        assert client.code is None
        assert other.of("typing") == []

    in_town(story)


def test_a_full_room_whose_rules_change_asks_a_few_at_a_time_and_reaches_everybody() -> None:
    async def story(town: Town) -> None:
        clients = [town.connect(f"person {number}") for number in range(100)]
        await asyncio.gather(*(client.enter() for client in clients))
        asking: list[int] = [0]

        async def counted() -> None:
            asking.append(asking[-1] + 1)
            await asyncio.sleep(0.01)
            asking.append(asking[-1] - 1)

        town.doors.before_admit = counted
        town.doors.refused[None, ROOM] = "forbidden"
        town.hub.revoke(Revocation(room=ROOM))
        assert {await client.ends() for client in clients} == {wire.CLOSE_RIGHT_LOST}
        assert max(asking) <= 4

    in_town(story, limits=LIFTED)


def test_who_lost_the_room_while_catching_up_hears_nothing_more() -> None:
    async def story(town: Town) -> None:
        town.log.fill(1_200)

        async def ban() -> None:
            town.hub.revoke(Revocation(code=4403, account="olena"))

        client = town.connect("Olena")
        warm = town.connect("Marek")
        await warm.enter(last=1)
        town.log.before_read = ban
        client.say("hello", after=0)
        assert await client.ends() == wire.CLOSE_RIGHT_LOST
        assert client.seqs() == []

    in_town(story)
