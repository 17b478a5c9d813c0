"""What notifications do when something happened below."""

from forum.discussion.events import (
    AnswerMarked,
    PeopleMentioned,
    PostEdited,
    PostHidden,
    PostsMoved,
    PostWithdrawn,
    ReplyPosted,
    ThreadOpened,
)
from forum.following.events import ThreadRead
from forum.foundation.database import Work
from forum.notifications.actions import reading, telling


async def thread_opened(work: Work, event: ThreadOpened) -> None:
    await telling.tell_of_post(work, event.post_id, answers=None)


async def reply_posted(work: Work, event: ReplyPosted) -> None:
    await telling.tell_of_post(work, event.post_id, answers=event.reply_to_id)


async def people_mentioned(work: Work, event: PeopleMentioned) -> None:
    await telling.tell_of_names(work, event.post_id, event.user_ids)


async def answer_marked(work: Work, event: AnswerMarked) -> None:
    await telling.tell_of_mark(work, event.post_id, event.by_id)


async def post_edited(work: Work, event: PostEdited) -> None:
    await reading.rewrite_mails(work, event.post_id)


async def post_gone(work: Work, event: PostHidden | PostWithdrawn) -> None:
    await reading.forget_post(work, event.thread_id, event.post_id)


async def posts_moved(work: Work, event: PostsMoved) -> None:
    await reading.follow_posts(work, event.from_thread_id, event.to_thread_id)


async def thread_read(work: Work, event: ThreadRead) -> None:
    await reading.read_thread(work, event.user_id, event.thread_id, event.number)
