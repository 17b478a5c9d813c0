"""What a person at a socket sees: posting, refusals, revocations, slow readers, beats, the stop."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import uuid4

import pytest

from realtime import wire
from realtime.backplane.memory import MemoryBus
from realtime.ports import Engine, Member, Refused, Revocation
from realtime.wire import LIFTED, Translation
from tests.realtime.simulated_time import run
from tests.realtime.town import ROOM, Client, Doors, MemoryLog, Story, Town


def in_town(story: Callable[[Town], Awaitable[None]], **fields: Any) -> None:
    async def play() -> None:
        async with Town(**fields) as town:
            await story(town)

    run(play())


def now() -> float:
    return asyncio.get_running_loop().time()


both = pytest.mark.parametrize("lend", [True, False], ids=["lent transport", "asgi"])


def test_the_hub_is_an_engine() -> None:
    async def story(town: Town) -> None:
        assert isinstance(town.hub, Engine)

    in_town(story)


# --- talking


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


# --- several rooms, languages, passing things


def test_one_socket_holds_several_rooms() -> None:
    async def story(town: Town) -> None:
        town.log.rooms["lviv"] = Story()
        town.log.fill(3, "lviv")
        client = town.connect()
        await client.enter()
        await client.enter("lviv", after=1)
        town.log.say("here")
        town.log.say("there", "lviv")
        await client.hears("entry", room="lviv", seq=4)
        assert (client.seqs(), client.seqs("lviv")) == ([1], [2, 3, 4])
        client.say("bye", room="lviv")
        client.post("too late", room="lviv")
        assert (await client.hears("error"))["code"] == "no_room"
        town.log.say("nobody listens", "lviv")
        town.log.say("still here")
        await client.hears("entry", text="still here")
        assert client.seqs("lviv") == [2, 3, 4]

    in_town(story)


def test_an_absent_and_a_hidden_room_are_the_same() -> None:
    async def story(town: Town) -> None:
        town.log.rooms["hidden"] = Story()
        town.doors.refused[None, "hidden"] = "no_room"
        answers = []
        for room in ("absent", "hidden"):
            client = town.connect()
            client.say("hello", room=room, after=0)
            answers.append((await client.ends(), client.events))
        assert answers == [(wire.CLOSE_NO_ROOM, [])] * 2
        holding = town.connect()
        await holding.enter()
        for room in ("absent", "hidden"):
            holding.say("hello", room=room, after=0)
            assert await holding.hears("error") == {"t": "error", "code": "no_room", "room": room}
        assert holding.code is None

    in_town(story)


def test_translations_reach_readers_of_their_language() -> None:
    async def story(town: Town) -> None:
        ukrainian, polish, english = (town.connect(lang, lang=lang) for lang in ("uk", "pl", "en"))
        for client in (ukrainian, polish, english):
            await client.enter()
        town.log.say("вода")
        town.hub.translated(Translation(room=ROOM, seq=1, lang="pl", text="woda", by="machine"))
        assert (await polish.hears("translation"))["text"] == "woda"
        english.say("lang", lang="pl")
        english.say("ping")
        await english.hears("pong")
        town.hub.translated(Translation(room=ROOM, seq=1, lang="pl", text="woda!", by="human"))
        assert (await english.hears("translation"))["by"] == "human"
        town.log.say("the end")
        for client in (ukrainian, polish, english):
            await client.hears("entry", text="the end")
        assert [len(client.of("translation")) for client in (ukrainian, polish, english)] == [0, 2, 1]

    in_town(story)


def test_presence_comes_and_goes() -> None:
    async def story(town: Town) -> None:
        olena = town.connect("Olena")
        (welcome, *_) = await olena.enter()
        assert welcome["me"]["name"] == "Olena"
        assert [person["name"] for person in welcome["people"]] == ["Olena"]
        marek = town.connect("Marek")
        (welcome, *_) = await marek.enter()
        assert welcome["count"] == 2
        while (await olena.hears("people"))["count"] < 2:
            pass
        marek.say("typing")
        assert (await olena.hears("typing"))["people"][0]["name"] == "Marek"
        assert (await olena.hears("typing"))["people"] == []
        marek.hang_up()
        left = now()
        while (await olena.hears("people"))["count"] > 1:
            pass
        assert 4 < now() - left < 6

    in_town(story)


def test_passing_things_come_a_few_times_a_second_at_most() -> None:
    async def story(town: Town) -> None:
        olena = town.connect("Olena")
        await olena.enter()
        start = now()
        for number in range(100):
            await town.connect(f"person {number}").enter()
            await asyncio.sleep(0.02)
        assert len(olena.of("people")) <= 1 + 4 * (now() - start)
        while (await olena.hears("people"))["count"] < 101:
            pass

    in_town(story)


def test_a_guest_neither_types_nor_raises_a_hand_nor_posts() -> None:
    async def story(town: Town) -> None:
        guest, olena = town.connect(None), town.connect("Olena")
        (welcome, *_) = await guest.enter()
        await olena.enter()
        assert welcome["can"] == ["read"]
        guest.say("typing")
        guest.say("hand", up=True)
        guest.post("hello?")
        assert (await guest.hears("error"))["code"] == "not_seated"
        await asyncio.sleep(3)
        assert olena.of("typing") == olena.of("hands") == []

    in_town(story)


def test_how_far_one_has_read_is_kept_and_never_moves_back() -> None:
    async def story(town: Town) -> None:
        town.log.fill(9)
        olena = town.connect("Olena")
        await olena.enter()
        for seq in (4, 8, 5, 2**40):
            olena.say("seen", seq=seq)
        await asyncio.sleep(5)
        assert town.log.seen["olena", ROOM] == 9
        again = town.connect("Olena")
        (welcome, *_) = await again.enter()
        assert welcome["me"]["seen"] == 9

    in_town(story)


def test_how_far_one_has_read_is_not_forgotten_by_a_store_that_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    async def story(town: Town) -> None:
        async def away(marks: object) -> None:
            raise ConnectionError

        town.log.fill(9)
        olena = town.connect("Olena")
        await olena.enter()
        with monkeypatch.context() as store:
            store.setattr(town.log, "mark_seen", away)
            olena.say("seen", seq=7)
            await asyncio.sleep(5)
            olena.say("seen", seq=4)
            await asyncio.sleep(5)
        await asyncio.sleep(5)
        assert town.log.seen["olena", ROOM] == 7

    in_town(story)


# --- who may be here


def test_w3_no_hello_in_five_seconds() -> None:
    async def story(town: Town) -> None:
        client, start = town.connect(), now()
        assert await client.ends() == wire.CLOSE_NO_HELLO
        assert 5.0 <= now() - start < 5.5

    in_town(story)


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


# --- slow readers, beats, the stop


def test_w15_a_reader_who_stalls_is_told_to_resume_and_others_notice_nothing() -> None:
    async def story(town: Town) -> None:
        slow, quick = town.connect("Slow"), town.connect("Quick")
        await slow.enter()
        await quick.enter()
        assert slow.transport
        slow.transport.stalled = True
        for number in range(400):
            town.log.say(f"{number} " + "x" * 3_000)
            await asyncio.sleep(0.01)
        await quick.hears("entry", seq=400)
        assert slow.code == wire.CLOSE_TOO_SLOW
        assert quick.seqs() == list(range(1, 401))
        await slow.ends()
        await asyncio.sleep(2)
        assert slow.transport.cut
        metrics = town.hub.metrics()
        assert (metrics["slow_closed_total"], metrics["sockets"]) == (1, 1)
        back = town.connect("Slow")
        await back.enter(after=max(slow.seqs(), default=0))
        assert back.seqs()[-1] == 400

    in_town(story)


def test_a_reader_who_stalls_is_cut_without_a_lent_transport_too() -> None:
    async def story(town: Town) -> None:
        slow, quick = town.connect("Slow", lend=False), town.connect("Quick", lend=False)
        await slow.enter()
        await quick.enter()
        slow.stalled = True
        for number in range(400):
            town.log.say(f"{number} " + "x" * 3_000)
            await asyncio.sleep(0.01)
        await quick.hears("entry", seq=400)
        await slow.ends()
        assert slow.code is None  # its goodbye could not be sent either
        metrics = town.hub.metrics()
        assert (metrics["slow_closed_total"], metrics["closed_4430_total"], metrics["sockets"]) == (1, 1, 1)

    in_town(story)


def test_a_beat_every_25_seconds_names_the_heads() -> None:
    async def story(town: Town) -> None:
        town.log.rooms["lviv"] = Story()
        client = town.connect()
        await client.enter()
        await client.enter("lviv")
        town.log.say("one")
        await asyncio.sleep(101)
        assert [beat["heads"] for beat in client.of("beat")] == [{ROOM: 1, "lviv": 0}] * 4

    in_town(story)


@both
def test_the_stop_says_when_to_come_back_spread_over_three_seconds(lend: bool) -> None:
    async def story() -> None:
        async with Town(limits=LIFTED) as town:
            clients = [town.connect(f"person {number}", lend=lend) for number in range(60)]
            await asyncio.gather(*(client.enter() for client in clients))
            start = now()
            await town.hub.drain()
            assert now() - start < 10
        assert {client.code for client in clients} == {wire.CLOSE_RESTART}
        waits = [client.events[-1]["retry_after"] for client in clients]
        assert all(client.events[-1]["t"] == "restart" for client in clients)
        assert 0 <= min(waits) < 1
        assert 2 < max(waits) <= 3

    run(story())


def test_the_stop_of_a_full_server_leaves_turns_to_others() -> None:
    async def story() -> None:
        async with Town(limits=LIFTED) as town:
            clients = [town.connect(f"person {number}") for number in range(1_200)]
            await asyncio.sleep(0)
            stop, closed = asyncio.create_task(town.hub.drain()), list[int]()
            while not closed or closed[-1] < len(clients):
                await asyncio.sleep(0)
                closed.append(sum(client.code is not None for client in clients))
            await stop
            assert {500, 1_000} <= set(closed)

    run(story())


def test_one_stuck_reader_does_not_hold_the_stop() -> None:
    async def story() -> None:
        async with Town() as town:
            stuck = town.connect("Stuck", lend=False)
            await stuck.enter()
            stuck.stalled = True
            town.log.say("this is never taken")
            start = now()
            await town.hub.drain()
            assert now() - start < 10

    run(story())


def test_who_comes_while_the_server_stops_is_sent_away() -> None:
    async def story() -> None:
        async with Town() as town:
            await town.hub.drain()
            late = town.connect()
            assert await late.ends() == wire.CLOSE_RESTART
            assert late.events[0]["t"] == "restart"

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


# --- the long poll


def test_a_long_poll_returns_with_the_first_new_entry_or_when_its_time_is_over() -> None:
    async def story(town: Town) -> None:
        town.log.fill(3)
        start = now()
        await town.hub.wait(ROOM, 2, 25)
        assert now() == start
        await town.hub.wait(ROOM, 3, 25)
        assert now() - start == pytest.approx(25)
        waiting = asyncio.create_task(town.hub.wait(ROOM, 3, 25))
        await asyncio.sleep(1)
        assert not waiting.done()
        town.log.say("news")
        await asyncio.wait_for(waiting, 0.1)
        await town.hub.wait("absent", 0, 1)

    in_town(story)


def test_a_long_poll_of_a_past_that_is_no_more_does_not_wait_to_its_end() -> None:
    async def story(town: Town) -> None:
        town.log.fill(3)
        waiting = asyncio.create_task(town.hub.wait(ROOM, 3, 25))
        await asyncio.sleep(1)
        restored = town.log.rooms[ROOM]
        restored.epoch, restored.entries = "e2", restored.entries[:3]
        await asyncio.wait_for(waiting, 5)

    in_town(story)


def test_who_is_here_can_be_asked() -> None:
    async def story(town: Town) -> None:
        assert town.hub.here(ROOM) == ()
        await town.connect("Olena").enter()
        assert [person.name for person in town.hub.here(ROOM)] == ["Olena"]

    in_town(story)


def test_counters() -> None:
    async def story(town: Town) -> None:
        client = town.connect()
        await client.enter()
        client.post("one")
        await client.hears("entry")
        client.say_raw("x")
        await client.hears("error")
        metrics = town.hub.metrics()
        assert metrics["sockets"] == metrics["sockets_total"] == metrics["rooms"] == metrics["posts_total"] == 1
        assert metrics["entries_total"] == metrics["bad_frames_total"] == 1
        assert metrics["deliveries_total"] >= 1
        assert metrics["frames_in_total"] == 3

    in_town(story)


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
