"""Slow mode: hosts set it, those who are not hosts wait."""

from datetime import UTC, datetime, timedelta

import pytest

from forum.foundation.services import Services
from forum.rooms import rules
from forum.rooms.rules import Standing
from tests.conftest import TurnedClock
from tests.rooms.conftest import Place

NOW = datetime(2027, 2, 1, 9, 0, tzinfo=UTC)


def standing(**more: object) -> Standing:
    return Standing(shown_at=NOW, closes_at=None, closed_at=None, read_only_at=None, slow_seconds=30, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("who", "spoke_ago", "wait"),
    [
        ({"part": "guest"}, None, 0),
        ({"part": "guest"}, 0, 30),
        ({"part": "guest"}, 29.2, 1),
        ({"part": "guest"}, 30, 0),
        ({"part": "guest"}, -5, 30),
        ({"part": "speaker"}, 0, 30),
        ({"part": "host"}, 0, 0),
        ({"role": "moderator"}, 0, 0),
    ],
)
def test_everybody_but_hosts_and_moderators_waits(who: dict[str, str], spoke_ago: float | None, wait: int) -> None:
    spoke_at = None if spoke_ago is None else NOW - timedelta(seconds=spoke_ago)
    assert rules.seconds_to_wait(standing(**who), spoke_at, NOW) == wait


async def test_a_host_slows_the_room_down_by_form_and_by_api(room: Place, clock: TurnedClock) -> None:
    olena, bohdan = await room.cast.program("olena"), await room.cast.program("bohdan")
    address = f"/api/v1/rooms/{room.id}/slow-mode"
    assert (await bohdan.put(address, json={"seconds": 30})).status_code == 403
    assert (await olena.put(address, json={"seconds": 7})).status_code == 422
    for _ in range(2):
        assert (await olena.put(address, json={"seconds": 30})).json() == {"seconds": 30}
    first = await room.say(bohdan, "Перше", client_id="00000000-0000-4000-8000-000000000001")
    assert first.status_code == 201

    clock.turn(seconds=12)
    slow = await room.say(bohdan, "Друге")
    assert (slow.status_code, slow.headers["retry-after"]) == (429, "18")
    assert (slow.json()["code"], slow.json()["seconds"]) == ("slow_down", 18)
    again = await room.say(bohdan, "Перше", client_id="00000000-0000-4000-8000-000000000001")
    assert (again.status_code, again.json()["dup"]) == (200, True)
    edit = {"id": "00000000-0000-4000-8000-000000000002", "text": "Перше, точніше"}
    assert (await bohdan.patch(f"{room.entries}/{first.json()['seq']}", json=edit)).status_code == 201
    for _ in range(2):
        assert (await room.say(olena, "Господарі не чекають")).status_code == 201
    clock.turn(seconds=18)
    assert (await room.say(bohdan, "Друге")).status_code == 201

    browser = await room.cast.browser("olena")
    off = await browser.post(f"/uk/rooms/{room.id}/slow-mode", data={"seconds": "0", "next": "/uk/"})
    assert off.status_code == 303
    assert (await room.say(bohdan, "Третє")).status_code == 201
    log = (await room.read(bohdan))["entries"]
    modes = [(entry["seq"], entry["seconds"]) for entry in log if entry["kind"] == "room.slow_mode"]
    assert modes == [(1, 30), (7, 0)]


async def test_withdrawing_the_last_message_does_not_outrun_slow_mode(
    room: Place, services: Services, clock: TurnedClock
) -> None:
    olena, bohdan = await room.cast.program("olena"), await room.cast.program("bohdan")
    await olena.put(f"/api/v1/rooms/{room.id}/slow-mode", json={"seconds": 10})
    seq = (await room.say(bohdan, "Зарано")).json()["seq"]
    gone = await bohdan.delete(f"{room.entries}/{seq}", params={"id": "00000000-0000-4000-8000-000000000003"})
    assert gone.status_code == 201
    assert (await room.say(bohdan, "Ще раз")).status_code == 429
