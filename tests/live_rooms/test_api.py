"""Programs ask, vote and host as people do on the room's page."""

import uuid

from tests.cast import Cast
from tests.conftest import TurnedClock
from tests.live_rooms.hall import Hall, opened
from tests.live_rooms.test_stage import account


def at(hall: Hall, path: str) -> str:
    return f"/api/v1{hall.path.partition('-')[0]}/room/{path}"


async def test_what_is_on_is_said_by_hosts_and_read_by_everybody(cast: Cast, clock: TurnedClock) -> None:
    hall = await opened(cast)
    olena, bohdan, anybody = await cast.program("olena"), await cast.program("bohdan"), await cast.program()
    nothing = {"point": None, "since": None, "speaker": None, "break_until": None}
    assert (await anybody.get(at(hall, "stage"))).json() == nothing
    speaker = await account(cast, "bohdan")
    said = [("point", {"point": 2}), ("word", {"account": speaker}), ("break", {"minutes": 10})]
    for path, body in said:
        assert (await bohdan.put(at(hall, path), json=body)).status_code == 403
        for _ in range(2):
            assert (await olena.put(at(hall, path), json=body)).status_code == 204
    found = (await anybody.get(at(hall, "stage"))).json()
    assert (found["point"], found["speaker"]["id"], found["break_until"]) == (2, speaker, "2027-02-01T09:10:00Z")
    for path, body in (("point", {"point": 9}), ("word", {"account": "nobody"}), ("break", {"minutes": 7})):
        assert (await olena.put(at(hall, path), json=body)).status_code in (404, 422)
    assert (await bohdan.delete(at(hall, "word"))).status_code == 204
    for _ in range(2):
        assert (await olena.delete(at(hall, "break"))).status_code == 204
    await olena.put(at(hall, "point"), json={"point": None})
    assert (await anybody.get(at(hall, "stage"))).json() == nothing | {"since": "2027-02-01T09:00:00Z"}


async def test_questions_are_asked_voted_on_and_decided(cast: Cast) -> None:
    hall = await opened(cast)
    olena, bohdan, kasia = [await cast.program(name) for name in ("olena", "bohdan", "kasia")]
    asked = {"id": str(uuid.uuid4()), "text": "Who pays?", "lang": "en"}
    first = await bohdan.post(at(hall, "questions"), json=asked)
    again = await bohdan.post(at(hall, "questions"), json=asked)
    assert (first.status_code, again.status_code, first.json()) == (201, 200, again.json())
    other = await bohdan.post(at(hall, "questions"), json=asked | {"text": "Who else?"})
    assert (other.status_code, other.json()["code"]) == (409, "idempotency_mismatch")
    same = (await kasia.post(at(hall, "questions"), json=asked | {"id": str(uuid.uuid4())})).json()["id"]
    question = first.json()["id"]
    for _ in range(2):
        assert (await kasia.put(at(hall, f"questions/{question}/vote"))).status_code == 204
    assert (await kasia.put(at(hall, f"questions/{same}/merger"), json={"into": question})).status_code == 403
    assert (await olena.put(at(hall, f"questions/{same}/merger"), json={"into": question})).status_code == 204
    [found] = (await kasia.get(at(hall, "questions"))).json()["items"]
    assert (found["id"], found["votes"], found["voted"], found["state"]) == (question, 2, True, "open")
    assert [one["id"] for one in found["merged"]] == [same]
    assert (await kasia.delete(at(hall, f"questions/{question}/vote"))).status_code == 204
    assert (await olena.put(at(hall, f"questions/{question}/decision"), json={"decision": "lost"})).status_code == 422
    assert (await olena.put(at(hall, f"questions/{question}/decision"), json={"decision": "hidden"})).status_code == 204
    assert [one["id"] for one in (await kasia.get(at(hall, "questions"))).json()["items"]] == [same]
    assert {one["state"] for one in (await olena.get(at(hall, "questions"))).json()["items"]} == {"open", "hidden"}
    assert (await bohdan.delete(at(hall, f"questions/{same}"))).status_code == 403
    assert (await kasia.delete(at(hall, f"questions/{same}"))).status_code == 204
    assert (await kasia.get(at(hall, "questions"))).json()["items"] == []
