"""The jobs of all capabilities, as tasks of this process."""

import asyncio
from functools import partial

from forum.entrypoints.capabilities import CAPABILITIES
from forum.foundation.queue import repeat
from forum.foundation.services import Services


def start(services: Services) -> list[asyncio.Task[None]]:
    """Begin every job; each runs at once and then at its own pace."""
    return [
        asyncio.create_task(repeat(job.name, job.every, partial(job.run, services), services.wake_ups), name=job.name)
        for capability in CAPABILITIES
        for job in capability.jobs
    ]


async def stop(jobs: list[asyncio.Task[None]]) -> None:
    """End the jobs; one that is cut off left its rows claimed, and their leases run out."""
    for job in jobs:
        job.cancel()
    await asyncio.gather(*jobs, return_exceptions=True)
