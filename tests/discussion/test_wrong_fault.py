"""A refusal names what is wrong, not what is near it."""

from uuid import uuid4

import pytest

from tests.cast import Cast
from tests.discussion.conftest import Talk
from tests.rooms.conftest import open_room
from tests.visits.test_pages import typed

HUGE = "99999999999999999999"
NO_SUCH_PAGE = "There is no such page of the list"


@pytest.mark.parametrize(
    ("field", "told"),
    [
        ("minutes", "A visit lasts at most 8 hours."),
        ("capacity", "The number of seats must be between 1 and 10,000."),
        ("item_1_minutes", "but the visit lasts only 90 minutes."),
    ],
)
async def test_a_number_far_too_great_in_a_visits_form_is_told_so(cast: Cast, field: str, told: str) -> None:
    page = await (await cast.browser("olena")).post("/en/visits/new", data=typed(**{field: HUGE}))
    assert page.status_code == 422
    assert told in page.text
    assert "Each point of the programme needs its length" not in page.text


async def test_zeros_before_a_number_change_nothing(cast: Cast) -> None:
    made = await (await cast.browser("olena")).post("/en/visits/new", data=typed(minutes="000000000090"))
    assert made.status_code == 303, made.text


@pytest.mark.parametrize("version", ["", HUGE, "one"])
async def test_an_edit_without_its_version_says_nothing_of_a_list(cast: Cast, talk: Talk, version: str) -> None:
    post = await talk.opening(await talk.thread())
    olena = await cast.browser("olena")
    page = await olena.post(f"/en/posts/{post['id']}/edit", data={"body": "Наш новий текст", "version": version})
    assert page.status_code == 422
    assert "A field is missing or of the wrong kind." in page.text
    assert "Наш новий текст" in page.text
    assert NO_SUCH_PAGE not in page.text


async def test_a_reply_to_an_unthinkable_message_says_nothing_of_a_list(cast: Cast) -> None:
    room = await open_room(cast.services, cast)
    fields = {"id": str(uuid4()), "lang": "uk", "text": "Слово", "reply_to": HUGE, "next": "/en/"}
    page = await (await cast.browser("bohdan")).post(f"/en/rooms/{room.id}/entries", data=fields)
    assert page.status_code == 422
    assert "A field is missing or of the wrong kind." in page.text
    assert NO_SUCH_PAGE not in page.text


async def test_a_cut_link_into_a_list_is_not_called_a_form(cast: Cast) -> None:
    page = await (await cast.browser()).get("/en/visits?after=zzz")
    assert page.status_code == 422
    assert f"<h1>{NO_SUCH_PAGE}</h1>" in page.text
    assert "form" not in page.text.split("<h1>")[1].split("</main>")[0].replace("<form", "")
