"""What becomes of texts that wait: moderators approve and refuse them, authors take them back."""

from typing import Any

import sqlalchemy as sa

from forum.accounts.models import User
from forum.audit.actions import note
from forum.discussion import rules
from forum.discussion.actions.attachments import drop_held_files
from forum.discussion.actions.posts import place_reply
from forum.discussion.actions.tags import still_offered
from forum.discussion.actions.threads import place_thread
from forum.discussion.models import HeldText, Post, Thread, ThreadMerger
from forum.discussion.rules import Draft, State
from forum.discussion.rules.held import Held, check_undecided
from forum.foundation.database import Work, table
from forum.foundation.errors import Refused
from forum.mail.actions import post as post_mail
from forum.web.viewer import Viewer

held, posts, threads, mergers = table(HeldText), table(Post), table(Thread), table(ThreadMerger)
users = table(User)
_EMPTY = {"title": "", "body": "", "html": ""}


async def approve(work: Work, viewer: Viewer, text: str) -> str:
    """Let everybody read a text: it gets the next number of its thread, and only now anybody hears of it.

    Twice changes nothing. What has gone meanwhile is left out: tags that are not offered any more, the post that it
    answers. Whether its thread was closed meanwhile does not matter.

    Returns:
        The public id of its post.

    Raises:
        Refused: `not_allowed`, `not_found`, `held_decided`, `held_place_gone` where its thread cannot be read any more.
    """
    found = await _for_moderator(work, viewer, text)
    if found.state == Held.APPROVED:
        return await _post(work, found.post_id)
    check_undecided(found.state)
    draft = Draft(
        client_id=found.client_id, title=found.title, body=found.body, lang=found.lang,
        tags=await still_offered(work, found.tags), files=tuple(found.files),
    )  # fmt: skip
    author = Viewer(id=found.author_id)
    if found.thread_id is None:
        placed = await place_thread(work, author, found.board_id, draft, found.client_digest, was_held=True)
    else:
        place = await _place(work, found.thread_id)
        answered = await _still_there(work, place.id, found.reply_to_id)
        placed = await place_reply(work, author, place, draft, found.client_digest, answered, was_held=True)
    await _decide(work, viewer, found, Held.APPROVED, post_id=placed.post_id, **_EMPTY)
    public_id = await _post(work, placed.post_id)
    await note(work, "text.approved", actor_id=viewer.row, target=f"post:{public_id}")
    return public_id


async def refuse(work: Work, viewer: Viewer, text: str, *, reason: str) -> None:
    """Let nobody read a text but its author, who is told why; twice changes nothing.

    Raises:
        Refused: `not_allowed`, `not_found`, `held_decided`, or what `text.clean` refuses of the reason.
    """
    found = await _for_moderator(work, viewer, text)
    reason = rules.reason_text(reason)
    if found.state == Held.REFUSED:
        return
    check_undecided(found.state)
    await drop_held_files(work, found.files)
    await _decide(work, viewer, found, Held.REFUSED, reason=reason)
    await note(work, "text.refused", actor_id=viewer.row, target=f"text:{text}")
    await _tell(work, found.author_id, reason)


async def take_back(work: Work, viewer: Viewer, text: str) -> None:
    """Take one's own text back while it waits; twice changes nothing.

    Raises:
        Refused: `not_found`, `held_decided`.
    """
    found = await _locked(work, sa.and_(held.c.public_id == text, held.c.author_id == viewer.row))
    if found.state == Held.WITHDRAWN:
        return
    check_undecided(found.state)
    await drop_held_files(work, found.files)
    await _decide(work, viewer, found, Held.WITHDRAWN, **_EMPTY)


async def _decide(work: Work, viewer: Viewer, found: Any, state: Held, **facts: Any) -> None:
    decided = {"state": state, "decided_by_id": viewer.row, "decided_at": work.now, **facts}
    await work.db.execute(sa.update(held).where(held.c.id == found.id).values(**decided))


async def _post(work: Work, post_id: int) -> str:
    return str((await work.db.execute(sa.select(posts.c.public_id).where(posts.c.id == post_id))).scalar_one())


async def _place(work: Work, thread_id: int) -> Any:
    """The thread, locked; of one that was merged into another, that other."""
    heir = sa.select(mergers.c.into_id).where(mergers.c.thread_id == thread_id)
    standing = await work.db.scalar(heir) or thread_id
    query = sa.select(threads.c.id, threads.c.board_id, threads.c.head, threads.c.state).where(threads.c.id == standing)
    found = (await work.db.execute(query.with_for_update(key_share=True))).one()
    if found.state not in (State.VISIBLE, State.REMOVED):
        raise Refused("held_place_gone")
    return found


async def _still_there(work: Work, thread_id: int, post_id: int | None) -> int | None:
    there = posts.c.id == post_id, posts.c.thread_id == thread_id, posts.c.state == State.VISIBLE
    found: int | None = await work.db.scalar(sa.select(posts.c.id).where(*there))
    return found


async def _tell(work: Work, author_id: int, reason: str) -> None:
    query = sa.select(users.c.email, users.c.lang).where(users.c.id == author_id)
    author = (await work.db.execute(query)).one()
    facts = {"reason": reason, "link": f"/{author.lang}/waiting"}
    await post_mail(
        work, to=author.email, lang=author.lang, kind="text.refused", template="discussion/refused", facts=facts
    )


async def _for_moderator(work: Work, viewer: Viewer, text: str) -> Any:
    if not viewer.is_moderator:
        raise Refused("not_allowed")
    return await _locked(work, held.c.public_id == text)


async def _locked(work: Work, which: sa.ColumnElement[bool]) -> Any:
    found = (await work.db.execute(sa.select(held).where(which).with_for_update(key_share=True))).first()
    if found is None:
        raise Refused("not_found")
    return found
