"""Naming people in posts: whom a text means, how it looks, who is told, whose names are offered."""

import pytest

from forum.accounts.rules.mentions import mentioned, names_possible, own_words
from forum.foundation.markdown import render
from tests.cast import Cast
from tests.discussion.conftest import Talk
from tests.notifications.conftest import Ears


@pytest.fixture
async def ears(cast: Cast, talk: Talk) -> Ears:
    return Ears(cast, talk, cast.services)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Що скаже @Олена Коваль, наш голова?", ["Олена Коваль"]),
        ("(@Olga) i @Olga Nowak!", ["Olga", "Olga Nowak"]),
        ("лист на olga@Olga.ua", []),
        ("@Olgierd", []),
        ("> @Olga pytała\n\nNie wiem.", []),
        ("> Kto?\n\n@Olga wie.", ["Olga"]),
        ("`@Olga` i\n```\n@Olga Nowak\n```\n", []),
        ("@Olga\nNowak", ["Olga"]),
    ],
)
def test_whole_names_behind_an_at_are_meant_but_not_in_quotes_and_code(text: str, named: list[str]) -> None:
    people = [(name, name) for name in ("Олена Коваль", "Olga", "Olga Nowak")]
    words = own_words(text)
    assert list(mentioned(words, people)) == named
    assert set(named) <= set(names_possible(words))


def test_many_at_signs_ask_for_few_names() -> None:
    assert len(names_possible("@a b c d e f g h " * 2_000)) <= 20 * 6 * 2
    assert names_possible("@ " * 10_000 + "x" * 10_000) == ()


def test_a_name_is_marked_where_it_is_text_and_stays_text_itself() -> None:
    names = ["O'Neil <b>", "Olga", "Olga Nowak"]
    assert render("@Olga Nowak, `@Olga` **@Olga**", names=names) == (
        '<p><span class="mention">@Olga Nowak</span>, <code>@Olga</code> '
        '<strong><span class="mention">@Olga</span></strong></p>\n'
    )
    assert "<b>" not in render("@O'Neil <b>", names=names)
    assert "mention" not in render("a@Olga, @Olgierd")
    assert "mention" not in render("a@Olga, @Olgierd", names=names)


async def test_who_is_named_is_told_once_and_the_name_is_marked(ears: Ears) -> None:
    await ears.cast.id("kasia")
    thread = await ears.talk.thread("olena", body="Привіт, @Kasia Wójcik і @Нікого Немає!")
    opening = await ears.talk.opening(thread)
    assert '<span class="mention">@Kasia Wójcik</span> і @Нікого' in opening["html"]
    assert await ears.heard("kasia") == [("mention", opening["id"], True)]
    olena = await ears.cast.program("olena")
    version = 1
    for body in ("Без імені", "Знову @Kasia Wójcik", "Знову @Kasia Wójcik і @Богдан Мельник"):
        await ears.cast.id("bohdan")
        saved = await olena.patch(f"/api/v1/posts/{opening['id']}", json={"body": body, "version": version})
        assert saved.status_code == 200, saved.text
        version += 1
    assert await ears.heard("kasia") == [("mention", opening["id"], True)]
    assert await ears.heard("bohdan") == [("mention", opening["id"], True)]


async def test_naming_oneself_somebody_unconfirmed_or_who_muted_the_place_tells_nobody(ears: Ears) -> None:
    await ears.cast.id("zofia", confirmed_at=None)
    await ears.follow("kasia", "boards/water", "mute")
    await ears.talk.thread("olena", body="@Олена Коваль, @Zofia, @Kasia Wójcik")
    for name in ("olena", "zofia", "kasia"):
        assert await ears.heard(name) == []


async def test_nobody_is_called_into_a_thread_they_may_not_read(ears: Ears) -> None:
    thread = await ears.talk.thread("olena")
    for name in ("kasia", "root"):
        await ears.cast.id(name)
    await ears.talk.hide(await ears.talk.opening(thread))
    post = await ears.talk.reply(thread, "ada", body="@Kasia Wójcik @Ruth Ellis")
    assert await ears.heard("kasia") == []
    assert await ears.heard("root") == [("mention", post["id"], True)]


async def test_a_marked_answer_is_told_to_its_author(ears: Ears) -> None:
    thread = await ears.talk.thread("olena")
    reply = await ears.talk.reply(thread, "tomasz")
    marked = await (await ears.cast.program("olena")).put(f"/api/v1/posts/{reply['id']}/answer")
    assert marked.status_code in (200, 204), marked.text
    assert await ears.heard("tomasz") == [("marked", reply["id"], True)]


async def test_names_are_offered_to_who_is_signed_in(ears: Ears, cast: Cast) -> None:
    thread = await ears.talk.thread("olena")
    await ears.talk.reply(thread, "kasia")
    other = await ears.talk.thread("tomasz")
    for name in ("bohdan", "root"):
        await cast.id(name)
    ada = await cast.program("ada")

    async def offered(begins: str, thread: dict[str, str] | None = None) -> list[str]:
        where = f"&thread={thread['id']}" if thread else ""
        answer = await ada.get(f"/api/v1/people?begins={begins}{where}")
        assert answer.status_code == 200, answer.text
        assert "@" not in answer.text
        return [person["name"] for person in answer.json()["items"]]

    assert await offered("", thread) == ["Kasia Wójcik", "Олена Коваль"]
    assert await offered("wój", thread) == ["Kasia Wójcik"]
    assert await offered("оле") == ["Олена Коваль"]
    assert await offered("Tom", thread) == ["Tomasz Zieliński"]
    assert await offered("Kas", other) == [], "young people are offered only where they write"
    assert await offered("Бог") == [], "who wrote nothing is offered nowhere"
    assert await offered("%25") == []
    assert await offered("") == []
    assert (await ada.get(f"/api/v1/people?begins={'x' * 81}")).status_code == 422
    assert (await (await cast.browser()).get("/api/v1/people?begins=T")).status_code == 401


async def test_names_of_a_hidden_thread_are_not_offered(ears: Ears, cast: Cast) -> None:
    thread = await ears.talk.thread("olena")
    await ears.talk.reply(thread, "kasia")
    await ears.talk.hide(await ears.talk.opening(thread))
    bohdan = await cast.program("bohdan")
    assert (await bohdan.get(f"/api/v1/people?thread={thread['id']}&begins=Ka")).json()["items"] == []
