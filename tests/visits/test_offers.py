"""Seats that are kept for those who wait, until a deadline."""

import pytest
import sqlalchemy as sa

from forum.foundation.database import Database, table
from forum.foundation.errors import Refused
from forum.mail.models import OutboxMail
from forum.visits import jobs
from tests.cast import Cast
from tests.conftest import TurnedClock
from tests.visits.plans import published
from tests.visits.test_seats import give_up, guests, held, take

mails = table(OutboxMail)


async def letters(database: Database) -> list[tuple[str, str]]:
    """Who got which mail about a seat that was asked for, offered or handed on, in the order of writing."""
    async with database.read() as db:
        rows = (await db.execute(sa.select(mails.c.recipient, mails.c.kind).order_by(mails.c.id))).all()
    told = [(row.recipient.partition("@")[0], row.kind.removeprefix("visit.")) for row in rows]
    return [(person, kind) for person, kind in told if kind not in ("seated", "given_up")]


async def visit_with_offers(cast: Cast, capacity: int = 1, **terms: int) -> str:
    shown = await published(await cast.program("olena"), capacity=capacity, terms={"offer_hours": 24, **terms})
    return str(shown["id"])


async def test_a_free_seat_is_kept_for_the_first_who_waits_and_for_nobody_else(cast: Cast, database: Database) -> None:
    visit = await visit_with_offers(cast)
    first, second, third, fourth = await guests(cast, 4)
    for guest in (first, second, third):
        await take(database, visit, guest)
    await give_up(database, visit, first)
    assert await letters(database) == [("guest1", "offered")]
    assert (await take(database, visit, fourth)).position == 2
    assert (await held(database)) == ([], [3, 4])
    assert (await take(database, visit, second)).state == "seated"
    assert (await held(database)) == ([2], [3, 4])


async def test_an_offer_that_is_let_go_is_the_next_ones(cast: Cast, database: Database) -> None:
    visit = await visit_with_offers(cast)
    first, second, third = await guests(cast, 3)
    for guest in (first, second, third):
        await take(database, visit, guest)
    await give_up(database, visit, first)
    await give_up(database, visit, second)
    assert await letters(database) == [("guest1", "offered"), ("guest2", "offered")]
    assert (await take(database, visit, third)).state == "seated"
    assert (await take(database, visit, second)).position == 1


async def test_an_offer_that_nobody_takes_in_time_passes_on(cast: Cast, database: Database, clock: TurnedClock) -> None:
    visit = await visit_with_offers(cast)
    first, second, third = await guests(cast, 3)
    for guest in (first, second, third):
        await take(database, visit, guest)
    await give_up(database, visit, first)
    clock.turn(hours=23)
    await jobs.pass_on_late_offers(cast.services)
    assert len(await letters(database)) == 1
    clock.turn(hours=1)
    with pytest.raises(Refused, match="offer_over"):
        await take(database, visit, second)
    await jobs.pass_on_late_offers(cast.services)
    await jobs.pass_on_late_offers(cast.services)
    assert await letters(database) == [("guest1", "offered"), ("guest1", "passed"), ("guest2", "offered")]
    assert (await take(database, visit, second)).position == 1
    assert (await take(database, visit, third)).state == "seated"


async def test_nothing_is_offered_after_closing_nor_beyond_the_start(
    cast: Cast, database: Database, clock: TurnedClock
) -> None:
    visit = await visit_with_offers(cast, closes_hours=48)
    first, second, third = await guests(cast, 3)
    for guest in (first, second):
        await take(database, visit, guest)
    # Begins on 29 March at 7:00 UTC, so that seats close on the 27th.
    clock.turn(days=53, hours=12)
    await give_up(database, visit, first)
    async with database.read() as db:
        until = await db.scalar(sa.text("SELECT until FROM visit_seat_offers"))
    assert str(until)[:16] in ("2027-03-27 07:00", "2027-03-27T07:00")
    clock.turn(hours=10)
    await jobs.pass_on_late_offers(cast.services)
    with pytest.raises(Refused, match="seats_closed"):
        await take(database, visit, third)
    assert (await held(database)) == ([], [])
    assert await letters(database) == [("guest1", "offered"), ("guest1", "passed")]


async def test_nobody_is_told_that_an_offer_passed_at_a_visit_that_was_cancelled(
    cast: Cast, database: Database, clock: TurnedClock
) -> None:
    visit = await visit_with_offers(cast)
    first, second = await guests(cast, 2)
    for guest in (first, second):
        await take(database, visit, guest)
    await give_up(database, visit, first)
    await (await cast.program("olena")).put(f"/api/v1/visits/{visit}/cancellation")
    with pytest.raises(Refused, match="visit_cancelled"):
        await take(database, visit, second)
    clock.turn(days=2)
    await jobs.pass_on_late_offers(cast.services)
    assert await letters(database) == [("guest1", "offered"), ("guest1", "cancelled")]


async def test_a_page_has_the_buttons_for_an_offer(cast: Cast, database: Database) -> None:
    from tests.visits.test_pages import follow, path_of

    shown = await published(await cast.program("olena"), capacity=1, terms={"offer_hours": 24})
    (first,) = await guests(cast, 1)
    await take(database, str(shown["id"]), first)
    bohdan, path = await cast.browser("bohdan"), f"/en{path_of(shown)}"
    await follow(bohdan, await bohdan.post(f"{path}/seat", data={"take": "1"}))
    await give_up(database, str(shown["id"]), first)
    page = (await bohdan.get(path)).text
    assert "A seat is kept for you" in page
    assert "Take the seat" in page
    assert "Let it go" in page
    taken = await follow(bohdan, await bohdan.post(f"{path}/seat", data={"take": "1"}))
    assert "You have a seat" in taken.text
