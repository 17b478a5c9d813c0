"""The jobs of all capabilities, as tasks of this process."""

import asyncio
from functools import partial

from forum.entrypoints.capabilities import CAPABILITIES
from forum.foundation.capability import Job
from forum.foundation.queue import repeat
from forum.foundation.services import Services

# Long enough for the first pages: whoever has just started the product waits for those, not for a clean-up.
FIRST_TURN_SECONDS = 1.0


def start(services: Services) -> list[asyncio.Task[None]]:
    """Begin every job; each has its first turn after a second and then runs at its own pace."""
    return [
        asyncio.create_task(_work(job, services), name=job.name)
        for capability in CAPABILITIES
        for job in capability.jobs
    ]


async def stop(jobs: list[asyncio.Task[None]]) -> None:
    """End the jobs; one that is cut off left its rows claimed, and their leases run out."""
    for job in jobs:
        job.cancel()
    await asyncio.gather(*jobs, return_exceptions=True)


async def _work(job: Job, services: Services) -> None:
    await asyncio.sleep(FIRST_TURN_SECONDS)
    await repeat(job.name, job.every, partial(job.run, services), services.wake_ups)
