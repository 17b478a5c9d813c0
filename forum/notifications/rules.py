"""Who is told of a post, and which of that goes out by mail as well."""

from enum import StrEnum

# More than so many are not counted one by one.
MAX_COUNTED = 99


class Kind(StrEnum):
    """Why somebody is told of a post."""

    MENTION = "mention"
    QUOTE = "quote"
    ANSWER = "answer"
    MARKED = "marked"
    THREAD = "thread"
    REPLY = "reply"


class Mails(StrEnum):
    """What somebody can choose to get by mail at once; until they do, they get none."""

    MENTIONS = "mentions"
    ANSWERS = "answers"
    WATCHED = "watched"


MAILED_AS = {
    Kind.MENTION: Mails.MENTIONS,
    Kind.QUOTE: Mails.ANSWERS,
    Kind.ANSWER: Mails.ANSWERS,
    Kind.MARKED: Mails.ANSWERS,
    Kind.THREAD: Mails.WATCHED,
    Kind.REPLY: Mails.WATCHED,
}
# Of those who follow, one notification a thread stands until it is read: it counts what came after.
OF_FOLLOWERS = (Kind.THREAD, Kind.REPLY)


class MailState(StrEnum):
    """What becomes of a notification by mail: nothing; to be written; in the outbox."""

    NONE = "none"
    DUE = "due"
    POSTED = "posted"


def answer_kind(body: str) -> Kind:
    """Whether a post that answers another quotes from it too."""
    return Kind.QUOTE if any(line.startswith(">") for line in body.split("\n")) else Kind.ANSWER


def known_mails(kind: str) -> Mails | None:
    """None for what nobody can choose."""
    return Mails(kind) if kind in {choice.value for choice in Mails} else None
