"""The worker's part: promised hours are kept, people are reminded of them, and offered seats pass on."""

import asyncio
import logging
from collections.abc import Sequence
from datetime import datetime

from forum.foundation.services import Services
from forum.foundation.site import Site
from forum.visits import queries
from forum.visits.actions import clocks, letters, passing, reminders, tellings
from forum.visits.actions.letters import Letter, Ready

log = logging.getLogger("mosty.visits")
VISITS_AT_ONCE = 20
# Composing a mail takes milliseconds, and nobody else writes meanwhile.
REMINDERS_AT_ONCE = 10


async def keep_wall_times(services: Services) -> None:
    """Nothing but a look, unless this process has a newer time zone database than visits were planned with."""
    while await _keep(services) == VISITS_AT_ONCE:
        pass
    await write_letters(services)


async def write_letters(services: Services) -> None:
    """Write to people of visits that were moved or cancelled; with nobody to write to that is one short read."""
    while waiting := await _waiting(services):
        ready, broken = await asyncio.to_thread(_composed, services.database.site, waiting, services.clock.now())
        async with services.database.work() as work:
            sent = await tellings.settle(work, ready) if ready else 0
            await tellings.put_last(work, broken)
        if not sent:
            break


def _composed(site: Site, waiting: Sequence[Letter], now: datetime) -> tuple[list[Ready], list[Letter]]:
    """What is ready, and what could not be composed: one letter does not keep those of other people waiting."""
    ready, broken = list[Ready](), list[Letter]()
    for letter in waiting:
        try:
            ready.append(letters.composed(site, letter, now))
        except Exception:
            log.exception("a letter could not be composed", extra={"visit": letter.visit.id})
            broken.append(letter)
    return ready, broken


async def _waiting(services: Services) -> Sequence[Letter]:
    async with services.database.read() as db:
        return await tellings.waiting(db, services.clock.now())


async def _keep(services: Services) -> int:
    async with services.database.work() as work:
        return await clocks.keep_wall_times(work, VISITS_AT_ONCE)


async def remind(services: Services) -> None:
    """Send the reminders that are due; with none that is one indexed read, and one more a visit that is near."""
    async with services.database.read() as db:
        coming = await reminders.coming(db, services.clock.now(), services.settings.reminders)
        due = [this for this in coming if await reminders.anybody(db, this)]
    for this in due:
        while await _remind(services, this) == REMINDERS_AT_ONCE:
            pass


async def _remind(services: Services, this: reminders.Open) -> int:
    async with services.database.work() as work:
        return await reminders.remind(work, this, REMINDERS_AT_ONCE)


async def pass_on_late_offers(services: Services) -> None:
    """Seats that were offered and not taken in time go to whoever is next; one visit after the other."""
    async with services.database.read() as db:
        late = await queries.visits_with_late_offers(db, services.clock.now())
    for visit_id in late:
        async with services.database.work() as work:
            await passing.pass_on_late(work, visit_id)
