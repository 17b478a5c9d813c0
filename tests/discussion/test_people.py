"""Pages and feeds of people who write here."""

import re
from xml.etree import ElementTree as Xml

from tests.cast import Cast
from tests.discussion.conftest import Talk
from tests.discussion.test_pages import ATOM

SECRET = "непристойність"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


async def person(cast: Cast, name: str) -> str:
    return str((await (await cast.program(name)).get("/api/v1/me")).json()["id"])


async def test_a_person_has_a_page_and_a_feed_of_what_everybody_may_read(cast: Cast, talk: Talk) -> None:
    thread = await talk.thread("olena", title="Ремонт водогону")
    open_, hidden, gone = [
        await talk.reply(thread, "tomasz", body=body, lang="pl") for body in ("Jawne **słowa**", SECRET, SECRET)
    ]
    closed = await talk.thread("olena", title="Прихована тема")
    await talk.reply(closed, "tomasz", body=SECRET)
    await talk.hide(hidden)
    await talk.hide(await talk.opening(closed))
    await (await cast.program("tomasz")).delete(f"/api/v1/posts/{gone['id']}")
    tomasz = await person(cast, "tomasz")
    reader = await cast.browser()
    for locale in ("uk", "en", "pl"):
        page = await reader.get(f"/{locale}/people/{tomasz}")
        assert page.status_code == 200
        assert page.headers["cache-control"] == "public, no-cache"
        assert 'lang="pl">Jawne słowa</p>' in page.text
        feed = await reader.get(f"/{locale}/people/{tomasz}/feed.atom")
        assert SECRET not in page.text + feed.text
        assert "Прихована" not in page.text + feed.text
        root = Xml.fromstring(feed.content)
        [entry] = root.findall(f"{ATOM}entry")
        assert entry.findtext(f"{ATOM}title") == "Ремонт водогону #2"
        assert entry.get(XML_LANG) == "pl"
        assert entry.find(f"{ATOM}link").get("href", "").endswith(f"/{locale}/posts/{open_['id']}")  # type: ignore[union-attr]
        own = f"http://127.0.0.1:8000/{locale}/people/{tomasz}/feed.atom"
        assert feed.headers["link"] == f'<{own}>; rel="self"'
    thread_page = (await reader.get(f"/en/threads/{thread['id']}", follow_redirects=True)).text
    assert f'href="/en/people/{tomasz}"' in thread_page


async def test_nobody_gathers_what_young_people_wrote(cast: Cast, talk: Talk) -> None:
    await talk.thread("kasia")
    await cast.id("bohdan")
    never = "22222222222c"
    reader = await cast.browser("ada")
    for path in ("/en/people/{}", "/en/people/{}/feed.atom"):
        absent = await reader.get(path.format(never))
        assert absent.status_code == 404
        for name in ("kasia", "bohdan"):
            answer = await reader.get(path.format(await person(cast, name)))
            assert answer.status_code == 404, name


async def test_who_wrote_only_what_is_hidden_has_no_page(cast: Cast, talk: Talk) -> None:
    thread = await talk.thread("olena")
    reader = await cast.browser()
    assert (await reader.get(f"/en/people/{await person(cast, 'olena')}")).status_code == 200
    await talk.hide(await talk.opening(thread))
    assert (await reader.get(f"/en/people/{await person(cast, 'olena')}")).status_code == 404


async def test_a_person_is_muted_and_heard_again_without_learning_of_it(cast: Cast, talk: Talk) -> None:
    thread = await talk.thread("olena")
    await talk.reply(thread, "tomasz")
    path = f"/en/people/{await person(cast, 'tomasz')}"
    olena = await cast.browser("olena")
    assert "Mute this person" in (await olena.get(path)).text
    assert (await olena.post(f"{path}/following", data={"level": "mute"})).status_code == 303
    assert "Be told again" in (await olena.get(path)).text
    assert "Be told again" not in (await (await cast.browser("tomasz")).get(path)).text
    assert (await olena.post(f"{path}/following", data={"level": "watch"})).status_code == 422
    own = f"/en/people/{await person(cast, 'olena')}/following"
    assert (await olena.post(own, data={"level": "mute"})).status_code == 404
    assert (await olena.post(f"{path}/following", data={"level": "normal"})).status_code == 303
    assert "Mute this person" in (await olena.get(path)).text


async def test_what_somebody_wrote_pages_by_key(cast: Cast, talk: Talk) -> None:
    thread = await talk.thread("olena")
    for number in range(52):
        await talk.reply(thread, "tomasz", body=f"Numer {number}.")
    path, reader = f"/en/people/{await person(cast, 'tomasz')}", await cast.browser()
    first = (await reader.get(path)).text
    [after] = re.findall(r"\?after=([\w-]+)", first)
    second = (await reader.get(f"{path}?after={after}")).text
    assert re.findall(r"Numer (\d+)\.", first) == [str(number) for number in range(51, 1, -1)]
    assert re.findall(r"Numer (\d+)\.", second) == ["1", "0"]
