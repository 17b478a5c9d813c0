"""S23: of a thread's page the part that many see is rendered once; what is somebody's own reaches nobody else."""

import asyncio
import re
from typing import Any

import httpx
import sqlalchemy as sa

from forum.accounts.models import Session, Suspension
from forum.foundation.database import FRESH, Database, table
from tests.cast import ROLES, Cast
from tests.conftest import TurnedClock
from tests.discussion.conftest import Talk, new


def page_of(thread: dict[str, Any], locale: str = "en") -> str:
    return f"/{locale}/threads/{thread['url'].rpartition('/threads/')[2]}"


async def read(reader: httpx.AsyncClient, thread: dict[str, Any]) -> str:
    answer = await reader.get(page_of(thread))
    assert answer.status_code == 200
    return answer.text


async def test_s23_each_reader_finds_themselves_and_nobody_else(cast: Cast, talk: Talk) -> None:
    thread = await talk.thread(by="olena")
    await talk.reply(thread, by="tomasz")
    readers = ["bohdan", "kasia", "ada", "root", "olena", "tomasz", None]
    browsers = {name: await cast.browser(name) for name in readers}
    wrote = {ROLES["olena"][0], ROLES["tomasz"][0]}
    ids = set()
    for name in (*readers, *reversed(readers)):
        seen = await read(browsers[name], thread)
        others = {ROLES[other][0] for other in readers if other not in (name, None)} - wrote
        assert not [other for other in others if other in seen], name
        assert name is None or ROLES[name][0] in seen
        assert ("menu__title" in seen) == (name is not None)
        ids.update(found := re.findall(r'name="id" value="([^"]+)"', seen))
        assert len(found) == (name is not None)
    assert len(ids) == 2 * (len(readers) - 1)


async def test_s23_only_who_wrote_a_post_may_change_it_and_only_moderators_hide_it(cast: Cast, talk: Talk) -> None:
    thread = await talk.thread(by="olena")
    reply = await talk.reply(thread, by="tomasz")
    seen = {
        name: await read(await cast.browser(name), thread) for name in ("bohdan", "ada", "tomasz", "olena", "bohdan")
    }
    edit, hide, mark = (f"/posts/{reply['id']}/{what}" for what in ("edit", "hiding", "answer"))
    assert {name for name, text in seen.items() if edit in text} == {"tomasz"}
    assert {name for name, text in seen.items() if hide in text} == {"ada"}
    assert {name for name, text in seen.items() if mark in text} == {"ada", "olena"}


async def test_s23_what_moderators_see_of_a_hidden_post_reaches_nobody_else(cast: Cast, talk: Talk) -> None:
    thread = await talk.thread(by="olena")
    reply = await talk.reply(thread, by="tomasz", body="Прикрі слова")
    moderator, reader = await cast.browser("ada"), await cast.browser("bohdan")
    assert "Прикрі слова" in await read(reader, thread)
    await talk.hide(reply)
    for _ in range(2):
        seen = await read(moderator, thread)
        assert "Прикрі слова" in seen
        assert "spam" in seen
        seen = await read(reader, thread)
        assert "Прикрі слова" not in seen
        assert "spam" not in seen


async def test_s23_reactions_are_pressed_for_those_who_gave_them(cast: Cast, talk: Talk) -> None:
    thread = await talk.thread(by="olena")
    post = await talk.opening(thread)
    bohdan, kasia = await cast.browser("bohdan"), await cast.browser("kasia")
    await (await cast.program("bohdan")).put(f"/api/v1/posts/{post['id']}/reactions/thanks")
    pressed = 'name="end" value="thanks"'
    for _ in range(2):
        assert pressed in await read(bohdan, thread)
        assert pressed not in await read(kasia, thread)


async def test_s23_drafts_and_what_was_typed_come_back_to_their_writer_alone(cast: Cast, talk: Talk) -> None:
    thread = await talk.thread(by="olena")
    bohdan, kasia = await cast.browser("bohdan"), await cast.browser("kasia")
    kept = {"id": new()["id"], "body": "Мій начерк", "lang": "uk"}
    draft = await (await cast.program("bohdan")).put(f"/api/v1/drafts/thread-{thread['id']}", json=kept)
    assert draft.is_success, draft.text
    refused = await kasia.post(page_of(thread), data={"body": "Недописане", "lang": "xx", "id": new()["id"]})
    assert refused.status_code == 422
    assert "Недописане" in refused.text
    for _ in range(2):
        assert "Мій начерк" in await read(bohdan, thread)
        seen = await read(kasia, thread)
        assert "Мій начерк" not in seen
        assert "Недописане" not in seen


async def test_s23_who_was_suspended_or_signed_out_sees_it_on_the_next_page(
    cast: Cast, talk: Talk, database: Database, clock: TurnedClock
) -> None:
    thread = await talk.thread(by="olena")
    bohdan, kasia = await cast.browser("bohdan"), await cast.browser("kasia")
    for reader in (bohdan, kasia):
        assert "Your reply" in await read(reader, thread)
    who = {"user_id": await cast.id("bohdan"), "by_id": await cast.id("ada"), "reason": "spam"}
    ended = sa.update(table(Session)).where(table(Session).c.user_id == await cast.id("kasia"))
    async with database.work() as work:
        work.shown_to_all = False
        await work.db.execute(sa.insert(table(Suspension)).values(**who, starts_at=clock.now(), ends_at=None))
        await work.db.execute(ended.values(ended_at=clock.now()))
    assert "can read but not write" in await read(bohdan, thread)
    assert "Sign in to reply" in await read(kasia, thread)


async def test_what_another_process_wrote_is_seen_after_a_second(
    cast: Cast, talk: Talk, database: Database, clock: TurnedClock
) -> None:
    thread = await talk.thread(by="olena")
    bohdan = await cast.browser("bohdan")
    await read(bohdan, thread)
    seen = database.commits
    await talk.reply(thread, by="tomasz", body="Звідкись іще")
    database.commits = seen
    assert "Звідкись іще" not in await read(bohdan, thread)
    clock.turn(seconds=FRESH.total_seconds())
    assert "Звідкись іще" in await read(bohdan, thread)


async def test_readers_share_one_reading_and_a_commit_ends_it(cast: Cast, talk: Talk, database: Database) -> None:
    thread = await talk.thread(by="olena")
    readers = [await cast.browser(name) for name in ("bohdan", "kasia")]
    told: list[str] = []
    sa.event.listen(database.engine.sync_engine, "before_cursor_execute", lambda *given: told.append(given[2]))
    for reader in readers:
        await read(reader, thread)
    assert sum("FROM posts" in statement and "posts.html" in statement for statement in told) == 1
    await talk.reply(thread, by="tomasz", body="Щойно")
    for reader in readers:
        assert "Щойно" in await read(reader, thread)


async def test_more_readers_than_connections_are_served_together(cast: Cast, talk: Talk) -> None:
    thread = await talk.thread(by="olena")
    reader = await cast.browser("bohdan")
    together = 50
    for _ in range(2):
        answers = asyncio.gather(*(reader.get(page_of(thread)) for _ in range(together)))
        assert {answer.status_code for answer in await asyncio.wait_for(answers, 25)} == {200}
