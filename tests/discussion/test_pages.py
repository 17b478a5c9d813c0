"""The forum as people meet it: pages, forms, feeds, without an account and without JavaScript."""

import re
import uuid
from xml.etree import ElementTree as Xml

import pytest

from tests.cast import Cast
from tests.conftest import TurnedClock
from tests.discussion.conftest import Talk

ATOM = "{http://www.w3.org/2005/Atom}"
SECRET = "непристойність"
LOCALES = ("uk", "en", "pl")


def path_of(thread: dict[str, str]) -> str:
    """The thread's address below the locale."""
    return "/threads/" + thread["url"].split("/threads/")[1]


async def test_anybody_reads_without_account_and_sees_no_form(cast: Cast, talk: Talk) -> None:
    thread = await talk.thread()
    await talk.reply(thread, body="Odpowiedź **po polsku**", lang="pl")
    readers = [await cast.browser(), await cast.browser(**{"X-Other": "reader"})]
    for locale in LOCALES:
        for path in ("/boards", "/boards/water", path_of(thread)):
            first, second = [await reader.get(f"/{locale}{path}") for reader in readers]
            assert first.status_code == 200
            assert first.content == second.content
            assert "<form" not in first.text
            assert "set-cookie" not in first.headers
            assert '<meta property="og:title"' in first.text
            again = await readers[0].get(f"/{locale}{path}", headers={"If-None-Match": first.headers["etag"]})
            assert again.status_code == 304
    page = (await readers[0].get(f"/en{path_of(thread)}")).text
    assert 'lang="pl" data-quotable' in page
    assert "<strong>po polsku</strong>" in page
    assert "Скільки коштує" in re.search(r'<meta name="description" content="([^"]*)"', page)[1]  # type: ignore[index]


async def test_a_wrong_or_missing_slug_leads_to_the_right_address(cast: Cast, talk: Talk) -> None:
    thread, reader = await talk.thread(), await cast.browser()
    for wrong in (thread["id"], f"{thread['id']}-other", f"{thread['id']}-"):
        answer = await reader.get(f"/pl/threads/{wrong}?after=0")
        assert (answer.status_code, answer.headers["location"]) == (303, f"/pl{path_of(thread)}?after=0")


async def test_a_ukrainian_text_as_long_as_allowed_is_sent_by_form_and_a_longer_one_is_kept(
    cast: Cast, talk: Talk
) -> None:
    olena, data = await cast.browser("olena"), {"title": "Довгий звіт", "lang": "uk"}
    longest = {**data, "id": str(uuid.uuid4()), "body": "ї" * 20_000}
    opened = await olena.post("/uk/boards/water/new", data=longest)
    assert opened.status_code == 303
    too_long = {**data, "id": str(uuid.uuid4()), "body": "ж" * 20_001}
    for path in ("/uk/boards/water/new", opened.headers["location"]):
        refused = await olena.post(path, data=too_long)
        assert refused.status_code == 422
        assert too_long["body"] in refused.text


async def test_a_thread_is_opened_and_answered_by_forms(cast: Cast, talk: Talk) -> None:
    olena, tomasz = await cast.browser("olena"), await cast.browser("tomasz")
    assert 'name="id"' in (await olena.get("/uk/boards/water/new")).text
    data = {"id": str(uuid.uuid4()), "title": "Тариф на воду", "body": "Хто вже **змінив**?", "lang": "uk"}
    opened = [await olena.post("/uk/boards/water/new", data=data) for _ in range(2)]
    assert opened[0].status_code == 303
    assert opened[0].headers["location"] == opened[1].headers["location"]
    path = opened[0].headers["location"].replace("/uk/", "/pl/")
    assert "Тариф на воду" in (await tomasz.get(path)).text
    reply = await tomasz.post(path, data={"id": str(uuid.uuid4()), "body": "My", "lang": "pl"})
    assert (reply.status_code, reply.headers["location"]) == (303, f"{path}#post-2")
    assert "<p>My</p>" in (await tomasz.get(path)).text


async def test_a_refused_form_keeps_what_was_typed(cast: Cast, talk: Talk) -> None:
    olena, thread = await cast.browser("olena"), await talk.thread()
    data = {"id": str(uuid.uuid4()), "title": " ", "body": "typed words", "lang": "uk"}
    refused = await olena.post("/en/boards/water/new", data=data)
    assert refused.status_code == 422
    assert "typed words" in refused.text
    assert "Please write something first." in refused.text
    long = await olena.post(f"/en{path_of(thread)}", data={"id": str(uuid.uuid4()), "body": "x" * 20_001, "lang": "uk"})
    assert long.status_code == 422
    assert "x" * 20_001 in long.text


async def test_preview_shows_the_text_and_writes_nothing(cast: Cast, talk: Talk) -> None:
    olena, thread = await cast.browser("olena"), await talk.thread()
    data = {"id": str(uuid.uuid4()), "title": "T", "body": "**bold** <b>x</b>", "lang": "uk", "preview": "1"}
    for path in ("/en/boards/water/new", f"/en{path_of(thread)}"):
        page = await olena.post(path, data=data)
        assert page.status_code == 200
        assert "<strong>bold</strong> &lt;b&gt;x" in page.text
        assert "**bold** &lt;b&gt;x" in page.text
        assert data["id"] in page.text
    fragment = await olena.post("/en/preview", data={"body": "**bold** <i>"})
    assert (fragment.status_code, fragment.text) == (200, "<p><strong>bold</strong> &lt;i&gt;</p>\n")
    assert (await (await cast.browser()).post("/en/preview", data={"body": "x"})).status_code == 401
    assert (await talk.opening(thread))["number"] == 1
    listed = (await olena.get("/api/v1/boards/water/threads")).json()["items"]
    assert [t["posts"] for t in listed] == [1]


async def test_quoting_fills_the_reply_and_remembers_what_it_answers(cast: Cast, talk: Talk) -> None:
    thread = await talk.thread()
    post = await talk.reply(thread, body="one\ntwo")
    olena = await cast.browser("olena")
    page = (await olena.get(f"/en{path_of(thread)}?quote={post['id']}")).text
    assert "&gt; one\n&gt; two" in page
    assert f'name="reply_to" value="{post["id"]}"' in page
    data = {"id": str(uuid.uuid4()), "body": "> one\n\nyes", "lang": "en", "reply_to": post["id"]}
    assert (await olena.post(f"/en{path_of(thread)}", data=data)).status_code == 303
    assert "In reply to #2" in (await olena.get(f"/en{path_of(thread)}")).text


async def test_a_posts_link_is_copied_by_its_own_address_and_its_words_name_it(cast: Cast, talk: Talk) -> None:
    thread = await talk.thread()
    post = await talk.reply(thread)
    page = (await (await cast.browser("olena")).get(f"/pl{path_of(thread)}")).text
    assert f'href="#post-2" data-behaviour="copy" data-copy="/pl/posts/{post["id"]}"' in page
    assert f'data-quotable data-post="{post["id"]}"' in page


async def test_long_threads_come_in_pages_of_fifty(cast: Cast, talk: Talk) -> None:
    thread, last = await talk.thread(), {}
    for _ in range(51):
        last = await talk.reply(thread)
    reader = await cast.browser()
    first = (await reader.get(f"/en{path_of(thread)}")).text
    assert re.findall(r'id="post-(\d+)"', first) == [str(n) for n in range(1, 51)]
    assert f'{path_of(thread)}?after=50"' in first
    second = (await reader.get(f"/en{path_of(thread)}?after=50")).text
    assert re.findall(r'id="post-(\d+)"', second) == ["51", "52"]
    link = await reader.get(f"/en/posts/{last['id']}")
    assert link.headers["location"] == f"/en{path_of(thread)}?after=50#post-52"
    assert (await reader.get(f"/en{path_of(thread)}?after=-1")).status_code == 422


async def test_an_edit_by_form_meets_another_edit(cast: Cast, talk: Talk) -> None:
    post = await talk.reply(await talk.thread(), body="first")
    tomasz, path = await cast.browser("tomasz"), f"/en/posts/{post['id']}/edit"
    assert 'name="version" value="1"' in (await tomasz.get(path)).text
    assert (await tomasz.post(path, data={"version": "1", "body": "second"})).status_code == 303
    conflict = await tomasz.post(path, data={"version": "1", "body": "third"})
    assert conflict.status_code == 409
    assert "<p>second</p>" in conflict.text
    assert "third" in conflict.text
    assert 'name="version" value="2"' in conflict.text
    assert (await (await cast.browser("olena")).get(path)).status_code == 403


async def test_a_closed_thread_takes_no_reply_until_it_is_reopened(cast: Cast, talk: Talk) -> None:
    thread, ada, olena = await talk.thread(), await cast.browser("ada"), await cast.browser("olena")
    data = {"id": str(uuid.uuid4()), "body": "late words", "lang": "uk"}
    assert (await olena.post(f"/en{path_of(thread)}/closure", data={"end": ""})).status_code == 403
    assert (await ada.post(f"/en{path_of(thread)}/closure", data={"end": ""})).status_code == 303
    assert "This thread is closed" in (await olena.get(f"/en{path_of(thread)}")).text
    assert (await olena.post(f"/en{path_of(thread)}", data=data)).status_code == 403
    refused = await (await cast.program("olena")).post(f"/api/v1/threads/{thread['id']}/posts", json=data)
    assert (refused.status_code, refused.json()["code"]) == (403, "thread_closed")
    assert (await ada.post(f"/en{path_of(thread)}/closure", data={"end": "1"})).status_code == 303
    assert (await olena.post(f"/en{path_of(thread)}", data=data)).status_code == 303


async def test_feeds_are_atom_in_each_language_and_answer_304(cast: Cast, talk: Talk) -> None:
    thread = await talk.thread()
    await talk.reply(thread, body="Odpowiedź", lang="pl")
    reader = await cast.browser()
    for locale in LOCALES:
        for path, entries in (("/boards/water", 1), (path_of(thread), 2)):
            feed = await reader.get(f"/{locale}{path}/feed.atom")
            assert feed.headers["content-type"].startswith("application/atom+xml")
            root = Xml.fromstring(feed.content)
            assert len(root.findall(f"{ATOM}entry")) == entries
            assert f"http://127.0.0.1:8000/{locale}{path}" in {e.get("href") for e in root.findall(f"{ATOM}link")}
            headers = {"If-None-Match": feed.headers["etag"]}
            assert (await reader.get(f"/{locale}{path}/feed.atom", headers=headers)).status_code == 304


def places(thread: dict[str, str], post: dict[str, str]) -> list[str]:
    """Every address of discussion that may say something of a thread and one of its posts."""
    pages = [
        f"/{locale}{path}"
        for locale in LOCALES
        for path in (
            "/boards", "/boards/water", path_of(thread), "/boards/water/feed.atom", f"{path_of(thread)}/feed.atom",
            f"/posts/{post['id']}", f"/posts/{post['id']}/history", f"/posts/{post['id']}/edit",
            f"{path_of(thread)}?quote={post['id']}",
        )
    ]  # fmt: skip
    return [
        *pages,
        "/api/v1/boards",
        "/api/v1/boards/water/threads",
        f"/api/v1/threads/{thread['id']}",
        f"/api/v1/threads/{thread['id']}/posts",
    ]


async def test_nobody_gets_the_buttons_of_another_though_posts_are_rendered_once(cast: Cast, talk: Talk) -> None:
    thread = await talk.thread()
    names = ("kasia", "bohdan", "ada", "olena", "root", None, "tomasz")
    pages = {name: (await (await cast.browser(name)).get(f"/uk{path_of(thread)}")).text for name in names}
    assert [name for name, page in pages.items() if "/withdrawal" in page] == ["olena"]
    assert [name for name, page in pages.items() if "/hiding" in page] == ["ada", "root"]
    assert [name for name, page in pages.items() if 'class="post__actions"' not in page] == [None]


async def test_r12_clock_jump_changes_no_moment_that_is_shown(talk: Talk, cast: Cast, clock: TurnedClock) -> None:
    """Words such as "in two hours" cannot come of it: pages name the moment, the browser's own clock makes words."""
    thread = await talk.thread()

    async def moments() -> list[str]:
        shown: list[str] = []
        for name, lang in (("bohdan", "uk"), ("tomasz", "pl"), ("root", "en")):
            reader = await cast.browser(name)
            for path in ("/boards", "/boards/water", path_of(thread)):
                shown += re.findall(
                    r"<time [^>]*>[^<]*(?:<span>[^<]*</span>)?</time>", (await reader.get(f"/{lang}{path}")).text
                )
        return shown

    before = await moments()
    clock.turn(hours=-2)
    assert await moments() == before
    assert len([moment for moment in before if 'data-behaviour="ago"' in moment]) >= 9


@pytest.mark.parametrize("end", ["hidden", "withdrawn"])
@pytest.mark.parametrize("opening", [True, False], ids=["opening", "reply"])
async def test_r13_what_is_gone_is_gone_from_every_answer(
    cast: Cast, talk: Talk, clock: TurnedClock, end: str, opening: bool
) -> None:
    title = SECRET if opening else "Плановий ремонт"
    answer = await (await cast.program("bohdan")).post(
        "/api/v1/boards/water/threads",
        json={"id": str(uuid.uuid4()), "title": title, "body": SECRET if opening else "Текст", "lang": "uk"},
    )
    thread = answer.json()
    await talk.reply(thread, by="kasia")
    post = await talk.opening(thread) if opening else await talk.reply(thread, by="bohdan", body=f"old {SECRET}")
    author = await cast.program("bohdan")
    edited = await author.patch(f"/api/v1/posts/{post['id']}", json={"body": f"{SECRET} two", "version": 1})
    assert edited.status_code == 200
    addresses = [a.replace(path_of(thread), f"/threads/{thread['id']}") for a in places(thread, post)] + places(
        thread, post
    )
    readers = [await cast.browser(), await cast.browser("bohdan"), await cast.browser("olena")]
    assert SECRET in "".join([(await readers[0].get(a)).text for a in addresses])
    if end == "hidden":
        assert (await talk.hide(post)).status_code == 200
    else:
        assert (await author.delete(f"/api/v1/posts/{post['id']}")).status_code == 204
    for reader in readers:
        for address in addresses:
            answer = await reader.get(address)
            assert answer.status_code < 500
            assert SECRET not in answer.text, address
            assert "neprystoinist" not in answer.headers.get("location", ""), address
    moderator = await cast.browser("ada")
    page = await moderator.get(f"/en/posts/{post['id']}/history")
    assert (SECRET in page.text) is (end == "hidden")
    if end == "hidden":
        restored = await (await cast.program("ada")).delete(f"/api/v1/posts/{post['id']}/hiding")
        assert restored.status_code == 204
        assert SECRET in (await readers[0].get(f"/en/posts/{post['id']}/history")).text


async def test_a_thread_hidden_by_its_opening_is_like_an_absent_one(cast: Cast, talk: Talk) -> None:
    thread = await talk.thread()
    reply, opening = await talk.reply(thread), await talk.opening(thread)
    await talk.hide(opening)
    for name in (None, "bohdan", "olena", "tomasz"):
        program = await cast.program(name)
        for path in ("/api/v1/threads/{}", "/api/v1/threads/{}/posts"):
            hidden, absent = [await program.get(path.format(key)) for key in (thread["id"], "bcdfghjkmnpq")]
            assert (hidden.status_code, hidden.content) == (404, absent.content)
        if name == "tomasz":
            body = {"body": "x", "version": 1}
            assert (await program.patch(f"/api/v1/posts/{reply['id']}", json=body)).status_code == 404
            assert (await program.delete(f"/api/v1/posts/{reply['id']}")).status_code == 404
    board = (await (await cast.program(None)).get("/api/v1/boards")).json()["items"][0]
    assert board["threads"] == 0
    moderator = await cast.browser("ada")
    assert "Only moderators see this post" in (await moderator.get(f"/en{path_of(thread)}")).text


FORMS = {
    "/boards/water/new": ("writes", {"title": "T", "body": "B", "lang": "uk", "id": "{uuid}"}),
    "{thread}": ("writes", {"body": "B", "lang": "uk", "id": "{uuid}"}),
    "{thread}/pin": ("moderates", {"end": ""}),
    "{thread}/closure": ("moderates", {"end": "1"}),
    "/posts/{post}/hiding": ("moderates", {"reason": "spam"}),
    "/posts/{post}/edit": ("author", {"body": "New", "version": "1"}),
    "/posts/{post}/withdrawal": ("author", {"sure": "1"}),
}
PARTS = {
    None: set(), "unverified": set(), "bohdan": {"writes"}, "kasia": {"writes"}, "olena": {"writes"},
    "tomasz": {"writes", "author"}, "ada": {"writes", "moderates"}, "root": {"writes", "moderates"},
}  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
async def test_s6_access_matrix_of_forms(cast: Cast, talk: Talk, form: str) -> None:
    part, fields = FORMS[form]
    for name, parts in PARTS.items():
        thread = await talk.thread()
        post = await talk.reply(thread, by="tomasz")
        if name == "unverified":
            await cast.id(name, confirmed_at=None)
        path = "/en" + form.replace("{thread}", path_of(thread)).replace("{post}", post["id"])
        data = {field: value.replace("{uuid}", str(uuid.uuid4())) for field, value in fields.items()}
        answer = await (await cast.browser(name)).post(path, data=data)
        wanted = 303 if part in parts else 401 if name is None else 403
        assert answer.status_code == wanted, (name, form, answer.text[-300:])
