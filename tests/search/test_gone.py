"""R13: what is hidden, withdrawn, changed or called off is found no longer, from the same commit on."""

import uuid
from importlib import import_module

import pytest
import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.operations import Operations

from forum.foundation.database import Database, table
from forum.search import actions, jobs, queries, terms
from forum.search.models import SearchDocument
from tests.cast import Cast
from tests.discussion.conftest import Talk
from tests.search.conftest import Ask, Index
from tests.visits.plans import published, scheduled

documents = table(SearchDocument)


async def test_r13_hidden_and_withdrawn_posts_are_found_no_longer(
    talk: Talk, cast: Cast, ask: Ask, index: Index
) -> None:
    thread = await talk.thread(title="Canary of the title", body="canary opening", lang="en")
    opening = await talk.opening(thread)
    reply = await talk.reply(thread, body="canary reply", lang="en")
    other = await talk.reply(thread, body="canary other", lang="en")
    await index()
    assert len(await ask("canary")) == 3
    moderator, author = await cast.program("ada"), await cast.program("tomasz")

    await talk.hide(reply)
    assert await ask("canary reply") == []
    assert len(await ask("canary")) == 2
    await moderator.delete(f"/api/v1/posts/{reply['id']}/hiding")
    assert await ask("canary reply") == []
    await index()
    assert await ask("canary reply") == ["Canary of the title"]

    await talk.hide(opening)
    assert await ask("canary") == []
    await moderator.delete(f"/api/v1/posts/{opening['id']}/hiding")
    await index()
    assert len(await ask("canary")) == 3

    assert (await author.delete(f"/api/v1/posts/{reply['id']}")).is_success
    assert await ask("canary reply") == []
    edited = await author.patch(f"/api/v1/posts/{other['id']}", json={"body": "sparrow", "version": 1})
    assert edited.status_code == 200
    assert await ask("canary other") == await ask("sparrow") == []
    await index()
    assert await ask("sparrow") == ["Canary of the title"]
    assert await ask("other") == []

    # A reply stays when the opening is withdrawn; the title above it does not.
    assert (await (await cast.program("olena")).delete(f"/api/v1/posts/{opening['id']}")).is_success
    await index()
    assert await ask("canary") == []
    assert await ask("sparrow") == [""]
    page = (await (await cast.browser()).get("/en/search?q=sparrow")).text
    assert "<mark>sparrow</mark>" in page
    assert "Canary" not in page


async def test_r13_drafts_and_visits_that_were_called_off_are_not_found(cast: Cast, ask: Ask, index: Index) -> None:
    host = await cast.program("olena")
    draft = await scheduled(host, title={"en": "Heron"}, description={"en": "A heron."})
    shown = await published(host, title={"en": "Stork"}, description={"en": "A stork.", "pl": "Bocian."})
    await index()
    assert await ask("heron") == []
    assert await ask("stork") == await ask("bociany") == ["Stork"]
    changed = await host.patch(
        f"/api/v1/visits/{shown['id']}", json={"version": shown["version"], "title": {"en": "Crane"}}
    )
    assert changed.status_code == 200
    assert await ask("stork") == []
    await index()
    assert await ask("crane") == await ask("stork") == ["Crane"]
    assert (await host.put(f"/api/v1/visits/{draft['id']}/publication")).is_success
    await index()
    assert await ask("heron") == ["Heron"]
    for visit in (draft, shown):
        assert (await host.put(f"/api/v1/visits/{visit['id']}/cancellation")).is_success
    assert await ask("heron") == await ask("crane") == []


async def test_a_text_that_changes_while_the_worker_reads_keeps_none_of_its_old_words(
    talk: Talk, cast: Cast, ask: Ask, index: Index, database: Database
) -> None:
    thread = await talk.thread(title="Ibis", body="pelican", lang="en")
    async with database.read() as db:
        batch = await queries.waiting(db, terms.scheme(), 10)
    opening = await talk.opening(thread)
    await (await cast.program("olena")).patch(
        f"/api/v1/posts/{opening['id']}", json={"body": "toucan", "version": opening["version"]}
    )
    async with database.work() as work:
        await actions.write_terms(work, terms.scheme(), jobs.index(batch))
    assert await ask("pelican") == []
    await index()
    assert await ask("pelican") == []
    assert await ask("toucan") == ["Ibis"]


async def test_results_name_authors_as_they_are_called_today(talk: Talk, cast: Cast, index: Index) -> None:
    await talk.thread(title="Ibis", body="pelican", lang="en", by="olena")
    await index()
    browser = await cast.browser("olena")
    await browser.post(
        "/uk/profile", data={"name": "Олена Гончар", "lang": "uk", "zone": "Europe/Kyiv", "municipality": ""}
    )
    [found] = (await (await cast.program()).get("/api/v1/search?q=ibis")).json()["items"]
    assert found["author"]["name"] == "Олена Гончар"


@pytest.mark.timeout(120)
async def test_a_store_from_before_there_was_search_is_findable_after_the_migration(
    talk: Talk, cast: Cast, ask: Ask, index: Index, database: Database
) -> None:
    thread = await talk.thread(title="Ibis", body="pelican", lang="en")
    await talk.reply(thread, body="pelican again", lang="uk")
    await talk.hide(await talk.reply(thread, body="pelican hidden"))
    hidden = await talk.thread(title="Pelican hidden")
    await talk.reply(hidden, body="pelican in hidden")
    await talk.hide(await talk.opening(hidden))
    host = await cast.program("olena")
    points = [{"minutes": 10, "title": {"en": "Looking at a pelican"}, "speaker": "", "lang": "en"}]
    await published(host, id=str(uuid.uuid4()), agenda=points)
    await scheduled(host, title={"en": "Pelican draft"})
    written = await _documents(database)
    assert len(written) == 3
    async with database.work() as work:
        for name in ("search_terms", "search_documents"):
            await work.db.execute(sa.text(f"DROP TABLE {name}"))
        await work.db.run_sync(_migrate)
    assert await _documents(database) == written
    await index()
    assert len(await ask("pelicans")) == 3


def _migrate(connection: sa.Connection) -> None:
    """What the migration to search does."""
    with Operations.context(MigrationContext.configure(connection)):
        import_module("forum.migrations.versions.0006_search").upgrade()


async def _documents(database: Database) -> list[dict[str, object]]:
    """All but what differs from one writing to the next."""
    async with database.read() as db:
        rows = (await db.execute(sa.select(documents).order_by(documents.c.kind, documents.c.target))).all()
    return [{k: v for k, v in row._mapping.items() if k not in ("id", "edition", "scheme")} for row in rows]
