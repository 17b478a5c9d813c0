"""Notifications over the API."""

import msgspec
from litestar import get, put
from litestar.params import JSONBody

from forum.accounts.guards import signed_in
from forum.foundation.errors import N_
from forum.foundation.paging import read_limit, read_number
from forum.notifications import queries
from forum.notifications.actions import reading
from forum.web.openapi import problem_responses
from forum.web.provided import Db, InQuery, Viewer, Work
from forum.web.request import MostyRequest


class NotificationAnswer(msgspec.Struct, kw_only=True):
    """`kind` is mention, quote, answer, marked, thread or reply; `more` counts posts after `post` where one stands for
    all."""

    kind: str
    thread: str
    title: str
    post: str
    url: str
    by: str
    at: str
    unread: bool
    more: int


class NotificationList(msgspec.Struct, kw_only=True):
    items: list[NotificationAnswer]
    next: str | None


class WhatWasRead(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, frozen=True):
    """`thread` is the id of the one thread that is meant; left out, all is."""

    thread: str | None = None


@get(
    "/notifications",
    summary=N_("Lists your notifications, newest first."),
    guards=[signed_in],
    responses=problem_responses(),
)
async def notifications(
    request: MostyRequest, viewer: Viewer, db: Db, after: InQuery = None, limit: InQuery = None
) -> NotificationList:
    """What one was told of, the latest first."""
    found = await queries.told(db, viewer, after=read_number(after), limit=read_limit(limit))
    threads = {group.thread.row: group.thread for group in await queries.grouped(db, found)}
    base = f"{request.services.settings.base_url}/{request.locale}"
    items = [
        NotificationAnswer(
            kind=one.kind,
            thread=threads[one.thread_row].public_id,
            title=threads[one.thread_row].title,
            post=one.post,
            url=f"{base}/posts/{one.post}",
            by=one.by,
            at=one.at.isoformat(timespec="seconds").replace("+00:00", "Z"),
            unread=one.unread,
            more=one.more,
        )
        for one in found.items
    ]
    return NotificationList(items=items, next=found.next)


@put(
    "/notifications/reading",
    summary=N_("Marks your notifications as read, all or those of one thread."),
    guards=[signed_in],
    status_code=204,
    responses=problem_responses(),
)
async def read(viewer: Viewer, work: Work, data: JSONBody[WhatWasRead]) -> None:
    """Say that one has read what one was told of, all or of one thread."""
    await reading.read_all(work, viewer, data.thread)
