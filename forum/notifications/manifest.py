"""What notifications add."""

from datetime import timedelta

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
from forum.foundation.capability import Capability, Job
from forum.notifications import api, jobs, listeners, pages
from forum.notifications.queries import UNREAD

capability = Capability(
    name="notifications",
    pages=(pages.inbox, pages.read, pages.settings, pages.choose),
    api=(api.notifications, api.read),
    # Litestar answers OPTIONS itself where no handler stands before the others.
    routes=(pages.unsubscribe_options, pages.unsubscribing, pages.unsubscribe),
    listeners=(
        (ThreadOpened, listeners.thread_opened),
        (ReplyPosted, listeners.reply_posted),
        (PeopleMentioned, listeners.people_mentioned),
        (AnswerMarked, listeners.answer_marked),
        (PostEdited, listeners.post_edited),
        (PostHidden, listeners.post_gone),
        (PostWithdrawn, listeners.post_gone),
        (PostsMoved, listeners.posts_moved),
        (ThreadRead, listeners.thread_read),
    ),
    jobs=(Job("notifications", timedelta(seconds=1), jobs.tell_and_mail),),
    counts={"notifications": UNREAD},
    # A mail program has nothing but the secret in the address.
    proved_by_address=("/unsubscribe/",),
)
