import asyncio
from collections.abc import Sequence

import pytest
import sqlalchemy as sa

from forum.foundation.database import Database, table
from forum.municipalities.actions import add
from forum.visits import actions
from forum.visits.models import Seat
from forum.visits.queries import SeatView
from forum.web.viewer import Viewer
from tests.cast import Cast
from tests.visits.plans import published

seats = table(Seat)
SEATS = 10


TOWNS = (("lutsk", "UA"), ("kovel", "UA"), ("rivne", "UA"), ("lublin", "PL"))


async def town(database: Database, slug: str, country: str) -> int:
    async with database.work() as work:
        return await add(work, slug=slug, country=country, names={"en": slug.title()})


async def guests(
    cast: Cast, number: int, towns: Sequence[int | None] = (None,), role: str = "resident"
) -> list[Viewer]:
    """People of these municipalities in turn."""
    people = []
    for n in range(number):
        name, of = f"guest{n}", towns[n % len(towns)]
        row = await cast.id(name, role=role, municipality_id=of, public_id=name)
        people.append(Viewer(id=row, public_id=name, name=name, role=role, confirmed=True, municipality_id=of))
    return people


async def take(database: Database, visit: str, guest: Viewer) -> SeatView:
    async with database.work() as work:
        return await actions.take_seat(work, visit, guest)


async def give_up(database: Database, visit: str, guest: Viewer) -> bool:
    async with database.work() as work:
        return await actions.give_up_seat(work, visit, guest)


async def held(database: Database) -> tuple[list[int], list[int]]:
    """The entry numbers of those seated, and of those who wait."""
    async with database.read() as db:
        rows = (await db.execute(sa.select(seats).where(seats.c.given_up_at.is_(None)).order_by(seats.c.entry))).all()
    return ([r.entry for r in rows if r.state == "seated"], [r.entry for r in rows if r.state == "waiting"])


@pytest.mark.slow
async def test_s26_double_booking(cast: Cast, database: Database) -> None:
    visit = (await published(await cast.program("olena"), capacity=SEATS))["id"]
    people = await guests(cast, 100)
    answers = await asyncio.gather(*(take(database, visit, guest) for guest in people))
    assert sum(answer.state == "seated" for answer in answers) == SEATS
    assert sorted(a.position for a in answers if a.position is not None) == list(range(1, 91))
    assert await held(database) == (list(range(1, 11)), list(range(11, 101)))
    async with database.read() as db:
        rows = (await db.execute(sa.select(seats.c.user_id, seats.c.entry))).all()
    entry_of = {row.user_id: row.entry for row in rows}
    for guest, answer in zip(people, answers, strict=True):
        assert answer.position == (None if entry_of[guest.row] <= SEATS else entry_of[guest.row] - SEATS)


@pytest.mark.slow
async def test_s26_double_booking_while_others_give_up(cast: Cast, database: Database) -> None:
    visit = (await published(await cast.program("olena"), capacity=SEATS))["id"]
    people = await guests(cast, 60)
    early, late = people[:20], people[20:]
    for guest in early:
        await take(database, visit, guest)
    await asyncio.gather(
        *(give_up(database, visit, guest) for guest in early[5:15]), *(take(database, visit, guest) for guest in late)
    )
    seated, waiting = await held(database)
    # Five of the seated and five of those who waited have left: the ten who came first of the rest are seated.
    assert seated == [1, 2, 3, 4, 5, 16, 17, 18, 19, 20]
    assert waiting == list(range(21, 61))


@pytest.mark.slow
async def test_s26_double_booking_with_shares_for_each_side_while_others_give_up(
    cast: Cast, database: Database
) -> None:
    terms = {"quota_ua": 6, "quota_eu": 6, "quota_town": 4}
    visit = (await published(await cast.program("olena"), capacity=SEATS, terms=terms))["id"]
    towns = [await town(database, slug, country) for slug, country in TOWNS]
    people = await guests(cast, 40, towns)
    early, late = people[:20], people[20:]
    for guest in early:
        await take(database, visit, guest)
    await asyncio.gather(
        *(give_up(database, visit, guest) for guest in early[:8]), *(take(database, visit, guest) for guest in late)
    )
    async with database.read() as db:
        rows = (await db.execute(sa.select(seats).where(seats.c.given_up_at.is_(None)).order_by(seats.c.entry))).all()
    of = {guest.row: towns[number % len(towns)] for number, guest in enumerate(people)}
    seated = [of[row.user_id] for row in rows if row.state == "seated"]
    sides = [dict(zip(towns, "uuue", strict=True)).get(place) for place in seated]
    assert len(seated) == SEATS
    assert max(seated.count(place) for place in towns) <= 4
    assert max(sides.count(side) for side in "ue") <= 6
    # Of each town those who came first are seated: nobody of it stands before somebody of it who waits.
    for place in towns:
        states = [row.state for row in rows if of[row.user_id] == place]
        assert states == sorted(states), (place, states)


async def test_one_person_asking_many_times_at_once_gets_one_seat(cast: Cast, database: Database) -> None:
    visit = (await published(await cast.program("olena"), capacity=SEATS))["id"]
    (guest,) = await guests(cast, 1)
    answers = await asyncio.gather(*(take(database, visit, guest) for _ in range(20)))
    assert set(answers) == {SeatView("seated", None)}
    assert await held(database) == ([1], [])


async def test_who_comes_back_stands_at_the_end(cast: Cast, database: Database) -> None:
    visit = (await published(await cast.program("olena"), capacity=1))["id"]
    first, second, third = await guests(cast, 3)
    for guest in (first, second, third):
        await take(database, visit, guest)
    await give_up(database, visit, second)
    assert await take(database, visit, second) == SeatView("waiting", 2)
    await give_up(database, visit, first)
    assert await take(database, visit, third) == SeatView("seated", None)
    assert await take(database, visit, second) == SeatView("waiting", 1)


async def test_a_host_with_a_seat_stays_host_of_the_room(cast: Cast, database: Database) -> None:
    from tests.visits.test_api import members

    visit = await published(await cast.program("olena"))
    host = Viewer(id=await cast.id("olena"), role="official", confirmed=True)
    await take(database, visit["id"], host)
    assert await members(database, visit["room"]) == {"olena": "host"}
    await give_up(database, visit["id"], host)
    assert await members(database, visit["room"]) == {"olena": "host"}
