"""What an edit of a post changed: the page, the API, and that it is hidden with its post."""

import re
from typing import Any

from tests.cast import Cast
from tests.conftest import TurnedClock
from tests.discussion.conftest import Talk


async def edited(cast: Cast, talk: Talk, clock: TurnedClock, *bodies: str) -> dict[str, Any]:
    post = await talk.reply(await talk.thread(), body=bodies[0])
    for version, body in enumerate(bodies[1:], start=1):
        clock.turn(hours=1)
        changed = {"body": body, "version": version}
        answer = await (await cast.program("tomasz")).patch(f"/api/v1/posts/{post['id']}", json=changed)
        assert answer.status_code == 200
    return post


async def test_anybody_reads_what_changed_between_a_version_and_the_one_before(
    cast: Cast, talk: Talk, clock: TurnedClock
) -> None:
    post = await edited(cast, talk, clock, "Вода о 7.", "Вода о <9>.", "Води немає.")
    guest, path = await cast.browser(), f"/posts/{post['id']}/history"
    for locale, gone, added in (
        ("uk", "Вилучено:", "Додано:"),
        ("en", "Removed:", "Added:"),
        ("pl", "Usunięto:", "Dodano:"),
    ):
        page = (await guest.get(f"/{locale}{path}/2")).text
        text = re.search(r'<p class="version__text" lang="uk">(.*?)</p>', page, re.DOTALL)
        assert text is not None
        hidden = f'<span class="visually-hidden" lang="{locale}">'
        assert text[1] == (f"Вода о <del>{hidden}{gone} </span>7.</del><ins>{hidden}{added} </span>&lt;9&gt;.</ins>")
        assert f'href="/{locale}{path}/3"' in page
        assert f'href="/{locale}{path}/3"' in (await guest.get(f"/{locale}{path}")).text
    api = (await guest.get(f"/api/v1/posts/{post['id']}/versions/3")).json()
    assert (api["version"], api["before"], api["at"]) == (3, 2, "2027-02-01T11:00:00Z")
    assert "".join(piece["text"] for piece in api["changes"] if piece["kind"] != "gone") == "Води немає."
    for absent in ("1", "0", "4", str(2**62)):
        assert (await guest.get(f"/en{path}/{absent}")).status_code == 404
        assert (await guest.get(f"/api/v1/posts/{post['id']}/versions/{absent}")).status_code == 404
    for bad in ("x", "-1", "1.5"):
        assert (await guest.get(f"/en{path}/{bad}")).status_code == 422


async def test_long_texts_are_compared_too(cast: Cast, talk: Talk, clock: TurnedClock) -> None:
    long = "Слово за словом. " * 1_000
    post = await edited(cast, talk, clock, long, long + "Кінець.")
    api = (await (await cast.program()).get(f"/api/v1/posts/{post['id']}/versions/2")).json()
    assert "".join(piece["text"] for piece in api["changes"] if piece["kind"] != "gone") == long + "Кінець."
    assert {piece["text"] for piece in api["changes"] if piece["kind"] != "kept"} == {". Кінець"}


async def test_a_long_history_comes_in_pages(cast: Cast, talk: Talk, clock: TurnedClock) -> None:
    post = await edited(cast, talk, clock, *(f"text {n}" for n in range(1, 13)))
    guest, path = await cast.browser(), f"/en/posts/{post['id']}/history"
    first = (await guest.get(path)).text
    assert re.findall(r"<p>text (\d+)</p>", first) == [str(n) for n in range(12, 2, -1)]
    second = (await guest.get(f"{path}?after=3")).text
    assert re.findall(r"<p>text (\d+)</p>", second) == ["2", "1"]
    page, seen = {"next": "0"}, []
    while page["next"] is not None:
        page = (await guest.get(f"/api/v1/posts/{post['id']}/versions?limit=5&after={page['next']}")).json()
        seen += [item["version"] for item in page["items"]]
    assert seen == list(range(12, 0, -1))
    assert (await guest.get(f"{path}?after={2**40}")).status_code == 422


async def test_r13_the_history_of_a_hidden_or_withdrawn_post_is_gone(
    cast: Cast, talk: Talk, clock: TurnedClock
) -> None:
    post = await edited(cast, talk, clock, "непристойність", "вибачте")
    await talk.hide(post)
    ways = [f"/en/posts/{post['id']}/history", f"/en/posts/{post['id']}/history/2"]
    ways += [f"/api/v1/posts/{post['id']}/versions", f"/api/v1/posts/{post['id']}/versions/2"]
    for reader in (await cast.browser(), await cast.browser("tomasz")):
        assert [(await reader.get(way)).status_code for way in ways] == [404] * 4
    moderator = await cast.browser("ada")
    assert ["непристойність" in (await moderator.get(way)).text for way in ways] == [True] * 4
    await moderator.delete(f"/api/v1/posts/{post['id']}/hiding")
    await (await cast.program("tomasz")).delete(f"/api/v1/posts/{post['id']}")
    assert [(await moderator.get(way)).status_code for way in ways] == [404] * 4
