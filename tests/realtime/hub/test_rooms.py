"""Rooms at one socket, languages, and what passes: presence, typing, hands, how far one has read."""

import asyncio

import pytest

from realtime import wire
from realtime.wire import Translation
from tests.realtime.hub.stories import in_town, now
from tests.realtime.town import ROOM, Story, Town


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
