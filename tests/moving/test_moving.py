"""Boards moved in from other forums, and taken along."""

import json
from pathlib import Path
from typing import Any

import pytest

from forum.discussion import queries as discussion
from forum.discussion.actions.boards import create_board
from forum.entrypoints import cli
from forum.moving import exports
from forum.moving.rules.bbcode import markdown
from forum.moving.rules.sources import FORMATS
from tests.cast import Cast
from tests.discussion.conftest import BOARD, Talk, new

PLAIN = (
    "topic_id,title,post_id,author,created_at,body,lang\n"
    '7,Труби,1,Іван Оса,2019-03-01T10:00:00Z,"Скільки **коштує** метр?",uk\n'
    '7,Труби,2,Ola_77,2019-03-02T10:00:00+02:00,"Around <script>alert(1)</script> 40 EUR",en\n'
    "8,Pompy,3,Ola_77,1551500000,Kto ma pompy?,pl\n"
    "8,Pompy,4,Іван Оса,1551600000,   ,pl\n"
)
PHPBB = (
    "topic_id,topic_title,post_id,username,post_time,post_text\n"
    '1,Water &amp; heat,10,anna,1300000000,"[b:3k2j1h4g]Hello[/b:3k2j1h4g] [quote=""Jan""]old words[/quote]yes"\n'
)
TOPIC: dict[str, Any] = {
    "id": 5, "title": "Heat",
    "post_stream": {"posts": [
        {"id": 50, "username": "maria", "name": "Марія", "created_at": "2020-01-01T00:00:00.000Z", "raw": "One"},
        {"id": 51, "username": "jan", "name": None, "created_at": "2020-01-02T00:00:00.000Z", "raw": "Two"},
    ]},
}  # fmt: skip


@pytest.fixture
async def talk(cast: Cast) -> Talk:
    async with cast.services.database.work() as work:
        await create_board(work, None, slug="water", names=BOARD, abouts={})
    return Talk(cast)


async def run(cast: Cast, *words: str) -> int:
    """A command of `mosty`, on the test's own store."""
    chosen = cli.parser().parse_args(["board", *words])
    return int(await chosen.command.run(chosen, cast.services))


async def bring(cast: Cast, tmp_path: Path, text: str, kind: str) -> int:
    file = tmp_path / "old"
    file.write_text(text, "utf-8")
    return await run(cast, "import", "water", str(file), "--format", kind)


async def read(cast: Cast) -> list[tuple[str, list[tuple[str, str, str]]]]:
    """Titles, and of each post the author, the moment and the text."""
    guest, found = await cast.program(), []
    for thread in (await guest.get("/api/v1/boards/water/threads")).json()["items"]:
        posts = (await guest.get(f"/api/v1/threads/{thread['id']}/posts")).json()["items"]
        found.append((thread["title"], [(p["author"]["name"], p["at"][:19], p["body"]) for p in posts]))
    return found


async def test_a_plain_table_comes_in_once_with_its_times(
    cast: Cast, talk: Talk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await bring(cast, tmp_path, PLAIN, "csv") == 0
    assert "4 posts read, 3 added" in capsys.readouterr().out
    once = await read(cast)
    assert dict(once)["Труби"][0] == ("Іван Оса", "2019-03-01T10:00:00", "Скільки **коштує** метр?")
    assert dict(once)["Труби"][1][1] == "2019-03-02T08:00:00"
    assert len(dict(once)["Pompy"]) == 1
    assert await bring(cast, tmp_path, PLAIN, "csv") == 0
    assert "4 posts read, 0 added" in capsys.readouterr().out
    more = PLAIN + "7,Труби,9,Новий,2019-04-01T10:00:00Z,Дякую,uk\n"
    assert await bring(cast, tmp_path, more, "csv") == 0
    assert "5 posts read, 1 added" in capsys.readouterr().out
    assert [words for _, _, words in dict(await read(cast))["Труби"]][2:] == ["Дякую"]
    board = (await (await cast.program()).get("/api/v1/boards")).json()["items"][0]
    assert board["threads"] == 2


async def test_what_came_in_is_rendered_by_us_and_answered_like_anything_else(
    cast: Cast, talk: Talk, tmp_path: Path
) -> None:
    await bring(cast, tmp_path, PLAIN, "csv")
    thread = next(
        t for t in (await (await cast.program()).get("/api/v1/boards/water/threads")).json()["items"]
        if t["title"] == "Труби"
    )  # fmt: skip
    reply = await (await cast.program("olena")).post(f"/api/v1/threads/{thread['id']}/posts", json=new())
    assert (reply.status_code, reply.json()["number"]) == (201, 3)
    page = (await (await cast.browser()).get(f"/en/threads/{thread['id']}", follow_redirects=True)).text
    assert "<strong>коштує</strong>" in page
    assert "<script>alert(1)" not in page
    hidden = (await (await cast.program()).get(f"/api/v1/threads/{thread['id']}/posts")).json()["items"][1]
    await talk.hide(hidden)
    await bring(cast, tmp_path, PLAIN, "csv")
    assert "40 EUR" not in (await (await cast.browser()).get(f"/en/threads/{thread['id']}", follow_redirects=True)).text


async def test_an_author_who_came_in_cannot_sign_in(cast: Cast, talk: Talk, tmp_path: Path) -> None:
    await bring(cast, tmp_path, PLAIN, "csv")
    async with cast.services.database.read() as db:
        rows = (await db.exec_driver_sql("SELECT email, password_hash, confirmed_at, role FROM users")).all()
    placeholders = [row for row in rows if row.email.endswith("@imported.invalid")]
    assert len(placeholders) == 2
    assert {(row.password_hash, row.confirmed_at, row.role) for row in placeholders} == {(None, None, "resident")}
    browser = await cast.browser()
    answer = await browser.post("/en/sign-in", data={"email": placeholders[0].email, "password": ""})
    assert answer.status_code == 401


async def test_phpbb_and_discourse(cast: Cast, talk: Talk, tmp_path: Path) -> None:
    assert await bring(cast, tmp_path, PHPBB, "phpbb") == 0
    assert await bring(cast, tmp_path, json.dumps({"topics": [TOPIC]}, indent=1), "discourse") == 0
    found = dict(await read(cast))
    assert found["Water & heat"][0][2] == "**Hello** \n> Jan:\n> old words\n\nyes"
    assert [(name, words) for name, _, words in found["Heat"]] == [("Марія", "One"), ("jan", "Two")]


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("csv", ""), ("csv", "a,b\n1,2\n"), ("csv", PLAIN + "7,T,10,A,yesterday,x,uk\n"), ("phpbb", PLAIN),
        ("discourse", "["), ("discourse", "[1]"), ("discourse", '{"title": "x"}'), ("discourse", "[" * 100_000),
    ],
)  # fmt: skip
async def test_a_file_that_is_something_else_is_refused_with_its_place(
    cast: Cast, talk: Talk, tmp_path: Path, capsys: pytest.CaptureFixture[str], kind: str, text: str
) -> None:
    assert await bring(cast, tmp_path, text, kind) == 1
    assert capsys.readouterr().err.startswith("mosty: ")


def test_every_shape_of_a_discourse_export_says_the_same() -> None:
    posts = [{**post, "topic_id": 5} for post in TOPIC["post_stream"]["posts"]]
    shapes = [
        json.dumps(TOPIC), json.dumps([TOPIC], indent=2), json.dumps({"topics": [TOPIC]}),
        json.dumps({"topics": [{"id": 5, "title": "Heat"}], "posts": posts}), json.dumps(TOPIC) + "\n",
    ]  # fmt: skip
    read_as = [list(FORMATS["discourse"](shape.splitlines(keepends=True))) for shape in shapes]
    assert all(entries == read_as[0] for entries in read_as)
    assert len(read_as[0]) == 2


def test_bbcode_becomes_markdown() -> None:
    assert (
        markdown("[url=https://a.example]x[/url] [list][*]one[*]two[/list]") == "[x](https://a.example) \n- one\n- two"
    )
    assert markdown("[quote]a[quote]b[/quote][/quote]").startswith("> ")


async def test_a_board_goes_along_without_what_is_hidden_or_withdrawn(cast: Cast, talk: Talk, tmp_path: Path) -> None:
    open_thread, hidden_thread = await talk.thread(title="Відкрита <b>"), await talk.thread(title="Прихована тема")
    seen = await talk.reply(open_thread, body="Видно **усім**")
    hidden, gone = await talk.reply(open_thread, body="СХОВАНО"), await talk.reply(open_thread, body="ВІДКЛИКАНО")
    await talk.hide(hidden)
    await (await cast.program("tomasz")).delete(f"/api/v1/posts/{gone['id']}")
    await talk.hide(await talk.opening(hidden_thread))
    assert await run(cast, "export", "water", "--to", str(tmp_path / "out")) == 0
    everything = {path: path.read_text("utf-8") for path in (tmp_path / "out").rglob("*.*")}
    for words in ("СХОВАНО", "ВІДКЛИКАНО", "Прихована тема"):
        assert not any(words in text for text in everything.values())
    document = json.loads(everything[tmp_path / "out" / "board.json"])
    assert document["format"] == "mosty-board-1"
    assert [[post["number"] for post in thread["posts"]] for thread in document["threads"]] == [[1, 2]]
    assert document["threads"][0]["posts"][1]["body"] == seen["body"]
    for locale, name in BOARD.items():
        index = everything[tmp_path / "out" / locale / "index.html"]
        page = everything[tmp_path / "out" / locale / f"{open_thread['id']}.html"]
        assert f'<html lang="{locale}">' in page
        assert name in index
        assert f'href="{open_thread["id"]}.html"' in index
        assert "<strong>усім</strong>" in page
        assert "Відкрита &lt;b&gt;" in page
        assert 'src="' not in page


async def test_what_goes_out_comes_in_pieces(cast: Cast, talk: Talk) -> None:
    thread = await talk.thread()
    for _ in range(3):
        await talk.reply(thread)
    async with cast.services.database.read() as db:
        board = await discussion.board(db, "water")
    pieces = [piece async for piece in exports.as_json(cast.services.database, board)]
    assert max(map(len, pieces)) < 1000
    assert len(json.loads(b"".join(pieces))["threads"][0]["posts"]) == 4


async def test_a_board_that_is_not_there(cast: Cast, tmp_path: Path) -> None:
    file = tmp_path / "old"
    file.write_text(PLAIN, "utf-8")
    assert await run(cast, "import", "nowhere", str(file), "--format", "csv") == 1
