"""The talk without scripts: the partial, plain forms, the page of one message."""

from typing import Any
from uuid import uuid4

from forum.foundation.services import Services
from forum.rooms import queries
from forum.rooms.actions.seen import keep_marks
from forum.web.viewer import Viewer
from realtime.ports import SeenMark
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


async def test_a_reader_without_scripts_says_how_far_they_have_read(room: Place, services: Services) -> None:
    """And the line above what is new stands there next time."""
    bohdan, viewer = await room.cast.browser("bohdan"), Viewer(id=1, public_id=await room.account("bohdan"))
    for number in range(1, 4):
        await room.say(await room.cast.program("olena"), f"message {number}")
    answer = await bohdan.post(f"/uk/rooms/{room.id}/seen", data={"seq": "2", "next": "/uk/visits/1-x/room"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/uk/visits/1-x/room#latest")
    async with services.database.read() as db:
        chat = await queries.chat_view(db, room.id, viewer, services.clock.now())
    assert (chat.seen, chat.unread_from) == (2, 3)
    assert (await bohdan.post(f"/uk/rooms/{room.id}/seen", data={"seq": "far"})).status_code == 422


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


async def test_a_host_keeps_order_and_a_guest_cannot(room: Place) -> None:
    olena, bohdan, tomasz = [await room.cast.browser(name) for name in ("olena", "bohdan", "tomasz")]
    account = await room.account("bohdan")
    for who, status in ((bohdan, 403), (tomasz, 403), (olena, 303)):
        for address, fields in (
            ("read-only", {"on": "yes"}),
            ("read-only", {"on": "no"}),
            (f"mutes/{account}", {"minutes": "10"}),
        ):
            answer = await who.post(f"/uk/rooms/{room.id}/{address}", data={**fields, "next": "/uk/"})
            assert answer.status_code == status, (address, answer.text)
    assert (await room.say(bohdan, "?")).json()["code"] == "muted"
    await olena.post(f"/uk/rooms/{room.id}/mutes/{account}", data={"next": "/uk/"})
    assert (await room.say(bohdan, "!")).status_code == 201
    kinds = [entry["kind"] for entry in (await room.read(olena))["entries"]]
    assert kinds == ["room.read_only", "room.opened", "said"]


async def test_forms_edit_withdraw_and_hide(room: Place) -> None:
    bohdan, ada = await room.cast.browser("bohdan"), await room.cast.browser("ada")
    await room.say(bohdan, "old")
    address = f"/uk/rooms/{room.id}/entries/1"
    edited = await bohdan.post(address, data=form(room, text="new"))
    assert (edited.status_code, edited.headers["location"]) == (303, "/uk/visits/1-x/room#e-1")
    assert (await bohdan.post(address, data=form(room, text=" "))).status_code == 422
    assert (await bohdan.post(f"{address}/hiding", data=form(room))).status_code == 403
    assert (await ada.post(f"{address}/hiding", data=form(room))).status_code == 303
    assert "new" not in (await ada.get("/api/v1/rooms/" + room.id + "/entries")).text
    assert (await ada.post(f"{address}/hiding/end", data=form(room))).status_code == 303
    assert (await bohdan.post(f"{address}/withdrawal", data=form(room))).status_code == 303
    assert (await ada.post(f"{address}/hiding/end", data=form(room))).status_code == 404


async def test_history_is_paged_and_marks_what_is_new(room: Place, services: Services) -> None:
    olena, viewer = await room.cast.program("olena"), Viewer(id=1, public_id=await room.account("bohdan"))
    for number in range(1, 151):
        await room.say(olena, f"message {number}")

    async def shown(**part: Any) -> queries.ChatView:
        async with services.database.read() as db:
            return await queries.chat_view(db, room.id, viewer, services.clock.now(), **part)

    async def has_read(*numbers: int) -> None:
        async with services.database.work() as work:
            await keep_marks(work, [SeenMark(viewer.public_id, room.id, number) for number in numbers])

    await has_read(20)
    newest = await shown()
    assert (newest.resume, newest.unread_from) == (20, None)
    around = await shown(at="21")
    assert (around.rows[0].seq, around.rows[-1].seq, around.earlier, around.later) == (1, 100, None, 100)
    assert (around.unread_from, around.resume) == (21, None)
    assert await shown(at="140") == newest

    await has_read(140, 20)
    newest = await shown()
    assert [row.seq for row in newest.rows] == list(range(51, 151))
    assert (newest.later, newest.unread_from, newest.seen, newest.resume) == (None, 141, 140, None)
    older = await shown(before=str(newest.earlier))
    assert ([row.seq for row in older.rows], older.earlier) == (list(range(1, 51)), None)
    newer = await shown(after=str(older.later))
    assert [row.seq for row in newer.rows] == list(range(51, 151))
    assert newer.later is None
