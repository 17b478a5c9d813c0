"""Everybody at a large visit is told of what became of it, while others go on writing."""

from datetime import datetime
from typing import Any

import pytest
import sqlalchemy as sa

from forum.foundation.database import Database, table
from forum.foundation.services import Services
from forum.foundation.site import Site
from forum.mail.models import OutboxMail
from forum.visits import jobs
from forum.visits.actions import letters, tellings
from forum.visits.actions.letters import Letter, Ready
from forum.visits.models import Seat, Telling, Visit
from tests.cast import Cast
from tests.visits.plans import published

mails, seats, rows = table(OutboxMail), table(Seat), table(Telling)
GUESTS = 13


async def crowd(cast: Cast, database: Database, visit: dict[str, Any]) -> None:
    """Guests with a seat, beside bohdan who has one of his own."""
    await (await cast.program("bohdan")).put(f"/api/v1/visits/{visit['id']}/seat")
    people = [await cast.id(f"guest{number}") for number in range(GUESTS - 1)]
    async with database.work() as work:
        visits = table(Visit)
        row = await work.db.scalar(sa.select(visits.c.id).where(visits.c.public_id == visit["id"]))
        for entry, person in enumerate(people, 2):
            values = {"visit_id": row, "user_id": person, "entry": entry, "state": "seated", "entered_at": work.now}
            await work.db.execute(sa.insert(seats).values(**values))


async def sent(database: Database, kind: str) -> list[str]:
    async with database.read() as db:
        found = await db.execute(sa.select(mails.c.recipient).where(mails.c.kind == f"visit.{kind}"))
        return sorted(found.scalars())


async def left(database: Database) -> int:
    async with database.read() as db:
        return await db.scalar(sa.select(sa.func.count()).select_from(rows)) or 0


async def test_a_large_visit_is_called_off_in_a_moment_and_everybody_is_told_once(
    cast: Cast, database: Database, services: Services
) -> None:
    olena = await cast.program("olena")
    visit = await published(olena, capacity=GUESTS)
    await crowd(cast, database, visit)
    path = f"/api/v1/visits/{visit['id']}"
    for version in (1, 2):
        await olena.patch(path, json={"version": version, "starts": f"2027-04-0{version}T10:00"})
    # Who was written to at once is written to again, all others once, with the hour that they knew.
    assert (len(await sent(database, "changed")), await left(database)) == (2 * tellings.AT_ONCE, 3)
    await jobs.write_letters(services)
    assert (len(await sent(database, "changed")), await left(database)) == (2 * tellings.AT_ONCE + 3, 0)
    await olena.put(f"{path}/cancellation")
    assert await left(database) == 3
    await jobs.write_letters(services)
    assert len(set(await sent(database, "cancelled"))) == GUESTS
    assert len(await sent(database, "cancelled")) == GUESTS


async def test_who_gave_the_seat_up_in_the_meantime_hears_nothing_more(
    cast: Cast, database: Database, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tellings, "AT_ONCE", 0)
    olena, bohdan = await cast.program("olena"), await cast.program("bohdan")
    visit = await published(olena)
    path = f"/api/v1/visits/{visit['id']}"
    await bohdan.put(f"{path}/seat")
    await olena.patch(path, json={"version": 1, "starts": "2027-04-02T15:00"})
    monkeypatch.setattr(tellings, "AT_ONCE", 10)
    assert await left(database) == 1
    await bohdan.delete(f"{path}/seat")
    assert await left(database) == 0
    await jobs.write_letters(services)
    assert await sent(database, "changed") == []


async def test_a_letter_that_was_composed_before_the_next_change_is_written_anew(
    cast: Cast, database: Database, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tellings, "AT_ONCE", 0)
    olena, bohdan = await cast.program("olena"), await cast.program("bohdan")
    visit = await published(olena)
    path = f"/api/v1/visits/{visit['id']}"
    await bohdan.put(f"{path}/seat")
    await olena.patch(path, json={"version": 1, "starts": "2027-04-02T15:00"})
    monkeypatch.setattr(tellings, "AT_ONCE", 10)
    async with database.read() as db:
        early = await tellings.waiting(db, services.clock.now())
    ready = [letters.composed(database.site, letter, services.clock.now()) for letter in early]
    monkeypatch.setattr(tellings, "AT_ONCE", 0)
    await olena.patch(path, json={"version": 2, "title": {"uk": "Інша назва", "en": "Another"}})
    monkeypatch.setattr(tellings, "AT_ONCE", 10)
    async with database.work() as work:
        assert await tellings.settle(work, ready) == 0
    await jobs.write_letters(services)
    async with database.read() as db:
        subjects = await db.execute(sa.select(mails.c.subject).where(mails.c.kind == "visit.changed"))
        assert ["Інша назва" in subject for subject in subjects.scalars()] == [True]


async def test_a_letter_that_cannot_be_written_keeps_nobody_elses_waiting(
    cast: Cast, database: Database, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tellings, "AT_ONCE", 0)
    olena = await cast.program("olena")
    visits = [await published(olena) for _ in range(2)]
    for name, visit in zip(("bohdan", "tomasz"), visits, strict=True):
        person = await cast.program(name)
        await person.put(f"/api/v1/visits/{visit['id']}/seat")
        await olena.patch(f"/api/v1/visits/{visit['id']}", json={"version": 1, "starts": "2027-04-02T15:00"})
    monkeypatch.setattr(tellings, "AT_ONCE", 10)
    compose = letters.composed

    def composed(site: Site, letter: Letter, now: datetime) -> Ready:
        if letter.visit.id == visits[0]["id"]:
            raise ValueError("a name that no header can hold")
        return compose(site, letter, now)

    monkeypatch.setattr(letters, "composed", composed)
    for _ in range(3):
        await jobs.write_letters(services)
        services.clock.turn(minutes=1)  # type: ignore[attr-defined]
    assert (len(await sent(database, "changed")), await left(database)) == (1, 1)
    monkeypatch.setattr(letters, "composed", compose)
    await jobs.write_letters(services)
    assert (len(await sent(database, "changed")), await left(database)) == (2, 0)
