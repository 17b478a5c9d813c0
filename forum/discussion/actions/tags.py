"""The vocabulary of tags, and tagging threads."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from forum.audit.actions import note
from forum.discussion.models import Tag, Thread, ThreadTag
from forum.discussion.rules import State
from forum.discussion.rules.tags import check_may_tag, tag_names, tag_slug
from forum.discussion.rules.texts import chosen_tags
from forum.foundation.database import Work, table
from forum.foundation.errors import Refused
from forum.web.viewer import Viewer

tags, threads, thread_tags = table(Tag), table(Thread), table(ThreadTag)


async def create_tag(work: Work, actor_id: int | None, *, slug: str, names: Mapping[str, str]) -> bool:
    """A new word of the vocabulary; False when the very same one is already there.

    Args:
        actor_id: the moderator, None for the command line.
        names: in every language of ours.

    Raises:
        Refused: `slug_invalid`, `tag_taken`, or what `text.clean` refuses.
    """
    kept, slug = tag_names(names), tag_slug(slug)
    row = work.insert(tags).values(slug=slug, names=kept, threads=0, created_at=work.now)
    made = await work.db.execute(row.on_conflict_do_nothing(index_elements=["slug"]).returning(tags.c.id))
    if made.first() is None:
        if await work.db.scalar(sa.select(tags.c.names).where(tags.c.slug == slug)) != kept:
            raise Refused("tag_taken")
        return False
    await note(work, "tag.created", actor_id=actor_id, target=f"tag:{slug}")
    return True


async def rename_tag(work: Work, actor_id: int | None, slug: str, *, names: Mapping[str, str]) -> None:
    """Other names under the same address; the same names again change nothing.

    Raises:
        Refused: `not_found`, or what `text.clean` refuses.
    """
    kept, found = tag_names(names), await _locked(work, slug)
    if found.names == kept:
        return
    await work.db.execute(sa.update(tags).where(tags.c.id == found.id).values(names=kept))
    await note(work, "tag.renamed", actor_id=actor_id, target=f"tag:{slug}", before=found.names, after=kept)


async def retire_tag(work: Work, actor_id: int | None, slug: str) -> None:
    """Offer a tag no more; threads that carry it keep it. Doing it twice changes nothing."""
    found = await _locked(work, slug)
    if found.retired_at is None:
        await work.db.execute(sa.update(tags).where(tags.c.id == found.id).values(retired_at=work.now))
        await note(work, "tag.retired", actor_id=actor_id, target=f"tag:{slug}")


async def offer_tag(work: Work, actor_id: int | None, slug: str) -> None:
    """Offer a retired tag again."""
    found = await _locked(work, slug)
    if found.retired_at is not None:
        await work.db.execute(sa.update(tags).where(tags.c.id == found.id).values(retired_at=None))
        await note(work, "tag.offered", actor_id=actor_id, target=f"tag:{slug}")


async def tag_thread(work: Work, viewer: Viewer, thread: str, slugs: Collection[str]) -> None:
    """Let a thread carry these tags and no others; only who opened it and moderators may.

    Raises:
        Refused: `not_found`, `not_yours`, `too_many_tags`, `tag_unknown` also for a retired one that is new to it.
    """
    columns = (threads.c.id, threads.c.board_id, threads.c.author_id, threads.c.state, threads.c.created_at)
    query = sa.select(*columns).where(threads.c.public_id == thread).with_for_update(key_share=True)
    found = (await work.db.execute(query)).first()
    if found is None or found.state == State.MERGED or (found.state != State.VISIBLE and not viewer.is_moderator):
        raise Refused("not_found")
    check_may_tag(found.author_id, viewer.row, moderator=viewer.is_moderator)
    carried = await _carried(work, found.id)
    wanted = await _known(work, chosen_tags(slugs), carried)
    added, gone = wanted - carried.keys(), carried.keys() - wanted
    if gone:
        which = sa.and_(thread_tags.c.thread_id == found.id, thread_tags.c.tag_id.in_(sorted(gone)))
        await work.db.execute(sa.delete(thread_tags).where(which))
    await _attach(work, found.id, found.board_id, found.created_at, added)
    if found.state == State.VISIBLE:
        await count_tags(work, {**dict.fromkeys(added, 1), **dict.fromkeys(gone, -1)})
    if viewer.row != found.author_id and (added or gone):
        await note(work, "thread.tagged", actor_id=viewer.row, target=f"thread:{thread}", tags=[*chosen_tags(slugs)])


async def tag_new_thread(work: Work, thread_id: int, board_id: int, slugs: Collection[str]) -> None:
    """Raises:
    Refused: `tag_unknown`.
    """
    if wanted := await _known(work, slugs, {}):
        await _attach(work, thread_id, board_id, work.now, wanted)
        await count_tags(work, dict.fromkeys(wanted, 1))


async def check_offered(work: Work, slugs: Collection[str]) -> None:
    """Raises:
    Refused: `tag_unknown`.
    """
    await _known(work, slugs, {})


async def still_offered(work: Work, slugs: Collection[str]) -> tuple[str, ...]:
    """Those of the tags that a thread can open with today."""
    query = sa.select(tags.c.slug).where(tags.c.slug.in_(slugs), tags.c.retired_at.is_(None))
    return tuple((await work.db.execute(query.order_by(tags.c.slug))).scalars()) if slugs else ()


async def count_tags(work: Work, changes: Mapping[int, int]) -> None:
    """So many more or fewer threads of each tag that everybody may read."""
    # Always in the same order: whoever tags with the same words at once waits instead of standing in each other's way.
    for tag_id, change in sorted(changes.items()):
        await work.db.execute(sa.update(tags).where(tags.c.id == tag_id).values(threads=tags.c.threads + change))


async def count_thread(work: Work, thread_id: int, change: int) -> None:
    """A thread came to what everybody may read, or went from it."""
    await count_tags(work, dict.fromkeys(await _carried(work, thread_id), change))


async def _carried(work: Work, thread_id: int) -> dict[int, str]:
    query = sa.select(thread_tags.c.tag_id, tags.c.slug).join(tags, tags.c.id == thread_tags.c.tag_id)
    rows = await work.db.execute(query.where(thread_tags.c.thread_id == thread_id))
    return {row.tag_id: row.slug for row in rows}


async def _known(work: Work, slugs: Collection[str], carried: Mapping[int, str]) -> set[int]:
    if not slugs:
        return set()
    query = sa.select(tags.c.id, tags.c.slug, tags.c.retired_at).where(tags.c.slug.in_(slugs))
    found = {row.slug: row.id for row in await work.db.execute(query) if row.retired_at is None or row.id in carried}
    if len(found) < len(slugs):
        raise Refused("tag_unknown", field="tags")
    return set(found.values())


async def _attach(work: Work, thread_id: int, board_id: int, opened_at: datetime, added: Collection[int]) -> None:
    if added:
        row = {"thread_id": thread_id, "board_id": board_id, "opened_at": opened_at}
        await work.db.execute(sa.insert(thread_tags), [{**row, "tag_id": tag_id} for tag_id in sorted(added)])


async def _locked(work: Work, slug: str) -> Any:
    query = sa.select(tags.c.id, tags.c.names, tags.c.retired_at).where(tags.c.slug == slug)
    found = (await work.db.execute(query.with_for_update(key_share=True))).first()
    if found is None:
        raise Refused("not_found")
    return found
