"""A message that names somebody with an @ is marked for that person."""

from uuid import uuid4

import pytest

from forum.foundation.database import Database
from forum.foundation.services import Services
from forum.rooms import queries, rules
from forum.rooms.actions.writing import write
from forum.web.viewer import Viewer
from realtime.wire import Post
from tests.rooms.conftest import Place

PEOPLE = [("o1", "Олена Коваль"), ("o2", "Олена"), ("a1", "Ada Nowak"), ("a2", "Ada Nowak"), ("m", "Мар’яна Дзюба")]


@pytest.mark.parametrize(
    ("text", "accounts"),
    [
        ("@Олена Коваль, вітаю", ("o1",)),
        ("вітаю, @Олена!", ("o2",)),
        ("@Оленака", ()),
        ("@Ada Nowak і @Олена Коваль", ("a1", "a2", "o1")),
        ("@Мар’яна Дзюба @Мар’яна Дзюба", ("m",)),
        ("пишіть на info@Олена", ()),
        ("@ Олена", ()),
        ("@@Олена", ("o2",)),
    ],
)
def test_whole_names_behind_an_at_sign_are_mentions(text: str, accounts: tuple[str, ...]) -> None:
    assert rules.mentioned(text, PEOPLE) == accounts


async def test_whom_a_text_names_is_looked_up_in_the_groups_own_transaction(
    room: Place, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A post with an @ takes no connection of the pool beside the writer's, as any other post."""
    account = await room.account("olena")

    def no_reading(*given: object) -> None:
        raise AssertionError("a connection was taken to read by")

    monkeypatch.setattr(Database, "read", no_reading)
    text = "@Богдан Мельник і @Хтось Інший"
    written = await write(services, account, Post(room=room.id, id=uuid4(), text=text))
    assert written.entry is not None
    monkeypatch.undo()
    assert written.entry.more == {"mentions": [await room.account("bohdan")]}


async def test_a_mention_comes_and_goes_with_the_text(room: Place, services: Services) -> None:
    olena, bohdan = await room.cast.program("olena"), await room.cast.program("bohdan")
    me = await room.account("bohdan")

    async def marks() -> list[object]:
        return [entry.get("mentions") for entry in (await room.read(bohdan))["entries"]]

    said = await room.say(olena, "@Богдан Мельник, як справи?")
    assert await marks() == [[me]]
    address = f"{room.entries}/{said.json()['seq']}"
    await olena.patch(address, json={"id": str(uuid4()), "text": "Усі, як справи?"})
    assert await marks() == [None, None]
    await olena.patch(address, json={"id": str(uuid4()), "text": "@Богдан Мельник, як справи?"})
    assert await marks() == [[me], [me], [me]]
    async with services.database.read() as db:
        chat = await queries.chat_view(db, room.id, Viewer(id=1, public_id=me), services.clock.now())
    assert chat.rows[0].mentions_me
    await olena.delete(address, params={"id": str(uuid4())})
    assert await marks() == [None, None, None, None]
    assert (await room.say(bohdan, "@Tomasz Zieliński не має місця")).status_code == 201
    assert (await marks())[-1] is None
