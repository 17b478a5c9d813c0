"""Seats that the host approves, who may come, and seats handed on within a delegation."""

import pytest

from forum.foundation.database import Database
from forum.foundation.errors import Refused
from forum.visits import actions
from forum.visits.queries import SeatView
from forum.web.viewer import Viewer
from tests.cast import Cast
from tests.conftest import TurnedClock
from tests.visits.plans import published
from tests.visits.test_api import members
from tests.visits.test_offers import letters
from tests.visits.test_pages import follow, path_of
from tests.visits.test_seats import TOWNS, guests, held, take, town


async def decide(database: Database, cast: Cast, visit: str, guest: Viewer, reason: str = "", *, yes: bool) -> SeatView:
    host = Viewer(id=await cast.id("olena"), role="official", confirmed=True)
    async with database.work() as work:
        return await actions.decide_request(work, visit, host, guest.public_id, approved=yes, reason=reason)


async def visit_with_approval(cast: Cast, capacity: int = 2) -> str:
    return str((await published(await cast.program("olena"), capacity=capacity, terms={"approval": True}))["id"])


async def test_who_asks_has_no_seat_until_the_host_approves(cast: Cast, database: Database) -> None:
    visit = await visit_with_approval(cast)
    (guest,) = await guests(cast, 1)
    assert await take(database, visit, guest) == SeatView("asked", None)
    assert await take(database, visit, guest) == SeatView("asked", None)
    assert await held(database) == ([], [])
    assert (await decide(database, cast, visit, guest, yes=True)).state == "seated"
    assert (await decide(database, cast, visit, guest, yes=True)).state == "seated"
    assert await held(database) == ([1], [])
    assert await letters(database) == [("guest0", "approved")]


async def test_who_is_approved_later_but_asked_earlier_waits_before_others(cast: Cast, database: Database) -> None:
    visit = await visit_with_approval(cast, capacity=1)
    people = await guests(cast, 3)
    for guest in people:
        await take(database, visit, guest)
    assert (await decide(database, cast, visit, people[2], yes=True)).state == "seated"
    assert (await decide(database, cast, visit, people[1], yes=True)).position == 1
    assert (await decide(database, cast, visit, people[0], yes=True)).position == 1
    assert (await take(database, visit, people[1])).position == 2


async def test_who_is_declined_reads_why_and_cannot_ask_again_but_the_host_can_change_it(
    cast: Cast, database: Database
) -> None:
    visit = await visit_with_approval(cast)
    (guest,) = await guests(cast, 1)
    await take(database, visit, guest)
    with pytest.raises(Refused, match="text_empty"):
        await decide(database, cast, visit, guest, yes=False)
    declined = SeatView("declined", None, reason="Only water people")
    assert await decide(database, cast, visit, guest, "Only water people", yes=False) == declined
    async with database.work() as work:
        assert await actions.give_up_seat(work, visit, guest) is False
    assert await take(database, visit, guest) == declined
    assert (await decide(database, cast, visit, guest, yes=True)).state == "seated"
    with pytest.raises(Refused, match="already_approved"):
        await decide(database, cast, visit, guest, "Too late", yes=False)
    assert await letters(database) == [("guest0", "declined"), ("guest0", "approved")]


async def test_the_host_decides_on_a_page_that_nobody_else_sees(cast: Cast) -> None:
    shown = await published(await cast.program("olena"), terms={"approval": True})
    path = f"/en{path_of(shown)}"
    bohdan, olena, tomasz = [await cast.browser(name) for name in ("bohdan", "olena", "tomasz")]
    asked = await follow(bohdan, await bohdan.post(f"{path}/seat", data={"take": "1"}))
    assert "You have asked for a seat" in asked.text
    assert (await tomasz.get(f"{path}/guests")).status_code == 403
    page = await olena.get(f"{path}/guests")
    assert "Богдан Мельник" in page.text
    person = page.text.partition('name="person" value="')[2].partition('"')[0]
    form = {"person": person, "decision": "decline", "reason": ""}
    assert (await tomasz.post(f"{path}/guests", data=form)).status_code == 403
    refused = await olena.post(f"{path}/guests", data=form)
    assert refused.status_code == 422
    assert "Please write something first." in refused.text
    done = await follow(olena, await olena.post(f"{path}/guests", data={**form, "reason": "The hall is small"}))
    assert "The hall is small" in done.text
    assert "The hall is small" in (await bohdan.get(path)).text
    assert (await olena.post(f"{path}/guests", data={**form, "person": "nobody"})).status_code == 404


async def test_a_person_under_18_comes_only_where_the_host_said_so(cast: Cast) -> None:
    closed, opened = [
        await published(await cast.program("olena"), terms={"minors": minors}) for minors in (False, True)
    ]
    await cast.id("kasia", age_band="under_16")
    kasia = await cast.program("kasia")
    refused = await kasia.put(f"/api/v1/visits/{closed['id']}/seat")
    assert (refused.status_code, refused.json()["code"]) == (403, "adults_only")
    assert (await kasia.put(f"/api/v1/visits/{opened['id']}/seat")).json() == {"state": "seated"}
    page = (await (await cast.browser("kasia")).get(f"/en{path_of(closed)}")).text
    assert "its host has not opened it to others" in page
    assert "Take a seat" not in page


async def test_a_seat_is_handed_on_within_a_delegation_and_nobody_is_passed_over(
    cast: Cast, database: Database
) -> None:
    shown = await published(await cast.program("olena"), capacity=2, terms={"quota_town": 1})
    visit, lutsk = str(shown["id"]), await town(database, *TOWNS[0])
    lublin = await town(database, *TOWNS[3])
    giver, other, receiver, waits = await guests(cast, 4, [lutsk, lublin, lutsk, None], role="official")
    for guest in (giver, other, receiver, waits):
        await take(database, visit, guest)
    assert await held(database) == ([1, 2], [3, 4])
    for to, code in (
        (other, "not_of_the_delegation"),
        (giver, "not_of_the_delegation"),
        (waits, "not_of_the_delegation"),
    ):
        with pytest.raises(Refused, match=code):
            await hand_on(database, visit, giver, to)
    with pytest.raises(Refused, match="no_seat_to_hand_on"):
        await hand_on(database, visit, receiver, giver)
    await hand_on(database, visit, giver, receiver)
    assert await held(database) == ([2, 5], [4])
    assert (await take(database, visit, receiver)).state == "seated"
    assert await letters(database) == [("guest2", "handed_on")]
    assert await members(database, shown["room"]) == {"olena": "host", "guest1": "guest", "guest2": "guest"}
    with pytest.raises(Refused, match="no_seat_to_hand_on"):
        await hand_on(database, visit, giver, receiver)


async def test_where_the_host_approves_a_colleague_gets_the_seat_with_the_hosts_word_alone(
    cast: Cast, database: Database
) -> None:
    visit, lutsk = await visit_with_approval(cast, capacity=1), await town(database, *TOWNS[0])
    giver, receiver, waits = await guests(cast, 3, [lutsk, lutsk, None], role="official")
    for guest in (giver, waits):
        await take(database, visit, guest)
        await decide(database, cast, visit, guest, yes=True)
    for _ in range(2):
        await hand_on(database, visit, giver, receiver)
    assert await held(database) == ([1], [2])
    assert (await take(database, visit, receiver)).state == "asked"
    assert [sent for sent in await letters(database) if sent[1] == "named"] == [("guest1", "named")]
    assert (await decide(database, cast, visit, receiver, yes=True)).state == "seated"
    assert await held(database) == ([3], [2])
    assert await letters(database) == [
        ("guest0", "approved"), ("guest2", "approved"), ("guest1", "named"), ("guest1", "approved"),
    ]  # fmt: skip


async def test_a_colleague_whom_the_host_declines_takes_nothing_from_anybody(cast: Cast, database: Database) -> None:
    visit, lutsk = await visit_with_approval(cast, capacity=1), await town(database, *TOWNS[0])
    giver, receiver = await guests(cast, 2, [lutsk], role="official")
    await take(database, visit, giver)
    await decide(database, cast, visit, giver, yes=True)
    await hand_on(database, visit, giver, receiver)
    await decide(database, cast, visit, receiver, "One of you is enough", yes=False)
    assert await held(database) == ([1], [])
    with pytest.raises(Refused, match="not_of_the_delegation"):
        await hand_on(database, visit, giver, receiver)
    # Approved after all, when the colleague has gone: as anybody else, one waits for a free seat.
    async with database.work() as work:
        await actions.give_up_seat(work, visit, giver)
    assert (await decide(database, cast, visit, receiver, yes=True)).state == "seated"


async def test_a_host_who_thinks_again_takes_no_seat_from_whoever_named_the_colleague(
    cast: Cast, database: Database
) -> None:
    visit, lutsk = await visit_with_approval(cast, capacity=2), await town(database, *TOWNS[0])
    giver, receiver = await guests(cast, 2, [lutsk], role="official")
    await take(database, visit, giver)
    await decide(database, cast, visit, giver, yes=True)
    await hand_on(database, visit, giver, receiver)
    await decide(database, cast, visit, receiver, "One of you is enough", yes=False)
    assert (await decide(database, cast, visit, receiver, yes=True)).state == "seated"
    assert await held(database) == ([1, 2], [])


async def test_a_resident_of_the_same_town_is_no_delegation(cast: Cast, database: Database) -> None:
    shown = await published(await cast.program("olena"), terms={"offer_hours": 24})
    giver, resident = await guests(cast, 2, [await town(database, *TOWNS[0])])
    await take(database, str(shown["id"]), giver)
    with pytest.raises(Refused, match="not_of_the_delegation"):
        await hand_on(database, str(shown["id"]), giver, resident)


async def test_seats_are_no_longer_handed_on_once_it_has_begun(
    cast: Cast, database: Database, clock: TurnedClock
) -> None:
    visit = str((await published(await cast.program("olena")))["id"])
    giver, receiver = await guests(cast, 2, [await town(database, *TOWNS[0])], role="official")
    await take(database, visit, giver)
    clock.turn(days=56)
    with pytest.raises(Refused, match="already_started"):
        await hand_on(database, visit, giver, receiver)


async def hand_on(database: Database, visit: str, giver: Viewer, to: Viewer) -> None:
    async with database.work() as work:
        await actions.hand_on_seat(work, visit, giver, to.public_id)
