"""Messages that wait for their one reader."""

import asyncio

from realtime.inbox import Inbox
from tests.realtime import simulated_time


def test_messages_come_out_in_order_whether_or_not_somebody_waits() -> None:
    async def story() -> None:
        inbox = Inbox()
        assert inbox.empty()
        reading = asyncio.create_task(inbox.get())
        await asyncio.sleep(0)
        inbox.put_nowait("first")
        inbox.put_nowait("second")
        assert await reading == "first"
        inbox.put_nowait("third")
        assert len(inbox) == 2
        assert [await inbox.get(), await inbox.get()] == ["second", "third"]
        assert inbox.empty()

    simulated_time.run(story())


def test_a_reader_who_gave_up_takes_nothing_along() -> None:
    async def story() -> None:
        inbox = Inbox()
        reading = asyncio.create_task(inbox.get())
        await asyncio.sleep(0)
        reading.cancel()
        inbox.put_nowait("kept")
        await asyncio.wait([reading])
        assert await inbox.get() == "kept"

    simulated_time.run(story())
