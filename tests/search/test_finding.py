"""What everybody finds, in which order, and with which filters."""

import httpx
import pytest

from forum.foundation.ratelimit import RateLimiter
from forum.search.limits import SEARCHES
from tests.cast import Cast
from tests.conftest import TurnedClock
from tests.discussion.conftest import Talk
from tests.search.conftest import Ask, Index
from tests.visits.plans import published


async def test_a_text_is_found_whatever_language_it_and_the_question_are_in(
    talk: Talk, cast: Cast, ask: Ask, index: Index, clock: TurnedClock
) -> None:
    for lang, title, body in (
        ("uk", "Ремонт водогону", "Міняємо труби на вулиці Шкільній."),
        ("en", "Pressure at night", "Our water supply never sleeps."),
        ("pl", "Straty", "Sieć wodociągów ma 40 lat, a rada gminy pyta o budżet."),
        ("uk", "Молодіжна рада", "Чекаємо на вас у бібліотеці."),
    ):
        clock.turn(minutes=1)
        await talk.thread(title=title, body=body, lang=lang)
    await published(await cast.program("olena"), title={"uk": "Нічна зміна", "en": "Water mains at night"})
    await index()
    everything = ["Water mains at night", "Ремонт водогону", "Straty", "Pressure at night"]
    for question in ("водопостачання", "water supply", "wodociągi", "ВОДОГОНІВ", "zaopatrzeniem w wodę"):
        assert await ask(question) == everything, question
    assert await ask("budget council") == []
    assert await ask("budżecie rady") == ["Straty"]
    assert await ask("бібліотеки") == ["Молодіжна рада"]
    assert await ask("youth council") == ["Молодіжна рада"]
    assert await ask('"our water"') == ["Pressure at night"]
    assert await ask('"water our"') == []
    assert await ask('"Ремонт водогону" труба') == ["Ремонт водогону"]
    # No phrase runs from a title into its text.
    assert await ask('"night our"') == []


async def test_results_say_what_they_are(talk: Talk, cast: Cast, index: Index) -> None:
    thread = await talk.thread(title="Котельня на трісці", body="Чи **вистачить** палива?")
    reply = await talk.reply(thread, body="Wood chips, or a second boiler?", lang="en")
    await index()
    program = await cast.program(None, **{"Accept-Language": "pl"})
    [as_thread] = (await program.get("/api/v1/search?q=палива")).json()["items"]
    assert as_thread == {
        "kind": "thread", "id": thread["id"], "url": thread["url"].replace("/en/", "/pl/"), "lang": "uk",
        "title": "Котельня на трісці", "snippet": "Чи вистачить палива?", "board": "water",
        "author": thread["author"], "at": thread["at"],
    }  # fmt: skip
    as_reply = (await program.get("/api/v1/search?q=boilers")).json()["items"][-1]
    assert (as_reply["kind"], as_reply["id"], as_reply["lang"]) == ("post", reply["id"], "en")
    assert as_reply["title"] == "Котельня на трісці"
    assert (await program.get(as_reply["url"].partition("8000")[2])).status_code == 303


async def test_pages_of_results_join_without_a_gap_from_titles_to_texts(
    talk: Talk, cast: Cast, index: Index, clock: TurnedClock
) -> None:
    for number in range(7):
        if number % 2:
            clock.turn(minutes=1)
        title, body = (f"Дорога {number}", "Ось.") if number in (1, 2, 5) else (f"Тема {number}", "Дороги й мости.")
        await talk.thread(title=title, body=body)
    await index()
    program, seen, after = await cast.program(), [], None
    while True:
        asked = {"q": "дорогу", "limit": "2", **({"after": after} if after else {})}
        page = (await program.get("/api/v1/search", params=asked)).json()
        seen += [item["title"] for item in page["items"]]
        after = page["next"]
        if after is None:
            break
        assert len(page["items"]) == 2
    assert seen == ["Дорога 5", "Дорога 2", "Дорога 1", "Тема 6", "Тема 4", "Тема 3", "Тема 0"]


async def test_filters_leave_out_the_rest(talk: Talk, cast: Cast, ask: Ask, index: Index, clock: TurnedClock) -> None:
    thread = await talk.thread(title="Укриття", body="Де?")
    clock.turn(days=2)
    await talk.reply(thread, body="A shelter with a library.", lang="en")
    await published(await cast.program("olena"), title={"pl": "Schron w szkole"}, description={"pl": "Zapraszamy."})
    await index()
    assert len(await ask("schron")) == 3
    for filters, titles in (
        ({"lang": "uk"}, ["Укриття"]),
        ({"lang": "pl"}, ["Schron w szkole"]),
        ({"kind": "post"}, ["Укриття"]),
        ({"kind": "visit"}, ["Schron w szkole"]),
        ({"board": "water", "kind": "thread"}, ["Укриття"]),
        ({"board": "fire"}, []),
        ({"author": thread["author"]["id"], "kind": "visit"}, ["Schron w szkole"]),
        ({"author": thread["author"]["id"], "kind": "post"}, []),
        ({"from": "2027-02-02", "to": "2027-02-03"}, ["Укриття"]),
        ({"to": "2027-01-31"}, []),
        ({"from": "2027-03-29"}, ["Schron w szkole"]),
    ):
        assert await ask("schron", **filters) == titles, filters
    # A visit is shown in the language that was asked for.
    two = {"title": {"en": "Shelter", "pl": "Ukrycie"}, "description": {"en": "A shelter."}}
    await published(await cast.program("olena"), **two)
    await index()
    for lang, titles in (("en", ["Shelter", "Укриття"]), ("pl", ["Ukrycie", "Schron w szkole"])):
        items = (await (await cast.program()).get(f"/api/v1/search?q=schron&lang={lang}")).json()["items"]
        assert [item["title"] for item in items] == titles
        assert {item["lang"] for item in items} == {lang}


async def test_a_slip_of_the_finger_is_forgiven_and_said(talk: Talk, cast: Cast, index: Index) -> None:
    await talk.thread(title="Енергоефективність шкіл", body="Łąki kwietne zamiast trawników.", lang="pl")
    await index()
    program = await cast.program()
    for typed, meant in (
        ("енергоефктивність", "енергоефективність"),
        ("kwiente łąki", "kwietne łąki"),
        ("trawnikkow", "trawników"),
    ):
        answer = (await program.get("/api/v1/search", params={"q": typed})).json()
        assert (answer["instead"], len(answer["items"])) == (meant, 1), typed
    assert (await program.get("/api/v1/search?q=gospodarstwo")).json() == {"items": [], "next": None, "instead": None}
    page = (await (await cast.browser()).get("/pl/search", params={"q": "kwiente"})).text
    assert "<mark>kwietne</mark>" in page


HARD = (
    "'", '"', '""', '"a', "a OR", "NOT", "NEAR(", "title:", "*", "a*", "{", "}", "(", ")", "^", "a AND (b", "--", "\\", "a\\b",
    "%", "_", "__ _1", "' OR 1=1 --", "a & | ! <-> b", "'':*", "\x00", "a\x00b", "\ud7ff\ufffd", "🙂", "ﷺ", "ß", "İstanbul", "ǅ",
    "\u202e", "a" * 200, "і" * 200, "a'" * 99, "1,000", "²", "١٢", "中文", "e\u0301" * 60, "\u0301", '"' * 200, "NULL", "${7*7}",
)  # fmt: skip


async def test_no_question_breaks_anything(talk: Talk, cast: Cast, index: Index) -> None:
    await talk.thread(title='a\'b "c" <script>alert(1)</script>', body="\\ % _ 中文 🙂 ß İ e\u0301\u0301 ﷺ", lang="en")
    await index()
    program, browser = await cast.program(), await cast.browser()
    for question in HARD:
        answer = await program.get("/api/v1/search", params={"q": question})
        assert answer.status_code in (200, 400, 422), (question, answer.text)
        shown = await browser.get("/uk/search", params={"q": question, "board": question, "author": question})
        assert shown.status_code in (200, 400, 422), (question, shown.text)
        assert "<script>alert" not in shown.text
    assert (await browser.get("/uk/search?q=a&from=0001-01-01&to=9999-12-31")).status_code == 200
    assert (await program.get("/api/v1/search", params={"q": "中文"})).json()["items"][0]["title"].startswith("a'b")


async def test_what_people_wrote_and_typed_is_shown_as_text(talk: Talk, cast: Cast, index: Index) -> None:
    payload = '"><img src=x onerror=alert(1)> <mark>pipe</mark> & </title><script>alert(2)</script>'
    await talk.thread(title=f"Valve {payload}", body=f"Valve `{payload}`", lang="en")
    await index()
    page = (await (await cast.browser()).get("/en/search", params={"q": f"valve {payload}"})).text
    assert page.count('<li class="result">') == 1
    assert "<img src=x" not in page
    assert "<script>alert" not in page
    assert "<mark>Valve</mark>" in page
    assert "&lt;<mark>mark</mark>&gt;" in page


@pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
async def test_what_cannot_be_asked_is_refused_with_a_sentence(cast: Cast) -> None:
    program, browser = await cast.program(), await cast.browser()
    for query, code in (
        ("q=a&after=x", "bad_page"), ("q=a&after=WzEsMl0", "bad_page"), ("q=a&limit=0", "bad_page"), ("q=", "text_empty"),
        ("q=a&limit=101", "bad_page"), ("", "text_empty"), ("q=%21%21", "text_empty"), (f"q={'a' * 201}", "text_too_long"),
        (f"q={'a+' * 17}", "too_many_words"), ("q=a&lang=xx", "lang_unknown"), ("q=a&kind=x", "search_kind_unknown"),
        ("q=a&from=x", "day_invalid"), ("q=a&to=2027-02-30", "day_invalid"),
        # A moment beyond the calendar, and one before it.
        ("q=a&after=WzEsOTIyMzM3MjAzNjg1NDc3NTgwNywxXQ", "bad_page"),
    ):  # fmt: skip
        answer = await program.get(f"/api/v1/search?{query}")
        assert (answer.status_code, answer.json()["code"]) == (422, code), query
        shown = await browser.get(f"/pl/search?{query}")
        assert shown.status_code == (200 if code == "text_empty" or "limit" in query else 422), query


@pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
async def test_the_page_is_there_for_people_and_not_for_search_engines(talk: Talk, cast: Cast, index: Index) -> None:
    browser = await cast.browser()
    for locale in ("uk", "en", "pl"):
        assert 'name="robots" content="noindex"' in (await browser.get(f"/{locale}/search")).text
    await talk.thread(title="Ремонт водогону", body="Труби й люди")
    await index()
    page = (await browser.get("/en/search?q=pipes&kind=thread")).text
    assert 'lang="uk">Ремонт водогону</a>' in page
    assert '<p class="result__snippet" lang="uk"><mark>Труби</mark> й люди</p>' in page
    assert 'href="/uk/search?q=pipes&amp;kind=thread"' in page
    assert 'href="/en/search" aria-current="page"' in page
    assert "Water and heating" in page


@pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
async def test_searching_without_end_is_slowed_down(cast: Cast) -> None:
    cast.services.limits = RateLimiter()
    program = await cast.program()
    codes = [(await program.get(f"/api/v1/search?q=a{n}")).status_code for n in range(SEARCHES.burst + 2)]
    assert codes == [200] * SEARCHES.burst + [429] * 2
    assert (await (await cast.browser()).get("/uk/search?q=b")).status_code == 429
    assert (await (await cast.browser()).get("/uk/search")).status_code == 200


@pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
async def test_a_household_with_many_addresses_searches_as_one(cast: Cast) -> None:
    cast.services.limits, codes = RateLimiter(), []
    for number in range(SEARCHES.burst + 1):
        transport = httpx.ASGITransport(app=cast.app, client=(f"2001:db8::{number + 1:x}", 1))
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000") as program:
            codes.append((await program.get(f"/api/v1/search?q=a{number}")).status_code)
    assert codes == [200] * SEARCHES.burst + [429]
