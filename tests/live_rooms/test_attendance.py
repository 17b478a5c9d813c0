"""Attendance: minutes of open pages within the visit, and a code for those who listen by telephone."""

import re
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from forum.live.rules.attendance import minutes
from tests.cast import Cast
from tests.conftest import TurnedClock
from tests.live_rooms.hall import Hall, opened

STARTS = datetime(2027, 2, 1, 10, 0, tzinfo=UTC)


async def begun(cast: Cast, clock: TurnedClock) -> Hall:
    """A visit that begins at this moment, for an hour and a half."""
    hall = await opened(cast, starts="2027-02-01T12:00")
    clock.moment = STARTS
    return hall


async def stay(hall: Hall, client: httpx.AsyncClient, clock: TurnedClock, pings: int) -> None:
    """An open page for that many minutes."""
    for number in range(pings + 1):
        assert (await client.post(f"/en{hall.path}/presence")).status_code == 204
        clock.turn(minutes=1 if number < pings else 0)


def listed(html: str) -> dict[str, str]:
    """Names and minutes."""
    return dict(re.findall(r'<th scope="row"><bdi>([^<]+)</bdi></th>\s*<td class="number"[^>]*>(\d+)<', html))


async def test_open_pages_count_by_the_minute_and_only_hosts_see_everybody(cast: Cast, clock: TurnedClock) -> None:
    hall = await begun(cast, clock)
    olena, bohdan, kasia = [await cast.browser(name) for name in ("olena", "bohdan", "kasia")]
    await stay(hall, bohdan, clock, 10)
    clock.turn(minutes=20)
    await stay(hall, bohdan, clock, 5)
    await stay(hall, kasia, clock, 3)
    page = f"/en{hall.path}/room/attendance"
    assert listed((await olena.get(page)).text) == {"Kasia Wójcik": "3", "Богдан Мельник": "15"}
    assert listed((await bohdan.get(page)).text) == {"Богдан Мельник": "15"}
    assert listed((await (await cast.browser("tomasz")).get(page)).text) == {}
    assert (await (await cast.browser()).get(page)).status_code == 401


async def test_nothing_is_kept_of_those_without_a_seat_nor_outside_the_hours(cast: Cast, clock: TurnedClock) -> None:
    hall = await begun(cast, clock)
    olena, bohdan, tomasz = [await cast.browser(name) for name in ("olena", "bohdan", "tomasz")]
    await stay(hall, tomasz, clock, 2)
    clock.turn(hours=-2)
    await stay(hall, bohdan, clock, 2)
    clock.turn(hours=8)
    await stay(hall, bohdan, clock, 2)
    assert listed((await olena.get(f"/en{hall.path}/room/attendance")).text) == {}
    assert (await (await cast.browser()).post(f"/en{hall.path}/presence")).status_code == 401


async def test_who_listens_by_telephone_types_the_code_that_the_host_shows(cast: Cast, clock: TurnedClock) -> None:
    hall = await begun(cast, clock)
    olena, bohdan, tomasz = [await cast.browser(name) for name in ("olena", "bohdan", "tomasz")]
    page = f"/en{hall.path}/room/attendance"
    assert (await bohdan.post(page, data={"code": "-"})).status_code == 422
    assert (await bohdan.post(f"{page}/code", data={"new": "1"})).status_code == 403
    assert (await olena.post(f"{page}/code", data={"new": "1"})).status_code == 303
    shown = re.findall(r'attendance__code">(\d{3})&nbsp;(\d{3})<', (await olena.get(page)).text)
    code = " ".join(shown[0])
    assert code not in (await bohdan.get(page)).text.replace("&nbsp;", " ")
    wrong = await bohdan.post(page, data={"code": "12345"})
    assert (wrong.status_code, "f-code-error" in wrong.text) == (422, True)
    for _ in range(2):
        assert (await bohdan.post(page, data={"code": code})).status_code == 303
    assert listed((await olena.get(page)).text) == {"Богдан Мельник": "0"}
    assert (await tomasz.post(page, data={"code": code})).status_code == 409
    clock.turn(days=1)
    assert (await (await cast.browser("kasia")).post(page, data={"code": code})).status_code == 409


@pytest.mark.parametrize(
    ("stays", "expected"),
    [
        ([], 0),
        ([(-10, 20)], 20),
        ([(0, 20), (30, 45)], 35),
        ([(80, 120)], 10),
        ([(-20, -5), (95, 100)], 0),
    ],
)
def test_minutes_lie_within_the_visit(stays: list[tuple[int, int]], expected: int) -> None:
    spans = [(STARTS + timedelta(minutes=came), STARTS + timedelta(minutes=left)) for came, left in stays]
    assert minutes(spans, STARTS, STARTS + timedelta(minutes=90)) == expected
