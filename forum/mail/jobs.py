"""The worker's part: mails leave the outbox."""

from datetime import timedelta

from forum.foundation.services import Services
from forum.mail.actions import delivery
from forum.mail.rules import PAUSE, Outcome
from forum.mail.smtp import DATA_SECONDS, STEP_SECONDS, Relay

BATCH = 50
# What one mail may take at the very worst; a lease with less left is given back.
_WORST = timedelta(seconds=3 * STEP_SECONDS + DATA_SECONDS)


async def send_waiting(services: Services) -> None:
    """Send what is due, batch by batch; without a mail server everything stays where it is."""
    if services.settings.smtp_url is None:
        return
    while True:
        async with services.database.work() as work:
            await delivery.withdraw_late(work)
            batch = await delivery.claim(work, BATCH)
        if not batch or not await send_batch(services, batch, _relay(services)):
            return


async def send_batch(services: Services, batch: list[delivery.Claimed], relay: Relay) -> bool:
    """Send claimed mails over one connection; False when the server is to be left alone for a while.

    Each result is stored before the next mail is sent, so that a crash leaves at most one in doubt.
    """
    opened = await relay.open()
    if not opened.alive:
        async with services.database.work() as work:
            for mail in batch:
                await delivery.settle(work, mail, opened.outcome, opened.detail)
        return False
    try:
        for place, mail in enumerate(batch):
            if services.clock.now() + _WORST > mail.lease_until:
                await _release(services, batch[place:], timedelta(0))
                return True
            async with services.database.read() as db:
                if not await delivery.may_leave(db, mail):
                    continue
            attempt = await relay.send(mail.recipient, mail.content)
            async with services.database.work() as work:
                await delivery.settle(work, mail, attempt.outcome, attempt.detail)
            if attempt.outcome is Outcome.PAUSE:
                await _release(services, batch[place + 1 :], PAUSE)
                return False
            if not attempt.alive:
                await _release(services, batch[place + 1 :], timedelta(0))
                return True
    finally:
        await relay.close()
    return True


async def _release(services: Services, rest: list[delivery.Claimed], wait: timedelta) -> None:
    if rest:
        async with services.database.work() as work:
            await delivery.release(work, rest, work.now + wait)


def _relay(services: Services) -> Relay:
    assert services.settings.smtp_url is not None
    return Relay(services.settings.smtp_url, services.settings.mail_from)
