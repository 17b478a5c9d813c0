"""What discussion does when something happened to its texts: searching finds what everybody can read, and no more;
files go with their posts; who wrote has read so far, and hears of what comes after.
"""

from forum.days.events import DayCancelled, DayChanged, DayPlanned
from forum.discussion.actions import attachments
from forum.discussion.actions.drafts import drop_held, drop_posted
from forum.discussion.actions.findable import find_new_post, regroup, settle_around, settle_post, settle_thread
from forum.discussion.actions.findable_days import settle_day
from forum.discussion.actions.reading import note_writing
from forum.discussion.events import (
    PostEdited,
    PostHidden,
    PostRestored,
    PostsMoved,
    PostWithdrawn,
    ReplyPosted,
    TextHeld,
    ThreadMoved,
    ThreadOpened,
)
from forum.foundation.database import Work


async def text_written(work: Work, event: ThreadOpened | ReplyPosted) -> None:
    await find_new_post(work, event.post_id)


async def text_edited(work: Work, event: PostEdited) -> None:
    await settle_post(work, event.post_id)


async def state_changed(work: Work, event: PostHidden | PostRestored | PostWithdrawn) -> None:
    await settle_around(work, event.thread_id, event.post_id)
    await attachments.settle_around(work, event.thread_id, event.post_id)


async def thread_moved(work: Work, event: ThreadMoved) -> None:
    await settle_thread(work, event.thread_id)


async def draft_posted(work: Work, event: ThreadOpened | ReplyPosted) -> None:
    await drop_posted(work, event.author_id, thread_id=event.thread_id, opens=isinstance(event, ThreadOpened))


async def text_held(work: Work, event: TextHeld) -> None:
    await drop_held(work, event.author_id, event.text_id)


async def posts_moved(work: Work, event: PostsMoved) -> None:
    await regroup(work, event.from_thread_id, event.to_thread_id)


async def writer_goes_on_reading(work: Work, event: ThreadOpened | ReplyPosted) -> None:
    await note_writing(work, event)


async def day_changed(work: Work, event: DayPlanned | DayChanged | DayCancelled) -> None:
    await settle_day(work, event.day_id)
