"""The engine as sockets see it."""

import asyncio
from collections.abc import Callable
from uuid import UUID

from realtime import wire
from realtime.hub import Hub
from realtime.ports import Refused, Revocation
from tests.realtime.conftest import Hands
from tests.realtime.parts import Gate, MemoryLog, member, said
from tests.realtime.sockets import Socket, turns

Enter = Callable[..., Socket]
ONE = str(UUID(int=1))


async def test_a_newcomer_gets_the_history_and_then_what_happens(log: MemoryLog, enter: Enter) -> None:
    log.open("lutsk", [said(1), said(2)])
    olha = enter(member("Olha"))
    await olha.until("live", head=2)
    log.say("lutsk", "third")
    await olha.until("entry", seq=3)
    assert [event["t"] for event in olha.events if event["t"] != "people"] == [
        "welcome",
        "entry",
        "entry",
        "live",
        "entry",
    ]
    assert olha.events[0]["head"] == 2
    assert olha.events[0]["epoch"] == "e1"
    assert olha.events[0]["me"]["name"] == "Olha"
    assert olha.events[0]["can"] == ["read", "talk"]


async def test_a_post_is_acknowledged_and_reaches_everybody(enter: Enter) -> None:
    olha, jan = enter(member("Olha")), enter(member("Jan", lang="pl"))
    await olha.until("live")
    await jan.until("live")
    olha.say(t="post", room="lutsk", id=ONE, text="Добрий день", lang="uk")
    posted = await olha.until("posted")
    assert posted == {"t": "posted", "room": "lutsk", "id": ONE, "seq": 1, "dup": False}
    for socket in (olha, jan):
        entry = await socket.until("entry", seq=1)
        assert (entry["text"], entry["id"], entry["author"]["name"]) == ("Добрий день", ONE, "Olha")


async def test_w11_a_used_id_is_answered_with_its_number(enter: Enter, log: MemoryLog) -> None:
    olha = enter(member("Olha"))
    await olha.until("live")
    for _ in range(3):
        olha.say(t="post", room="lutsk", id=ONE, text="once")
    await olha.until("posted", dup=True)
    assert len(log.rooms["lutsk"]) == 1
    olha.say(t="post", room="lutsk", id=ONE, text="other")
    error = await olha.until("error")
    assert (error["code"], error["id"]) == ("mismatch", ONE)
