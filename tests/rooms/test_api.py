"""The chat over HTTP: the contract of WIRE.md, section 1."""

import asyncio
import contextlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast
from uuid import uuid4

import pytest
from sqlalchemy.engine.default import DefaultDialect

from forum.entrypoints import services as build_services
from forum.foundation.errors import Refused
from forum.foundation.markdown import render_inline
from forum.foundation.ratelimit import RateLimiter
from forum.foundation.services import Services
from forum.foundation.settings import from_environment
from forum.rooms import queries
from forum.rooms.actions import entries, membership, writing
from forum.rooms.actions.entries import append_entry
from forum.rooms.actions.epochs import renew_epochs
from forum.rooms.actions.writing import rendered, write
from forum.web.viewer import Viewer
from realtime.ports import Engine
from realtime.wire import Post
from tests.cast import Cast
from tests.conftest import TurnedClock
from tests.rooms.conftest import Place, open_room


async def test_somebody_seated_says_something_and_a_guest_reads_it(room: Place) -> None:
    answer = await room.say(await room.cast.program("bohdan"), "Добрий день з *Луцька*", lang="uk")
    assert answer.status_code == 201
    epoch = answer.json()["epoch"]
    assert answer.json() == {"seq": 1, "dup": False, "epoch": epoch, "state": "visible"}
    page = await room.read(await room.cast.program())
    assert (page["epoch"], page["head"]) == (epoch, 1)
    [entry] = page["entries"]
    assert (entry["t"], entry["seq"], entry["kind"], entry["lang"]) == ("entry", 1, "said", "uk")
    assert entry["html"] == "Добрий день з <em>Луцька</em>"
    assert entry["author"]["name"] == "Богдан Мельник"


async def test_posts_that_wait_together_cost_one_commit_and_are_answered_after_it(
    room: Place, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One commit is one wait for the disk; nobody of the group is answered before it."""
    account = await room.account("bohdan")

    def post(number: int) -> asyncio.Task[entries.Written]:
        change = Post(room=room.id, id=uuid4(), text=f"message {number}")
        return asyncio.create_task(write(services, account, change))

    await post(0)  # the writer's connection is made
    tasks: list[asyncio.Task[entries.Written]] = []
    answered_by_then: list[int] = []
    commit = DefaultDialect.do_commit

    def watched(dialect: DefaultDialect, connection: Any) -> None:
        commit(dialect, connection)  # type: ignore[no-untyped-call]
        answered_by_then.append(sum(task.done() for task in tasks))

    monkeypatch.setattr(DefaultDialect, "do_commit", watched)
    tasks += [post(number) for number in range(1, 65)]
    written = await asyncio.gather(*tasks)
    assert sorted(one.seq for one in written) == list(range(2, 66))
    assert answered_by_then == [0]


async def test_numbers_have_no_hole_under_fifty_writers_in_two_processes(
    room: Place, services: Services, tmp_path: Path, clock: TurnedClock
) -> None:
    settings = from_environment(
        {"MOSTY_DATABASE_URL": services.database.url, "MOSTY_DATA_DIR": str(tmp_path), "MOSTY_LIMITS": "off"}
    )
    other = build_services.build(settings, clock)
    account = await room.account("bohdan")
    try:
        written = await asyncio.gather(
            *(
                write([services, other][n % 2], account, Post(room=room.id, id=uuid4(), text=f"message {n}"))
                for n in range(50)
            )
        )
    finally:
        await other.database.close()
    assert sorted(one.seq for one in written) == list(range(1, 51))
    page = await room.read(await room.cast.program())
    assert [entry["seq"] for entry in page["entries"]] == list(range(1, 51))


async def test_an_edit_shows_everywhere_and_old_words_are_never_sent_again(room: Place) -> None:
    bohdan = await room.cast.program("bohdan")
    await room.say(bohdan, "old words")
    change = {"id": str(uuid4()), "text": "new words"}
    first = await bohdan.patch(f"{room.entries}/1", json=change)
    again = await bohdan.patch(f"{room.entries}/1", json=change)
    assert (first.status_code, first.json()["seq"], again.status_code, again.json()["dup"]) == (201, 2, 200, True)
    page = await bohdan.get(room.entries)
    assert "old" not in page.text
    assert [(e["kind"], e["text"], e.get("of")) for e in page.json()["entries"]] == [
        ("said", "new words", None),
        ("edited", "new words", 1),
    ]


async def test_a_withdrawn_message_is_empty_and_keeps_its_place(room: Place) -> None:
    bohdan = await room.cast.program("bohdan")
    await room.say(bohdan, "secret one")
    await bohdan.patch(f"{room.entries}/1", json={"id": str(uuid4()), "text": "secret two"})
    address = f"{room.entries}/1?id={uuid4()}"
    assert [(await bohdan.delete(address)).status_code for _ in range(2)] == [201, 200]
    page = await bohdan.get(room.entries)
    assert "secret" not in page.text
    assert [(e["kind"], e["text"], e["html"]) for e in page.json()["entries"]] == [
        ("said", "", ""),
        ("edited", "", ""),
        ("removed", "", ""),
    ]
    edit = await bohdan.patch(f"{room.entries}/1", json={"id": str(uuid4()), "text": "back"})
    assert edit.status_code == 404


async def test_what_was_withdrawn_is_withdrawn_again_under_any_id_and_nothing_more_is_written(room: Place) -> None:
    """Two windows of one person, or a page that lost its memory: both are told that it is gone."""
    bohdan, olena, ada = [await room.cast.program(name) for name in ("bohdan", "olena", "ada")]
    await room.say(bohdan, "gone soon")
    assert (await ada.put(f"{room.entries}/1/hiding")).json()["seq"] == 2
    first, again, late = [await bohdan.delete(f"{room.entries}/1?id={uuid4()}") for _ in range(3)]
    assert (first.status_code, first.json()["seq"], first.json()["dup"]) == (201, 3, False)
    for answer in (again, late):
        assert (answer.status_code, answer.json()) == (200, first.json() | {"dup": True, "state": "removed"})
    other = await olena.delete(f"{room.entries}/1?id={uuid4()}")
    assert (other.status_code, other.json()["code"]) == (403, "not_yours")
    assert (await room.read(bohdan))["head"] == 3


async def test_how_far_one_has_read_is_kept_without_a_socket(room: Place, services: Services, cast: Cast) -> None:
    bohdan, viewer = await cast.program("bohdan"), Viewer(id=1, public_id=await room.account("bohdan"))
    for number in range(1, 4):
        await room.say(await cast.program("olena"), f"message {number}")
    address = f"/api/v1/rooms/{room.id}/seen"
    for seq in (2, 1):
        answer = await bohdan.put(address, json={"upto": seq})
        assert (answer.status_code, answer.content) == (204, b"")
        async with services.database.read() as db:
            chat = await queries.chat_view(db, room.id, viewer, services.clock.now())
        assert (chat.seen, chat.unread_from) == (2, 3)
    hidden = await open_room(services, cast, shown=False)
    for who, where, body, status in (
        (bohdan, address, {"upto": -1}, 422), (bohdan, address, {"upto": 1.5}, 422), (bohdan, address, {}, 422),
        (bohdan, f"/api/v1/rooms/{hidden.id}/seen", {"upto": 1}, 404), (await cast.browser(), address, {"upto": 1}, 401),
        (bohdan, address, {"upto": 2**70}, 204),
    ):  # fmt: skip
        refused = await who.put(where, json=body)
        assert refused.status_code == status, refused.text


async def test_moderators_hide_and_restore(room: Place) -> None:
    bohdan, ada, olena = [await room.cast.program(name) for name in ("bohdan", "ada", "olena")]
    await room.say(bohdan, "rude words")
    assert (await olena.put(f"{room.entries}/1/hiding")).status_code == 403
    hidden = (await ada.put(f"{room.entries}/1/hiding")).json()
    assert (hidden["seq"], hidden["state"]) == (2, "removed")
    assert (await ada.put(f"{room.entries}/1/hiding")).json() | {"epoch": ""} == {
        "seq": 2, "dup": True, "epoch": "", "state": "removed",
    }  # fmt: skip
    page = await olena.get(room.entries)
    assert "rude" not in page.text
    assert page.json()["entries"][1]["of"] == 1
    assert (await ada.delete(f"{room.entries}/1/hiding")).json()["seq"] == 3
    entries = (await room.read(olena))["entries"]
    assert [(e["kind"], e["text"]) for e in entries] == [
        ("said", "rude words"),
        ("removed", ""),
        ("restored", "rude words"),
    ]


async def test_only_the_author_changes_a_message(room: Place) -> None:
    bohdan, olena, ada = [await room.cast.program(name) for name in ("bohdan", "olena", "ada")]
    await room.say(bohdan, "mine")
    for other in (olena, ada):
        edit = await other.patch(f"{room.entries}/1", json={"id": str(uuid4()), "text": "theirs"})
        removal = await other.delete(f"{room.entries}/1?id={uuid4()}")
        assert [(a.status_code, a.json()["code"]) for a in (edit, removal)] == [(403, "not_yours")] * 2


@pytest.mark.parametrize(
    ("who", "status", "code"),
    [
        ("olena", 201, None), ("bohdan", 201, None), ("ada", 201, None), ("root", 201, None),
        ("tomasz", 403, "not_seated"), ("kasia", 403, "not_seated"), (None, 401, "signed_out"),
    ],
)  # fmt: skip
async def test_who_may_talk(room: Place, who: str | None, status: int, code: str | None) -> None:
    client = await (room.cast.program(who) if who else room.cast.browser())
    answer = await room.say(client, "May I?")
    assert (answer.status_code, answer.json().get("code")) == (status, code)


async def test_a_hidden_room_is_like_an_absent_one_for_everybody(room: Place, services: Services, cast: Cast) -> None:
    hidden = await open_room(services, cast, shown=False)
    for who in ("olena", "ada", None):
        client = await cast.program(who)
        there = await client.get(f"/api/v1/rooms/{hidden.id}/entries")
        absent = await client.get("/api/v1/rooms/zzzzzzzzzzzz/entries")
        assert there.status_code == absent.status_code == 404
        assert there.content == absent.content
    olena = await cast.program("olena")
    assert (await hidden.say(olena, "draft")).json()["code"] == "not_found"


async def test_a_closed_and_an_expired_room_are_for_reading_only(
    room: Place, services: Services, clock: TurnedClock
) -> None:
    bohdan = await room.cast.program("bohdan")
    await room.say(bohdan, "before the end")
    async with services.database.work() as work:
        await membership.close_room(work, room.row)
        await membership.close_room(work, room.row)
    assert (await room.say(bohdan, "after")).json()["code"] == "read_only"
    kinds = [entry["kind"] for entry in (await room.read(bohdan))["entries"]]
    assert kinds == ["said", "room.closed"]
    assert (await bohdan.delete(f"{room.entries}/1?id={uuid4()}")).status_code == 201
    other = await open_room(services, room.cast)
    async with services.database.work() as work:
        await membership.show_room(work, other.row, closes_at=clock.now())
    assert (await other.say(bohdan, "too late")).json()["code"] == "read_only"


async def test_whoever_gives_up_their_seat_reads_on_and_does_not_write(room: Place, services: Services) -> None:
    bohdan = await room.cast.program("bohdan")
    async with services.database.work() as work:
        await membership.leave(work, room.row, await room.cast.id("bohdan"))
    assert (await room.say(bohdan, "still here")).json()["code"] == "not_seated"
    assert (await bohdan.get(room.entries)).status_code == 200


async def test_paging_and_resets(room: Place) -> None:
    olena = await room.cast.program("olena")
    for number in range(5):
        await room.say(olena, f"message {number}")
    page = await room.read(olena, after=1, limit=2)
    assert ([e["seq"] for e in page["entries"]], page["head"]) == ([2, 3], 5)
    assert (await room.read(olena, after=5, epoch=page["epoch"]))["entries"] == []
    for query in ("after=6", f"after={2**63}", f"after={10**30}", "after=2&epoch=another"):
        answer = await olena.get(f"{room.entries}?{query}")
        assert (answer.status_code, answer.json()["code"], answer.json()["epoch"]) == (409, "reset", page["epoch"])


async def test_a_poll_that_waits_while_history_is_rewritten_is_told_of_it(room: Place, services: Services) -> None:
    olena = await room.cast.program("olena")
    await room.say(olena, "before the restore")
    services.engine = cast(Engine, Rewriter(services))
    answer = await olena.get(f"{room.entries}?after=1&wait=25")
    assert (answer.status_code, answer.json()["code"]) == (409, "reset")


class Rewriter:
    """An engine in whose long poll the store is brought back from a backup."""

    def __init__(self, services: Services) -> None:
        self._services = services

    async def wait(self, room: str, after: int, timeout: float) -> None:
        async with self._services.database.work() as work:
            await renew_epochs(work)


@pytest.mark.parametrize(
    "query", ["after=-1", "after=x", "after=1e3", "limit=0", "limit=501", "wait=26", "wait=-1", "after=" + "9" * 40]
)
async def test_a_bad_page_is_422(room: Place, query: str) -> None:
    answer = await (await room.cast.program()).get(f"{room.entries}?{query}")
    assert (answer.status_code, answer.json()["code"]) == (422, "bad_page")


BAD: list[tuple[dict[str, Any], int, str]] = [
    ({"text": "   \n "}, 422, "text_empty"),
    ({"text": "\u200b\u2060"}, 422, "text_empty"),
    ({"text": "a" + "\u0301" * 500}, 422, "too_many_marks"),
    ({"text": "x" * 4001}, 422, "text_too_long"),
    ({"text": "a\u0000b"}, 422, "control_character"),
    ({"text": "x", "id": "7"}, 400, "bad_client_id"),
    ({"text": "x", "lang": "xx"}, 422, "lang_unknown"),
    ({"text": "x", "seq": 5}, 400, "unknown_field"),
    ({"text": "x", "reply_to": 99}, 422, "field_invalid"),
    ({"text": 5}, 422, "field_invalid"),
]


@pytest.mark.parametrize(("body", "status", "code"), BAD)
async def test_bad_messages(room: Place, body: dict[str, Any], status: int, code: str) -> None:
    answer = await (await room.cast.program("olena")).post(room.entries, json={"id": str(uuid4()), **body})
    assert (answer.status_code, answer.json()["code"]) == (status, code)


@pytest.mark.parametrize("seq", ["0", "-1", "x", "7", "9" * 30, "1;drop"])
async def test_a_number_that_names_nothing_is_not_found(room: Place, seq: str) -> None:
    olena = await room.cast.program("olena")
    answer = await olena.patch(f"{room.entries}/{seq}", json={"id": str(uuid4()), "text": "x"})
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


async def test_eleven_posts_at_once_are_too_fast_and_repeats_cost_nothing(room: Place, services: Services) -> None:
    services.limits = RateLimiter(monotonic=lambda: 7.0)
    bohdan, client_id = await room.cast.program("bohdan"), str(uuid4())
    answers = [await room.say(bohdan, "same", client_id=client_id) for _ in range(30)]
    assert [answer.status_code for answer in answers] == [201] + [200] * 29
    answers = [await room.say(bohdan, f"more {number}") for number in range(10)]
    assert [answer.status_code for answer in answers][:9] == [201] * 9
    assert (answers[9].status_code, answers[9].json()["code"]) == (429, "slow_down")
    assert answers[9].headers["retry-after"] == "1"
    assert (await room.say(bohdan, "same", client_id=client_id)).status_code == 200


async def test_who_posts_too_fast_costs_no_markdown_and_no_look_for_mentions(
    room: Place, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    services.limits = RateLimiter(monotonic=lambda: 7.0)
    bohdan, work = await room.cast.program("bohdan"), list[str]()
    ways: tuple[tuple[Any, str], ...] = ((writing, "rendered"), (queries, "members_called"))
    for module, name in ways:
        monkeypatch.setattr(module, name, _noted(work, getattr(module, name)))
    answers = [await room.say(bohdan, f"@Олена, *{number}*") for number in range(13)]
    assert [answer.status_code for answer in answers] == [201] * 10 + [429] * 3
    assert sorted(work) == ["members_called"] * 10 + ["rendered"] * 10


def _noted(work: list[str], function: Callable[..., Any]) -> Callable[..., Any]:
    """The function, which says each time that it was called."""

    def noting(*given: Any) -> Any:
        work.append(function.__name__)
        return function(*given)

    return noting


async def test_capabilities_write_entries_of_their_own_and_a_rollback_leaves_no_hole(
    room: Place, services: Services
) -> None:
    olena = await room.cast.id("olena")
    with contextlib.suppress(Refused):
        async with services.database.work() as work:
            await append_entry(work, room.row, "agenda.moved", author_id=olena)
            raise Refused("not_allowed")
    async with services.database.work() as work:
        assert await append_entry(work, room.row, "agenda.moved", author_id=olena, more={"item": 3}) == 1
    [entry] = (await room.read(await room.cast.program()))["entries"]
    assert (entry["kind"], entry["item"], entry["author"]["name"]) == ("agenda.moved", 3, "Олена Коваль")


@pytest.mark.parametrize(
    "text",
    [
        "Добрий день, це Луцьк", "line one\nline two", "5 > 3 and 2 < 4", "a *b* c", "https://example.org/x", "`code`",
        "a & b", "\"quoted\" 'text'", "1. not a list", "- dash", "# hash", "x_y_z", "two  spaces", "end.", "ціна: 5 €",
        "кома, крапка; тире — так", "(дужки) {фігурні}", "e=mc^2 | ok", "100% @home $5 +1 = 2?", "мама’s ʼапостроф",
        "о 10:30, так!", "і/або", "слово:далі", "http:x", "http://x.y", "mailto:x@y.z", "ftp://x.y", "пише: https://x.y",
    ],
)  # fmt: skip
def test_plain_words_look_the_same_without_the_markdown_parser(text: str) -> None:
    assert rendered(text) == render_inline(text)
