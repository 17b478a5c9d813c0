"""Reminders: once, to those whose approval is missing, and to the organiser of a visit without minutes."""

import sqlalchemy as sa

from forum.foundation.database import table
from forum.mail import queries as outbox
from forum.mail.models import OutboxMail
from forum.records import jobs
from tests.cast import Cast
from tests.conftest import TurnedClock
from tests.records.conftest import Partners


async def mails(cast: Cast) -> list[tuple[str, str]]:
    """Who got which kind of mail, of those that have not been taken back."""
    found = table(OutboxMail)
    mine = sa.and_(found.c.state == "waiting", found.c.kind.startswith("minutes."))
    async with cast.services.database.read() as db:
        rows = await db.execute(sa.select(found.c.recipient, found.c.kind).where(mine))
    return sorted((row.recipient.partition("@")[0], row.kind) for row in rows)


async def test_minutes_that_wait_for_seven_days_remind_both_sides_once(
    partners: Partners, cast: Cast, clock: TurnedClock
) -> None:
    visit = await partners.visit()
    await partners.entry(visit)
    clock.turn(days=6, hours=23)
    await jobs.remind(cast.services)
    assert await mails(cast) == []
    clock.turn(hours=1)
    for _ in range(2):
        await jobs.remind(cast.services)
    both = [("olena", "minutes.unapproved"), ("tomasz", "minutes.unapproved")]
    assert await mails(cast) == both
    async with cast.services.database.read() as db:
        texts = {
            m.row.recipient.partition("@")[0]: m.text for m in await outbox.outbox_mails(db, 50) if "/minutes" in m.text
        }
    assert "/uk/visits/" in texts["olena"]
    assert "/pl/visits/" in texts["tomasz"]
    assert "/minutes" in texts["tomasz"]
    # What has been approved meanwhile reminds nobody.
    await partners.approve(visit, "olena", "tomasz")
    assert await mails(cast) == []


async def test_who_has_approved_is_not_reminded(partners: Partners, cast: Cast, clock: TurnedClock) -> None:
    visit = await partners.visit()
    await partners.entry(visit)
    await partners.approve(visit, "olena")
    clock.turn(days=8)
    await jobs.remind(cast.services)
    assert await mails(cast) == [("tomasz", "minutes.unapproved")]


async def test_the_organiser_of_a_visit_without_minutes_is_reminded_once(
    partners: Partners, cast: Cast, clock: TurnedClock
) -> None:
    await partners.visit()
    clock.turn(days=4)
    for _ in range(2):
        await jobs.remind(cast.services)
    assert await mails(cast) == [("olena", "minutes.unwritten")]


async def test_nobody_is_reminded_of_what_is_long_ago_or_was_cancelled(
    partners: Partners, cast: Cast, clock: TurnedClock
) -> None:
    visit = await partners.visit(over=False, guests=())
    await (await cast.program("olena")).put(f"/api/v1/visits/{visit['id']}/cancellation")
    clock.turn(days=70)
    await partners.visit(starts="2027-04-29T10:00", guests=())
    clock.turn(days=90)
    await jobs.remind(cast.services)
    assert await mails(cast) == []


async def test_minutes_whose_entries_are_all_removed_are_unwritten_and_wait_for_nobody(
    partners: Partners, cast: Cast, clock: TurnedClock
) -> None:
    visit = await partners.visit()
    entry = await partners.entry(visit)
    path = f"/api/v1/visits/{visit['id']}/minutes/entries/{entry['id']}"
    assert (await (await cast.program("olena")).delete(path, params={"version": 1})).status_code == 204
    clock.turn(days=8)
    await jobs.remind(cast.services)
    assert await mails(cast) == [("olena", "minutes.unwritten")]
