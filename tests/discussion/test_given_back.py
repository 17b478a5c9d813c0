"""What was typed into a form that nobody takes any more is on the page that says so."""

import re
import uuid
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from forum.accounts.models import Suspension
from forum.foundation.database import table
from tests.cast import Cast
from tests.discussion.conftest import Talk
from tests.discussion.test_pages import path_of

NOT_SENT = "Написане не надіслано"
GIVEN_BACK = re.compile(r"<textarea[^>]* readonly[^>]*>\s*Довга &lt;відповідь&gt;</textarea>")


def typed() -> dict[str, str]:
    return {"id": str(uuid.uuid4()), "body": "Довга <відповідь>", "lang": "uk", "password": "lipa nad rzeką"}


async def test_a_reply_to_a_thread_that_was_closed_meanwhile_is_given_back(cast: Cast, talk: Talk) -> None:
    olena, ada, thread = await cast.browser("olena"), await cast.browser("ada"), await talk.thread()
    path = f"/uk{path_of(thread)}"
    assert (await ada.post(f"{path}/closure", data={"end": ""})).status_code == 303
    answer = await olena.post(path, data=typed())
    assert answer.status_code == 403
    assert NOT_SENT in answer.text
    assert GIVEN_BACK.search(answer.text)
    assert NOT_SENT not in (await olena.get(path)).text


async def suspend(cast: Cast, name: str) -> None:
    row, now = await cast.id(name), cast.services.clock.now()
    facts: dict[str, Any] = {"reason": "spam", "starts_at": now, "ends_at": now + timedelta(days=9)}
    async with cast.services.database.work() as work:
        await work.db.execute(sa.insert(table(Suspension)).values(user_id=row, **facts))


@pytest.mark.parametrize(("name", "status"), [(None, 401), ("newcomer", 403), ("banned", 403)])
async def test_what_was_typed_is_given_back_to_a_writer_who_is_turned_away(
    cast: Cast, talk: Talk, name: str | None, status: int
) -> None:
    thread = await talk.thread()
    if name == "newcomer":
        await cast.id(name, confirmed_at=None)
    if name == "banned":
        await suspend(cast, name)
    browser = await cast.browser(name)
    files: list[dict[str, Any]] = [{}, {"files": {"file": ("a.txt", b"")}}]
    for more in files:
        answer = await browser.post(f"/uk{path_of(thread)}", data=typed(), **more)
        assert answer.status_code == status
        assert NOT_SENT in answer.text
        assert GIVEN_BACK.search(answer.text)
        assert "lipa" not in answer.text
        assert "в цьому браузері" not in answer.text
    assert NOT_SENT not in (await browser.get("/uk/boards/water/new")).text
