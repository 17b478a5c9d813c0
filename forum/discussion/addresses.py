"""Addresses of threads: `{id}-{slug}`, where only the id counts."""

from forum.discussion.queries import ThreadLine


def thread_id(key: str) -> str:
    """The public id in the last part of a thread's address."""
    return key.partition("-")[0]


def post_path(locale: str, thread: ThreadLine, number: int) -> str:
    """The address of a post on its page of the thread."""
    return f"/{locale}{thread.post_path(number)}"
