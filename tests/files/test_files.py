"""Files beside posts: who has them, as what, and until when."""

import asyncio
import os
import re
import uuid
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from forum.discussion.models import PostFile
from forum.files import jobs
from forum.files.models import StoredFile
from forum.foundation.database import table
from forum.foundation.ratelimit import RateLimiter
from tests.cast import Cast
from tests.conftest import TurnedClock
from tests.files import made
from tests.files.conftest import Shelf, path_of

DAY = 24 * 60 * 60


def on_disk(cast: Cast) -> list[Path]:
    return sorted(path for path in (cast.services.settings.data_dir / "files").glob("??/*"))


async def statuses(cast: Cast, path: str) -> dict[str, int]:
    """What each kind of reader is answered."""
    people = {"anonymous": None, "owner": "olena", "other": "tomasz", "moderator": "ada"}
    return {name: (await (await cast.browser(who)).get(path)).status_code for name, who in people.items()}


async def test_a_file_is_its_owners_until_a_post_shows_it_to_everybody(cast: Cast, shelf: Shelf) -> None:
    file, thread = await shelf.picture(size=(1200, 900)), await shelf.talk.thread()
    assert await statuses(cast, path_of(file)) == {"anonymous": 404, "owner": 200, "other": 404, "moderator": 404}
    assert await statuses(cast, f"/api/v1{path_of(file)}") == {
        "anonymous": 404,
        "owner": 200,
        "other": 404,
        "moderator": 404,
    }
    posted = await shelf.post(thread, file)
    assert posted.status_code == 201
    assert posted.json()["files"] == [file]
    assert set((await statuses(cast, path_of(file))).values()) == {200}
    read = (await (await cast.program()).get(f"/api/v1/threads/{thread['id']}/posts")).json()["items"]
    assert [post["files"] for post in read] == [[], [file]]
    page = (await (await cast.browser()).get(f"/en/threads/{thread['id']}-remont-vodohonu")).text
    assert f'<img src="/files/{file["id"]}/small" width="1200" height="900" alt="Насосна станція" lang="uk"' in page


async def test_s15_a_file_comes_as_bytes_that_nothing_runs_in(cast: Cast, shelf: Shelf) -> None:
    picture = await shelf.picture(size=(1200, 900))
    document = (await shelf.bring(made.pdf("words"), description="")).json()
    olena = await cast.browser("olena")
    for file, media_type, disposition in (
        (path_of(picture), "image/png", f'inline; filename="{picture["id"]}.png"'),
        (f"{path_of(picture)}/small", "image/webp", f'inline; filename="{picture["id"]}.png"'),
        (path_of(document), "application/pdf", f'attachment; filename="{document["id"]}.pdf"'),
    ):
        answer = await olena.get(file)
        assert answer.headers["content-type"] == media_type
        assert answer.headers["content-disposition"] == disposition
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers.get_list("content-security-policy") == [
            "default-src 'none'; sandbox; frame-ancestors 'none'"
        ]
        assert answer.headers["cache-control"] == "private, no-cache"
        again = await olena.get(file, headers={"If-None-Match": answer.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")
    assert (await olena.get(path_of(document))).content == made.pdf("words")


@pytest.mark.parametrize("what", ["post", "thread"])
async def test_r13_a_hidden_posts_files_are_gone_in_the_same_commit_and_come_back_with_it(
    cast: Cast, shelf: Shelf, what: str
) -> None:
    thread, file = await shelf.talk.thread(), await shelf.picture()
    post = (await shelf.post(thread, file)).json()
    known = (await (await cast.browser()).get(path_of(file))).headers["etag"]
    hidden = post if what == "post" else await shelf.talk.opening(thread)
    assert (await shelf.talk.hide(hidden)).status_code == 200
    gone = {"anonymous": 404, "owner": 404, "other": 404, "moderator": 200}
    for path in (path_of(file), f"{path_of(file)}/small", f"/api/v1{path_of(file)}"):
        assert await statuses(cast, path) == gone
    assert (await (await cast.browser()).get(path_of(file), headers={"If-None-Match": known})).status_code == 404
    shown = (await (await cast.program("ada")).get(f"/api/v1/threads/{thread['id']}/posts")).json()["items"]
    assert shown[1]["files"] == [file]
    await (await cast.program("ada")).delete(f"/api/v1/posts/{hidden['id']}/hiding")
    assert set((await statuses(cast, path_of(file))).values()) == {200}


async def test_a_withdrawn_posts_files_are_gone_for_good(cast: Cast, shelf: Shelf, clock: TurnedClock) -> None:
    file = await shelf.picture()
    post = (await shelf.post(await shelf.talk.thread(), file)).json()
    assert (await (await cast.program("olena")).delete(f"/api/v1/posts/{post['id']}")).status_code == 204
    assert set((await statuses(cast, path_of(file))).values()) == {404}
    assert len(on_disk(cast)) == 1
    clock.turn(hours=25)
    os.utime(on_disk(cast)[0], (0, 0))
    await jobs.sweep(cast.services)
    assert on_disk(cast) == []
    async with cast.services.database.read() as db:
        assert await db.scalar(sa.select(sa.func.count()).select_from(table(StoredFile))) == 0


async def test_only_what_nothing_uses_is_swept_and_only_after_a_day(
    cast: Cast, shelf: Shelf, clock: TurnedClock
) -> None:
    used, waiting, same = await shelf.picture(), await shelf.picture(colour="red"), await shelf.picture(by="tomasz")
    await shelf.post(await shelf.talk.thread(), used)
    assert len(on_disk(cast)) == 2
    clock.turn(hours=23)
    await jobs.sweep(cast.services)
    assert (await statuses(cast, path_of(waiting)))["owner"] == 200
    clock.turn(hours=2)
    for path in on_disk(cast):
        os.utime(path, (0, 0))
    await jobs.sweep(cast.services)
    assert (await statuses(cast, path_of(waiting)))["owner"] == 404
    assert (await statuses(cast, path_of(same)))["other"] == 404
    assert (await statuses(cast, path_of(used)))["anonymous"] == 200
    assert len(on_disk(cast)) == 1
    (on_disk(cast)[0].parent / ".part-of-a-broken-write").touch()
    await jobs.sweep(cast.services)
    assert len(on_disk(cast)) == 2


async def test_r3_one_id_one_file(cast: Cast, shelf: Shelf) -> None:
    await cast.id("olena")
    own = str(uuid.uuid4())
    answers = await asyncio.gather(*(shelf.bring(made.picture(), id=own) for _ in range(4)))
    assert sorted(answer.status_code for answer in answers) == [200, 200, 200, 201]
    assert len({answer.text for answer in answers}) == 1
    other = await shelf.bring(made.picture(colour="red"), id=own)
    assert (other.status_code, other.json()["code"]) == (409, "idempotency_mismatch")
    assert (await shelf.bring(made.picture(), by="tomasz", id=own)).status_code == 201


async def test_a_repeated_post_has_its_files_once_and_other_files_are_another_post(cast: Cast, shelf: Shelf) -> None:
    thread, file, second = await shelf.talk.thread(), await shelf.picture(), await shelf.picture(colour="red")
    writer, path = await cast.program("olena"), f"/api/v1/threads/{thread['id']}/posts"
    body: dict[str, Any] = {"id": str(uuid.uuid4()), "body": "План", "lang": "uk", "files": [file["id"]]}
    first, again = [await writer.post(path, json=body) for _ in range(2)]
    assert (first.status_code, again.status_code, first.text) == (201, 200, again.text)
    changed = await writer.post(path, json={**body, "files": [second["id"]]})
    assert (changed.status_code, changed.json()["code"]) == (409, "idempotency_mismatch")
    async with cast.services.database.read() as db:
        assert await db.scalar(sa.select(sa.func.count()).select_from(table(PostFile))) == 1


async def test_a_file_belongs_to_one_post_of_its_owner(cast: Cast, shelf: Shelf) -> None:
    thread, file = await shelf.talk.thread(), await shelf.picture()
    foreign = await shelf.post(thread, file, by="tomasz")
    assert (foreign.status_code, foreign.json()["code"]) == (422, "file_unknown")
    assert (await shelf.post(thread, {"id": "nothing"})).json()["code"] == "file_unknown"
    assert (await shelf.post(thread, file)).status_code == 201
    assert (await shelf.post(thread, file)).json()["code"] == "file_unknown"
    assert (await (await cast.program("olena")).get(f"/api/v1/threads/{thread['id']}")).json()["posts"] == 2
    many = [{"id": f"file{n}"} for n in range(9)]
    assert (await shelf.post(thread, *many)).json()["code"] == "too_many_files"
    assert (await (await cast.program("olena")).delete(f"/api/v1{path_of(file)}")).status_code == 404


async def test_files_are_added_and_taken_away_when_a_post_is_edited(cast: Cast, shelf: Shelf) -> None:
    first, second = await shelf.picture(), await shelf.picture(colour="red")
    post = (await shelf.post(await shelf.talk.thread(), first)).json()
    olena, path = await cast.program("olena"), f"/api/v1/posts/{post['id']}"
    change = {"body": "Нове", "version": 1, "files": [first["id"], second["id"]]}
    assert (await olena.patch(path, json=change)).json()["files"] == [first, second]
    assert (await olena.patch(path, json={"body": "Ще", "version": 2})).json()["files"] == [first, second]
    assert (await olena.patch(path, json={"body": "Ще", "version": 1, "files": []})).status_code == 409
    answer = await olena.patch(path, json={"body": "Ще", "version": 3, "files": [second["id"]]})
    assert (answer.json()["files"], answer.json()["version"]) == ([second], 3)
    assert set((await statuses(cast, path_of(first))).values()) == {404}
    assert set((await statuses(cast, path_of(second))).values()) == {200}


@pytest.mark.parametrize(
    ("content", "query", "status", "code"),
    [
        (b"<svg/>", {}, 415, "type"),
        (b"", {}, 400, "body_missing"),
        (made.vast_png(30_000), {}, 422, "too_many_pixels"),
        (made.picture(), {"description": " "}, 422, "description_missing"),
        (made.picture(), {"description": "x" * 301}, 422, "text_too_long"),
        (made.picture(), {"lang": "ru"}, 422, "lang_unknown"),
        (made.picture(), {"id": "7"}, 400, "bad_client_id"),
        (b"x" * (6 * 1024 * 1024 + 1), {}, 413, "too_large"),
        (b"\x89PNG\r\n\x1a\n" + b"x" * (5 * 1024 * 1024), {}, 413, "too_large"),
    ],
)
async def test_what_the_api_refuses(
    shelf: Shelf, content: bytes, query: dict[str, str], status: int, code: str
) -> None:
    answer = await shelf.bring(content, **query)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


async def test_a_stranger_and_one_who_brings_too_much_are_turned_away(
    cast: Cast, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert (await (await cast.browser()).post("/api/v1/files", content=made.picture())).status_code == 401
    for _ in range(20):
        last = await shelf.bring(made.pdf(), description="")
        assert last.status_code == 201
    full = await shelf.bring(made.pdf(), description="")
    assert (full.status_code, full.json()["code"]) == (429, "too_many_waiting")
    assert (await (await cast.program("olena")).delete(f"/api/v1/files/{last.json()['id']}")).status_code == 204
    assert (await shelf.bring(made.pdf(), description="")).status_code == 201
    monkeypatch.setattr("forum.files.actions.MAX_DAY_BYTES", 3_000)
    assert (await shelf.bring(made.pdf("x" * 3_000), by="tomasz", description="")).json()["code"] == "too_much_today"
    monkeypatch.setattr(cast.services, "limits", RateLimiter())
    answers = [await shelf.bring(b"x", by="kasia") for _ in range(21)]
    assert (answers[-1].status_code, answers[-1].json()["code"]) == (429, "slow_down")


# --- by plain forms


async def test_a_picture_is_attached_and_published_without_scripts(cast: Cast, shelf: Shelf) -> None:
    thread, olena = await shelf.talk.thread(), await cast.browser("olena")
    path = f"/en/threads/{thread['id']}-remont-vodohonu"
    assert 'enctype="multipart/form-data"' in (await olena.get(path)).text
    typed = {"id": str(uuid.uuid4()), "body": "typed words", "lang": "en"}
    chosen = {"file": ("../../a\x00" + "n" * 300 + ".exe", made.photograph(), "text/html")}
    page = await olena.post(path, data={**typed, "description": "A pump", "attach": "1"}, files=chosen)
    assert page.status_code == 200
    assert "typed words" in page.text
    (attached,) = re.findall(r'name="files" type="checkbox" value="(\w+)" checked', page.text)
    assert "A pump" in page.text
    also = {"file": ("b.pdf", made.pdf("plan"), "application/pdf")}
    sent = {**typed, "description": "Budget", "files": attached}
    posted = [await olena.post(path, data=sent, files=also) for _ in range(2)]
    assert [(answer.status_code, answer.headers["location"]) for answer in posted] == [(303, f"{path}#post-2")] * 2
    post = (await olena.get(f"/api/v1/threads/{thread['id']}/posts")).json()["items"][1]
    assert [(f["id"] == attached, f["description"], f["media_type"]) for f in post["files"]] == [
        (True, "A pump", "image/jpeg"),
        (False, "Budget", "application/pdf"),
    ]
    shown = (await (await cast.browser()).get(path)).text
    assert f'href="/files/{post["files"][1]["id"]}" download' in shown
    assert ".exe" not in shown


@pytest.mark.parametrize(
    ("file", "description", "status", "sentence"),
    [
        (b"<html>", "A pump", 415, "can be attached"),
        (made.picture(), " ", 422, "say what the picture shows"),
        (b"", "", 422, "choose a file first"),
    ],
)
async def test_a_refused_file_keeps_what_was_typed_and_publishes_nothing(
    cast: Cast, shelf: Shelf, file: bytes, description: str, status: int, sentence: str
) -> None:
    thread, olena = await shelf.talk.thread(), await cast.browser("olena")
    typed = {"id": str(uuid.uuid4()), "title": "T", "body": "typed words", "lang": "en", "description": description}
    if not file:
        typed["attach"] = "1"
    for path in (f"/en/threads/{thread['id']}-remont-vodohonu", "/en/boards/water/new"):
        page = await olena.post(path, data=typed, files={"file": ("a.png", file, "image/png")})
        assert page.status_code == status
        assert "typed words" in page.text
        assert sentence in page.text
    assert (await olena.get("/api/v1/boards/water/threads")).json()["items"][0]["posts"] == 1


async def test_a_refused_text_keeps_the_file_that_came_with_it(cast: Cast, shelf: Shelf) -> None:
    olena, typed = await cast.browser("olena"), {"id": str(uuid.uuid4()), "title": "T", "body": " ", "lang": "en"}
    chosen = {"file": ("a.png", made.picture(), "image/png")}
    page = await olena.post("/en/boards/water/new", data={**typed, "description": "A pump"}, files=chosen)
    assert page.status_code == 422
    (attached,) = re.findall(r'name="files" type="checkbox" value="(\w+)"', page.text)
    opened = await olena.post("/en/boards/water/new", data={**typed, "body": "text", "files": attached})
    assert opened.status_code == 303
    assert f'src="/files/{attached}"' in (await olena.get(opened.headers["location"])).text


async def test_a_file_is_taken_away_on_the_edit_page_by_its_tick(cast: Cast, shelf: Shelf) -> None:
    first, second = await shelf.picture(), await shelf.picture(colour="red")
    post = (await shelf.post(await shelf.talk.thread(), first, second)).json()
    olena, path = await cast.browser("olena"), f"/en/posts/{post['id']}/edit"
    assert (await olena.get(path)).text.count('name="files" type="checkbox"') == 3
    chosen = {"file": ("a.png", made.picture(colour="green"), "image/png")}
    typed = {"version": "1", "body": post["body"], "lang": "uk", "description": "New", "files": second["id"]}
    assert (await olena.post(path, data=typed, files=chosen)).status_code == 303
    files = (await olena.get(f"/api/v1/threads/{post['thread']}/posts")).json()["items"][1]["files"]
    assert [file["description"] for file in files] == ["Насосна станція", "New"]
    assert files[0]["id"] == second["id"]
