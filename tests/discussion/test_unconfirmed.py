"""Whose address is not confirmed is told so where something would stand, with the mail once more."""

import httpx

from tests.cast import Cast
from tests.discussion.conftest import Talk
from tests.visits.plans import published

AGAIN = 'action="/en/profile/confirmation"'


async def newcomer(cast: Cast) -> httpx.AsyncClient:
    """The browser of somebody who has an account, and not yet opened the link."""
    await cast.id("zoe", confirmed_at=None)
    return await cast.browser("zoe")


async def test_who_has_not_confirmed_finds_out_at_the_front_door_and_others_see_nothing(cast: Cast) -> None:
    zoe = await newcomer(cast)
    page = (await zoe.get("/en/")).text
    assert "Please confirm your e-mail address" in page
    assert AGAIN in page
    for other in (await cast.browser("bohdan"), await cast.browser()):
        assert AGAIN not in (await other.get("/en/")).text


async def test_the_notice_stands_where_one_would_write(cast: Cast, talk: Talk) -> None:
    zoe, thread, bohdan = await newcomer(cast), await talk.thread(), await cast.browser("bohdan")
    address = str(thread["url"]).split("8000")[1]
    board, shown = await zoe.get("/en/boards/water"), await zoe.get(address)
    assert "to open threads and to reply: open the link we sent you." in board.text
    assert "/en/boards/water/new" not in board.text
    assert "Confirm your e-mail address to reply: open the link we sent you." in shown.text
    for page, path in ((board, "/en/boards/water"), (shown, address)):
        assert AGAIN in page.text
        assert AGAIN not in (await bohdan.get(path)).text


async def test_the_notice_stands_where_a_seat_and_a_rooms_form_would(cast: Cast) -> None:
    zoe, visit = await newcomer(cast), await published(await cast.program("olena"))
    path = str(visit["url"]).split("8000")[1]
    shown, room = await zoe.get(path), await zoe.get(f"{path}/room")
    assert "Confirm your e-mail address to take a seat" in shown.text
    assert AGAIN in shown.text
    assert "Confirm your e-mail address to write here" in room.text
    assert AGAIN in room.text


async def test_the_refusal_advises_the_mail_and_not_another_role(cast: Cast, talk: Talk) -> None:
    zoe = await newcomer(cast)
    page = await zoe.get("/en/boards/water/new")
    assert page.status_code == 403
    assert "<h1>Please confirm your e-mail address</h1>" in page.text
    assert AGAIN in page.text
    assert "another role" not in page.text
    sent = await zoe.post("/en/profile/confirmation")
    assert (sent.status_code, sent.headers["location"]) == (303, "/en/profile")
    other = await (await cast.browser("bohdan")).get("/en/visits/new")
    assert other.status_code == 403
    assert AGAIN not in other.text
    assert "another role" in other.text
