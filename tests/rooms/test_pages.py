"""The talk without scripts: the partial, plain forms, the page of one message."""

from uuid import uuid4

from tests.rooms.conftest import Place


def form(room: Place, **fields: str) -> dict[str, str]:
    return {"id": str(uuid4()), "lang": "uk", "next": "/uk/visits/1-x/room", **fields}


async def test_a_plain_form_posts_and_comes_back_to_the_room(room: Place) -> None:
    bohdan = await room.cast.browser("bohdan")
    answer = await bohdan.post(f"/uk/rooms/{room.id}/entries", data=form(room, text="Без скриптів"))
    assert answer.status_code == 303
    assert answer.headers["location"] == "/uk/visits/1-x/room#latest"
    [entry] = (await room.read(bohdan))["entries"]
    assert entry["text"] == "Без скриптів"


async def test_a_refused_form_shows_the_text_again(room: Place) -> None:
    tomasz = await room.cast.browser("tomasz")
    answer = await tomasz.post(f"/pl/rooms/{room.id}/entries", data=form(room, text="Dzień dobry z Gdyni"))
    assert answer.status_code == 403
    assert "Dzień dobry z Gdyni" in answer.text


async def test_the_page_of_a_message_offers_its_author_to_change_it(room: Place) -> None:
    bohdan, guest = await room.cast.browser("bohdan"), await room.cast.browser()
    await room.say(bohdan, "Перший")
    address = f"/uk/rooms/{room.id}/entries/1"
    own = await bohdan.get(address, params={"next": "/uk/visits/1-x/room"})
    assert own.status_code == 200, own.text
    assert f'action="{address}/withdrawal"' in own.text
    other = await guest.get(address)
    assert other.status_code == 200
    assert "withdrawal" not in other.text
