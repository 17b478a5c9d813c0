"""Posting and reading over HTTP."""

from tests.rooms.conftest import Place


async def test_somebody_seated_says_something_and_a_guest_reads_it(room: Place) -> None:
    answer = await room.say(await room.cast.program("bohdan"), "Добрий день з *Луцька*", lang="uk")
    assert answer.status_code == 201
    assert answer.json() == {"seq": 1, "dup": False, "epoch": answer.json()["epoch"], "state": "visible"}
    page = await room.read(await room.cast.program())
    assert page["head"] == 1
    [entry] = page["entries"]
    assert entry["text"] == "Добрий день з *Луцька*"
    assert entry["html"] == "Добрий день з <em>Луцька</em>"
