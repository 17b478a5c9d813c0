"""Hosts keep order: a break, somebody sent out for good, the end of the talk; all of it in the audit log."""

import sqlalchemy as sa

from forum.audit.models import AuditEntry
from forum.foundation.database import Database, table
from tests.cast import Cast
from tests.conftest import TurnedClock
from tests.live_rooms.hall import opened
from tests.live_rooms.test_polls import put
from tests.live_rooms.test_stage import account, live


async def audited(database: Database, prefix: str) -> list[str]:
    entries = table(AuditEntry)
    async with database.read() as db:
        keys = await db.scalars(sa.select(entries.c.key).where(entries.c.key.startswith(prefix)).order_by(entries.c.id))
        return list(keys)


async def test_who_is_sent_out_cannot_come_back_until_let_in_again(cast: Cast, database: Database) -> None:
    hall = await opened(cast)
    olena, bohdan = await cast.browser("olena"), await cast.browser("bohdan")
    who = await account(cast, "bohdan")
    for _ in range(2):
        sent = await olena.post(f"/en/rooms/{hall.room}/removals", data={"account": who, "next": "/en/"})
        assert sent.status_code == 303, sent.text
    for page in ("/room", "/room/live", "/room/questions"):
        answer = await bohdan.get(f"/en{hall.path}{page}")
        assert (answer.status_code, "removed you from this room" in answer.text) == (403, True), page
    # A seat that is taken anew opens nothing.
    for end in ({"end": "1"}, {"take": "1"}):
        await bohdan.post(f"/en{hall.path}/seat", data=end)
    entries = f"/api/v1/rooms/{hall.room}/entries"
    assert (await bohdan.get(entries)).status_code == 403
    said = await bohdan.post(entries, json={"id": "6d6f7374-7920-4000-8000-000000000001", "text": "?"})
    assert (said.status_code, said.json()["code"]) == (403, "removed")
    assert (await hall.ask(bohdan, "Why?")).status_code == 403
    assert "Let in again" in (await olena.get(f"/en{hall.path}/room")).text
    await olena.post(f"/en/rooms/{hall.room}/removals", data={"account": who, "end": "1", "next": "/en/"})
    assert (await hall.ask(bohdan, "May I?")).status_code == 303
    assert await audited(database, "room.") == ["room.removed", "room.let_in_again"]


async def test_hosts_and_moderators_are_not_sent_out_and_guests_send_nobody(cast: Cast) -> None:
    hall = await opened(cast)
    for name, whom, status in (
        ("olena", "ada", 403), ("ada", "olena", 403), ("bohdan", "kasia", 403), (None, "kasia", 401),
    ):  # fmt: skip
        client, who = await cast.browser(name), await account(cast, whom)
        answer = await client.post(f"/en/rooms/{hall.room}/removals", data={"account": who, "next": "/en/"})
        assert answer.status_code == status, (name, whom)
    olena = await cast.browser("olena")
    for who in ("zzzzzzzzzzzz", ""):
        assert (await olena.post(f"/en/rooms/{hall.room}/removals", data={"account": who})).status_code == 404


async def test_everybody_sees_until_when_a_break_lasts(cast: Cast, clock: TurnedClock, database: Database) -> None:
    hall = await opened(cast)
    olena, bohdan = await cast.browser("olena"), await cast.browser("bohdan")
    address = f"/en{hall.path}/break"
    assert (await bohdan.post(address, data={"minutes": "10"})).status_code == 403
    assert (await olena.post(address, data={"minutes": "7"})).status_code == 422
    assert (await olena.post(address, data={"minutes": "10"})).status_code == 303
    assert "Break until" in await live(hall, None)
    clock.turn(minutes=11)
    assert "Break until" not in await live(hall, None)
    await olena.post(address, data={"minutes": "30"})
    await olena.post(address, data={"end": "1"})
    assert "Break until" not in await live(hall, None)
    assert await audited(database, "live.") == ["live.paused", "live.paused", "live.went_on"]


async def test_what_a_host_says_twice_stands_in_the_audit_log_once(
    cast: Cast, clock: TurnedClock, database: Database
) -> None:
    hall = await opened(cast)
    olena = await cast.browser("olena")
    poll = await put(hall, olena)
    said = [
        (f"/en{hall.path}/break", {"minutes": "10"}),
        (f"/en{hall.path}/break", {"end": "1"}),
        (f"{poll}/closure", {"close": "1"}),
        (f"/en{hall.path}/video", {"provider": "link"}),
    ]
    for address, data in said:
        for _ in range(2):
            assert (await olena.post(address, data=data)).status_code == 303
            clock.turn(seconds=2)
    assert await audited(database, "live.") == ["live.poll_opened", "live.paused", "live.went_on", "live.poll_closed"]


async def test_a_host_ends_the_talk_for_good(cast: Cast, database: Database) -> None:
    hall = await opened(cast)
    olena, bohdan = await cast.browser("olena"), await cast.browser("bohdan")
    address = f"/en/rooms/{hall.room}/closure"
    assert (await bohdan.post(address, data={"next": "/en/"})).status_code == 403
    for _ in range(2):
        assert (await olena.post(address, data={"next": "/en/"})).status_code == 303
    assert (await hall.ask(bohdan, "One more?")).status_code == 403
    assert (await bohdan.get(f"/en{hall.path}/room")).status_code == 200
    assert await hall.kinds() == ["room.closed"]
    assert await audited(database, "room.") == ["room.closed"]
