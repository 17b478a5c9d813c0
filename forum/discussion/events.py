"""What happens in discussions. Every id is a row's."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ThreadOpened:
    thread_id: int
    board_id: int
    post_id: int
    author_id: int
    number: int = 1


@dataclass(frozen=True, slots=True)
class ReplyPosted:
    thread_id: int
    board_id: int
    post_id: int
    author_id: int
    number: int
    reply_to_id: int | None


@dataclass(frozen=True, slots=True)
class TextHeld:
    """A text waits for a moderator; what it becomes is a `ThreadOpened` or `ReplyPosted` of its own."""

    text_id: int
    author_id: int


@dataclass(frozen=True, slots=True)
class PeopleMentioned:
    """A post names people who were not named in it before."""

    post_id: int
    user_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class PostEdited:
    thread_id: int
    post_id: int


@dataclass(frozen=True, slots=True)
class ReactionGiven:
    post_id: int
    by_id: int
    kind: str


@dataclass(frozen=True, slots=True)
class ThreadMoved:
    thread_id: int
    from_board_id: int
    to_board_id: int


@dataclass(frozen=True, slots=True)
class PostsMoved:
    """Some posts of a thread, or all of one that is merged, stand in another now, under other numbers."""

    from_thread_id: int
    to_thread_id: int


@dataclass(frozen=True, slots=True)
class AnswerMarked:
    thread_id: int
    post_id: int
    by_id: int


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
