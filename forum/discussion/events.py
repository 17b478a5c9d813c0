"""What happens in discussions. Every id is a row's."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ThreadOpened:
    thread_id: int
    post_id: int
    author_id: int


@dataclass(frozen=True, slots=True)
class ReplyPosted:
    thread_id: int
    post_id: int
    author_id: int
    reply_to_id: int | None


@dataclass(frozen=True, slots=True)
class PostEdited:
    thread_id: int
    post_id: int


@dataclass(frozen=True, slots=True)
class PostHidden:
    thread_id: int
    post_id: int


@dataclass(frozen=True, slots=True)
class PostRestored:
    thread_id: int
    post_id: int


@dataclass(frozen=True, slots=True)
class PostWithdrawn:
    thread_id: int
    post_id: int
