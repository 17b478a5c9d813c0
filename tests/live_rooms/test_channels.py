"""Text interpretation: who is named writes, under what is on; readers choose; all of it can be read afterwards."""

import re
import uuid

import httpx
import pytest

from forum.live.rules.channels import missing
from tests.cast import Cast
from tests.conftest import TurnedClock
from tests.live_rooms.hall import Hall, opened
from tests.live_rooms.test_stage import account
from tests.web.test_open_redirect import EVIL


async def named(hall: Hall, name: str = "kasia", lang: str = "pl", **more: str) -> httpx.Response:
    olena = await hall.cast.browser("olena")
    fields = {"channel": lang, "account": await account(hall.cast, name), "next": "/en/", **more}
    return await olena.post(f"/en{hall.path}/channels", data=fields)


async def write(hall: Hall, client: httpx.AsyncClient, text: str, lang: str = "pl", **more: str) -> httpx.Response:
    return await client.post(f"/en{hall.path}/channels/{lang}", data={"id": str(uuid.uuid4()), "line": text, **more})


async def test_readers_choose_a_channel_and_find_its_lines_under_what_was_on(cast: Cast) -> None:
    hall = await opened(cast)
    olena, kasia, anybody = await cast.browser("olena"), await cast.browser("kasia"), await cast.browser()
    assert "Live translation" not in (await anybody.get(f"/pl{hall.path}/room")).text
    assert (await named(hall)).status_code == 303
    for point, text in (("1", "Dzień dobry"), ("2", "To jest kotłownia")):
        await olena.post(f"/en{hall.path}/point", data={"point": point})
        assert (await write(hall, kasia, text)).status_code == 303
    # The channel of the page's own language is open, another one is chosen, or none.
    assert "To jest kotłownia" in (await anybody.get(f"/pl{hall.path}/room")).text
    assert "To jest kotłownia" not in (await anybody.get(f"/en{hall.path}/room")).text
    assert "To jest kotłownia" in (await anybody.get(f"/en{hall.path}/room?channel=pl")).text
    assert "To jest kotłownia" not in (await anybody.get(f"/pl{hall.path}/room?channel=none")).text
    page = (await anybody.get(f"/en{hall.path}/channels/pl")).text
    said = re.findall(r'<h2 lang="en">([^<]+)</h2>|<span lang="pl">([^<]+)</span>', page)
    assert [first or second for first, second in said] == [
        "Welcome", "Dzień dobry", "The boiler house", "To jest kotłownia",
    ]  # fmt: skip
    for lang in ("uk", "xx"):
        assert (await anybody.get(f"/en{hall.path}/channels/{lang}")).status_code == 404


async def test_only_who_is_named_writes_and_only_while_named(cast: Cast, clock: TurnedClock) -> None:
    hall = await opened(cast)
    kasia = await cast.browser("kasia")
    await named(hall)
    for name, lang, status in ((None, "pl", 401), ("bohdan", "pl", 403), ("olena", "pl", 403), ("kasia", "uk", 404)):
        assert (await write(hall, await cast.browser(name), "?", lang)).status_code == status, name
    assert (await named(hall, name="tomasz")).status_code == 404
    assert (await named(hall, lang="xx")).status_code == 422
    bohdan = await cast.browser("bohdan")
    mine = {"channel": "uk", "account": await account(cast, "bohdan")}
    assert (await bohdan.post(f"/en{hall.path}/channels", data=mine)).status_code == 403
    assert (await write(hall, kasia, "Dzień dobry")).status_code == 303
    await named(hall, end="1")
    assert (await write(hall, kasia, "Jeszcze coś")).status_code == 403
    assert "Dzień dobry" in (await kasia.get(f"/en{hall.path}/channels/pl")).text
    await named(hall)
    clock.turn(days=120)
    assert (await write(hall, kasia, "Za późno")).status_code == 403


async def test_r3_a_line_sent_twice_is_written_once_and_a_wrong_one_is_kept_in_its_field(cast: Cast) -> None:
    hall = await opened(cast)
    await named(hall)
    kasia, own_id = await cast.browser("kasia"), str(uuid.uuid4())
    for _ in range(2):
        assert (await write(hall, kasia, "Dzień dobry", id=own_id)).status_code == 303
    assert (await kasia.get(f"/en{hall.path}/channels/pl")).text.count('lang="pl">Dzień dobry</span>') == 1
    assert (await write(hall, kasia, "Dobry wieczór", id=own_id)).status_code == 409
    wrong = await write(hall, kasia, "x" * 501)
    assert (wrong.status_code, "x" * 501 in wrong.text, "f-line-error" in wrong.text) == (422, True, True)


async def test_r13_a_line_that_is_taken_away_is_gone_for_everybody(cast: Cast) -> None:
    hall = await opened(cast)
    await named(hall)
    olena, kasia, bohdan = [await cast.browser(name) for name in ("olena", "kasia", "bohdan")]
    live = f"/en{hall.path}/channels/pl/live"
    for text, who in (("zqslip", kasia), ("zqwrong", olena)):
        await write(hall, kasia, text)
        before = await bohdan.get(live)
        assert (await bohdan.get(live, headers={"If-None-Match": before.headers["etag"]})).status_code == 304
        line = re.findall(r'id="line-([a-z0-9]+)"', before.text)[-1]
        address = f"/en{hall.path}/lines/{line}/withdrawal"
        assert (await bohdan.post(address, data={"x": "1"})).status_code == 403
        for _ in range(2):
            assert (await who.post(address, data={"x": "1"})).status_code == 303
        assert (await bohdan.post(address, data={"x": "1"})).status_code == 404
        after = await bohdan.get(live, headers={"If-None-Match": before.headers["etag"]})
        assert (after.status_code, text in after.text) == (200, False)
        for page in (f"/en{hall.path}/channels/pl", f"/en{hall.path}/room?channel=pl"):
            assert text not in (await olena.get(page)).text


@pytest.mark.parametrize(
    ("interpretation", "spoken", "written", "lacks"),
    [
        ("text", ["uk", "pl"], [], ["uk", "pl"]),
        ("text", ["uk", "pl"], ["pl"], ["uk"]),
        ("text", ["uk", "pl"], ["pl", "uk"], []),
        ("text", ["uk"], [], []),
        ("consecutive", ["uk", "pl"], [], []),
    ],
)
def test_a_promise_of_a_written_translation_needs_somebody_for_each_language(
    interpretation: str, spoken: list[str], written: list[str], lacks: list[str]
) -> None:
    assert missing(interpretation, spoken, written) == lacks


async def test_hosts_are_told_who_is_missing_and_guests_are_not(cast: Cast) -> None:
    hall = await opened(cast, interpretation="text")
    told = "nobody is named to write it: Ukrainian and English"
    assert told in (await (await cast.browser("olena")).get(f"/en{hall.path}/room")).text
    assert "nobody is named" not in (await (await cast.browser("bohdan")).get(f"/en{hall.path}/room")).text
    for lang in ("uk", "en"):
        await named(hall, lang=lang)
    assert "nobody is named" not in (await (await cast.browser("olena")).get(f"/en{hall.path}/room")).text


async def test_s14_who_names_interpreters_and_who_writes_come_back_to_a_page_of_ours(cast: Cast) -> None:
    hall = await opened(cast)
    kasia = await cast.browser("kasia")
    for target in EVIL:
        assert (await named(hall, next=target)).headers["location"] == "/en/visits", target
        written = await write(hall, kasia, "Woda", next=target)
        assert written.headers["location"] == f"/en{hall.path}/channels/pl#channel", target
