"""Polls in a visit's room: put by a host, answered by those with a seat, counted while they look on."""

import re
import uuid

import httpx

from tests.cast import Cast
from tests.live_rooms.hall import Hall, opened


def typed(**changes: str) -> dict[str, str]:
    return {
        "id": str(uuid.uuid4()), "question-en": "Which boiler first?", "options-en": "School\nHospital",
        "question-uk": "Який котел перший?", "options-uk": "Школа\nЛікарня", "kind": "single", "shows": "voted", **changes,
    }  # fmt: skip


async def put(hall: Hall, host: httpx.AsyncClient, **changes: str) -> str:
    """A poll of the host's; the address below which it is voted on."""
    answer = await host.post(f"/en{hall.path}/polls/new", data=typed(**changes))
    assert answer.status_code == 303, answer.text
    html = (await host.get(f"/en{hall.path}/room/live")).text
    newest = re.findall(r'id="poll-([a-z0-9]+)"', html)[0]
    return f"/en{hall.path}/polls/{newest}"


def counts(html: str) -> list[str]:
    return re.findall(r'class="number">(\d+) <span class="poll__share"', html)


async def test_a_poll_is_voted_on_in_the_room_and_its_bars_are_live(cast: Cast) -> None:
    hall = await opened(cast)
    olena, bohdan, kasia = [await cast.browser(name) for name in ("olena", "bohdan", "kasia")]
    address, live = await put(hall, olena), f"/en{hall.path}/room/live"
    assert await hall.kinds() == ["poll.opened"]
    before = await kasia.get(live)
    assert ("Which boiler first?" in before.text, counts(before.text)) == (True, [])
    assert "Який котел перший?" in (await bohdan.get(f"/uk{hall.path}/room")).text
    assert (await bohdan.post(address, data={"choice": "1"})).status_code == 303
    # Hosts look on, whoever has voted sees the same, whoever has not sees nothing yet.
    assert counts((await olena.get(live)).text) == ["0", "1"]
    assert counts((await bohdan.get(live)).text) == ["0", "1"]
    after = await kasia.get(live, headers={"If-None-Match": before.headers["etag"]})
    assert (after.status_code, counts(after.text)) == (200, [])
    await kasia.post(address, data={"choice": "0"})
    await kasia.post(address, data={"choice": "1"})
    assert counts((await kasia.get(live)).text) == ["0", "2"]
    await kasia.post(address, data={"end": "1"})
    assert counts((await olena.get(live)).text) == ["0", "1"]
    assert 'class="progress poll__bar" max="1" value="1"' in (await olena.get(live)).text


async def test_a_closed_poll_takes_no_votes_and_everybody_reads_what_came_out(cast: Cast) -> None:
    hall = await opened(cast)
    olena, bohdan = await cast.browser("olena"), await cast.browser("bohdan")
    address = await put(hall, olena, shows="closed")
    await bohdan.post(address, data={"choice": "1"})
    assert counts((await bohdan.get(address)).text) == []
    assert (await bohdan.post(f"{address}/closure", data={"close": "1"})).status_code == 403
    for _ in range(2):
        assert (await olena.post(f"{address}/closure", data={"close": "1"})).status_code == 303
    assert (await bohdan.post(address, data={"choice": "0"})).status_code == 409
    assert counts((await (await cast.browser()).get(address)).text) == ["0", "1"]


async def test_who_may_put_a_poll_and_who_may_answer(cast: Cast) -> None:
    hall = await opened(cast)
    olena = await cast.browser("olena")
    address = await put(hall, olena)
    for name, asks, votes in ((None, 401, 401), ("tomasz", 403, 403), ("bohdan", 403, 303), ("ada", 303, 303)):
        client = await cast.browser(name)
        assert (await client.post(f"/en{hall.path}/polls/new", data=typed())).status_code == asks, name
        assert (await client.post(address, data={"choice": "0"})).status_code == votes, name
    assert (await olena.post(f"/en{hall.path}/polls/zzzzzzzzzzzz", data={"choice": "0"})).status_code == 404


async def test_r3_a_poll_sent_twice_is_put_once_and_what_is_wrong_is_said_beside_it(cast: Cast) -> None:
    hall = await opened(cast)
    olena, form = await cast.browser("olena"), typed()
    for _ in range(2):
        assert (await olena.post(f"/en{hall.path}/polls/new", data=form)).status_code == 303
    assert await hall.kinds() == ["poll.opened"]
    wrong = await olena.post(f"/en{hall.path}/polls/new", data=typed(**{"options-en": "School"}))
    assert (wrong.status_code, "f-options-en" in wrong.text, "Which boiler first?" in wrong.text) == (422, True, True)
    address = await put(hall, olena)
    unsaid = await olena.post(address, data={"x": "1"})
    assert (unsaid.status_code, "Please choose an answer." in unsaid.text) == (422, True)
