"""What is on: the point of the programme that hosts named, who has the word, and for how long."""

import re

import pytest
from litestar import Litestar

from forum.foundation.services import Services
from realtime.wire import Person
from tests.cast import Cast
from tests.conftest import TurnedClock
from tests.live_rooms.hall import Hall, opened
from tests.web.test_open_redirect import EVIL


async def live(hall: Hall, name: str | None) -> str:
    answer = await (await hall.cast.browser(name)).get(f"/en{hall.path}/room/live")
    assert answer.status_code == 200, answer.text
    return answer.text


def current(html: str) -> list[str]:
    """The titles of the points that are marked as on now."""
    return re.findall(r'aria-current="step">.*?agenda__title" lang="\w+">([^<]+)<', html, re.DOTALL)


async def account(cast: Cast, name: str) -> str:
    return str((await (await cast.program(name)).get("/api/v1/me")).json()["id"])


async def test_everybody_sees_which_point_a_host_says_is_on(cast: Cast, clock: TurnedClock) -> None:
    hall = await opened(cast)
    olena = await cast.browser("olena")
    assert current(await live(hall, None)) == []
    assert (await olena.post(f"/en{hall.path}/point", data={"point": "1"})).status_code == 303
    html = await live(hall, None)
    assert current(html) == ["Welcome"]
    assert re.search(r"Next:.*?The boiler house", html, re.DOTALL)
    assert 'data-minutes="30"' in html
    assert f'data-since="{clock.now().isoformat()}"' in html
    clock.turn(minutes=20)
    for _ in range(2):
        await olena.post(f"/en{hall.path}/point", data={"point": "2"})
    html = await live(hall, "bohdan")
    assert (current(html), "agenda__item--done" in html, "Next:" in html) == (["The boiler house"], True, False)
    await olena.post(f"/en{hall.path}/point", data={"end": "1"})
    assert current(await live(hall, None)) == []
    assert await hall.kinds() == ["agenda.moved"] * 3


async def test_without_a_word_of_the_hosts_the_clock_says_which_point_is_on(cast: Cast, clock: TurnedClock) -> None:
    hall = await opened(cast, starts="2027-02-01T12:00")
    clock.turn(hours=1, minutes=5)
    first = await (await cast.browser("kasia")).get(f"/en{hall.path}/room/live")
    assert current(first.text) == ["Welcome"]
    clock.turn(minutes=30)
    later = await (await cast.browser("kasia")).get(
        f"/en{hall.path}/room/live", headers={"If-None-Match": first.headers["etag"]}
    )
    assert current(later.text) == ["The boiler house"]


@pytest.mark.parametrize("name", [None, "tomasz", "bohdan"])
async def test_only_hosts_say_what_is_on(cast: Cast, name: str | None) -> None:
    hall = await opened(cast)
    client, status = await cast.browser(name), 401 if name is None else 403
    assert (await client.post(f"/en{hall.path}/point", data={"point": "1"})).status_code == status
    speaker = await account(cast, "bohdan")
    assert (await client.post(f"/en{hall.path}/word", data={"account": speaker})).status_code == status
    assert (await client.post(f"/en{hall.path}/word", data={"end": "1"})).status_code == status
    assert await hall.kinds() == []


async def test_a_point_that_is_not_there_is_refused(cast: Cast) -> None:
    hall = await opened(cast)
    olena = await cast.browser("olena")
    for point in ("0", "3", "x", ""):
        assert (await olena.post(f"/en{hall.path}/point", data={"point": point})).status_code == 422


async def test_one_person_has_the_word_until_a_host_takes_it_or_they_have_finished(
    cast: Cast, clock: TurnedClock
) -> None:
    hall = await opened(cast)
    olena, bohdan = await cast.browser("olena"), await cast.browser("bohdan")
    for name in ("bohdan", "bohdan", "kasia"):
        given = await olena.post(f"/en{hall.path}/word", data={"account": await account(cast, name)})
        assert given.status_code == 303
        clock.turn(minutes=1)
    html = await live(hall, None)
    assert "Kasia Wójcik</bdi>" in html.partition("Has the word")[2]
    assert "Богдан" not in html.partition("Has the word")[2].partition("agenda")[0]
    assert (await bohdan.post(f"/en{hall.path}/word", data={"end": "1"})).status_code == 403
    kasia = await cast.browser("kasia")
    assert "I have finished" in await live(hall, "kasia")
    assert (await kasia.post(f"/en{hall.path}/word", data={"end": "1"})).status_code == 303
    assert "Has the word" not in await live(hall, None)
    assert await hall.kinds() == ["hand.called"] * 2
    for outsider in (await account(cast, "tomasz"), "zzzzzzzzzzzz", ""):
        assert (await olena.post(f"/en{hall.path}/word", data={"account": outsider})).status_code == 404


class Raised:
    """An engine in which these hands are up."""

    def __init__(self, *people: Person) -> None:
        self._people = people

    def hands(self, room: str) -> tuple[Person, ...]:
        return self._people

    def announce(self, room: str, entries: object) -> None: ...


async def test_hosts_see_the_raised_hands_in_their_order(cast: Cast, services: Services, handlers: Litestar) -> None:
    hall = await opened(cast)
    services.engine = Raised(Person(id="b", name="Богдан Мельник"), Person(id="k", name="Kasia Wójcik"))
    html = await live(hall, "olena")
    assert re.findall(r"<li><bdi>([^<]+)</bdi>", html.partition("stage__hands")[2].partition("</ol>")[0]) == [
        "Богдан Мельник",
        "Kasia Wójcik",
    ]
    assert "stage__hands" not in await live(hall, "bohdan")


async def test_s14_hosts_come_back_to_a_page_of_ours(cast: Cast) -> None:
    hall = await opened(cast)
    olena = await cast.browser("olena")
    for target in EVIL:
        answer = await olena.post(f"/en{hall.path}/point", data={"point": "1", "next": target})
        assert answer.headers["location"] == "/en/visits#room-programme", target
