import asyncio
from typing import Any

import pytest
import sqlalchemy as sa

from forum.foundation.database import Database, table
from forum.mail.models import OutboxMail
from forum.rooms.models import Membership, Room
from tests.cast import Cast
from tests.conftest import TurnedClock
from tests.visits.plans import asked, published, scheduled


async def test_an_official_schedules_a_draft_and_publishes_it_for_everybody(cast: Cast) -> None:
    olena, anybody = await cast.program("olena"), await cast.program()
    answer = await olena.post("/api/v1/visits", json=asked())
    draft = answer.json()
    assert (answer.status_code, draft["status"], draft["starts_at"]) == (201, "draft", "2027-03-29T07:00:00Z")
    assert draft["my_seat"] is None
    assert draft["seats"] == {"taken": 0, "waiting": 0}
    shown = (await olena.put(f"/api/v1/visits/{draft['id']}/publication")).json()
    assert shown["status"] == "published"
    assert (await olena.put(f"/api/v1/visits/{draft['id']}/publication")).json() == shown
    seen = (await anybody.get(f"/api/v1/visits/{draft['id']}")).json()
    assert seen["title"] == {"uk": "Тепло у двох школах", "en": "Heating two schools"}
    assert (seen["video_url"], shown["video_url"]) == (None, "https://video.example.org/heat")
    assert seen["url"] == f"http://127.0.0.1:8000/en/visits/{draft['id']}-teplo-u-dvokh-shkolakh"
    listed = (await anybody.get("/api/v1/visits")).json()
    assert [item["id"] for item in listed["items"]] == [draft["id"]]


async def test_scheduling_once_makes_one_visit(cast: Cast) -> None:
    olena = await cast.program("olena")
    body = asked()
    answers = await asyncio.gather(*(olena.post("/api/v1/visits", json=body) for _ in range(10)))
    assert sorted(answer.status_code for answer in answers) == [200] * 9 + [201]
    assert len({answer.content for answer in answers}) == 1
    other = await olena.post("/api/v1/visits", json={**body, "minutes": 60})
    assert (other.status_code, other.json()["code"]) == (409, "idempotency_mismatch")
    wrong = await olena.post("/api/v1/visits", json={**body, "id": "7"})
    assert (wrong.status_code, wrong.json()["code"]) == (400, "bad_client_id")


async def test_a_repeat_is_answered_also_when_its_hour_has_passed(cast: Cast, clock: TurnedClock) -> None:
    olena = await cast.program("olena")
    body = asked()
    first = await olena.post("/api/v1/visits", json=body)
    clock.turn(days=90)
    again = await olena.post("/api/v1/visits", json=body)
    assert (again.status_code, again.json()["id"]) == (200, first.json()["id"])


@pytest.mark.parametrize("name", ["bohdan", "kasia"])
async def test_residents_and_youth_do_not_schedule(cast: Cast, name: str) -> None:
    answer = await (await cast.program(name)).post("/api/v1/visits", json=asked())
    assert (answer.status_code, answer.json()["code"]) == (403, "not_allowed")


async def test_anonymous_ones_neither_schedule_nor_sit(cast: Cast) -> None:
    anybody, visit = await cast.browser(), await published(await cast.program("olena"))
    assert (await anybody.post("/api/v1/visits", json=asked())).status_code == 401
    assert (await anybody.put(f"/api/v1/visits/{visit['id']}/seat")).status_code == 401


@pytest.mark.parametrize("name", ["tomasz", "bohdan", None])
async def test_a_draft_of_others_is_exactly_an_absent_visit(cast: Cast, name: str | None) -> None:
    draft, outsider = await scheduled(await cast.program("olena")), await cast.program(name)
    for path in ("", "/calendar.ics"):
        hidden = await outsider.get(f"/api/v1/visits/{draft['id']}{path}")
        absent = await outsider.get(f"/api/v1/visits/zzzzzzzzzzzz{path}")
        assert (hidden.status_code, hidden.content) == (404, absent.content)
    assert (await outsider.get("/api/v1/visits")).json()["items"] == []
    if name is not None:
        for method, path in (("PUT", "/seat"), ("DELETE", "/seat"), ("PUT", "/publication"), ("PUT", "/cancellation")):
            answer = await outsider.request(method, f"/api/v1/visits/{draft['id']}{path}")
            assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
        change = await outsider.patch(f"/api/v1/visits/{draft['id']}", json={"version": 1, "minutes": 60})
        assert change.status_code == 404


async def test_only_the_host_and_moderators_change_publish_and_cancel(cast: Cast) -> None:
    visit, tomasz = await published(await cast.program("olena")), await cast.program("tomasz")
    path = f"/api/v1/visits/{visit['id']}"
    for answer in (
        await tomasz.patch(path, json={"version": 1, "minutes": 60}),
        await tomasz.put(f"{path}/publication"),
        await tomasz.put(f"{path}/cancellation"),
    ):
        assert (answer.status_code, answer.json()["code"]) == (403, "not_allowed")
    assert (await (await cast.program("ada")).patch(path, json={"version": 1, "minutes": 60})).status_code == 200


async def test_a_stale_version_is_told_with_the_present_visit(cast: Cast) -> None:
    olena = await cast.program("olena")
    visit = await scheduled(olena)
    path = f"/api/v1/visits/{visit['id']}"
    changed = (await olena.patch(path, json={"version": 1, "title": {"uk": "Нова назва"}})).json()
    assert (changed["version"], changed["title"]) == (2, {"uk": "Нова назва"})
    late = await olena.patch(path, json={"version": 1, "minutes": 60})
    assert (late.status_code, late.json()["code"], late.json()["current"]) == (409, "edit_conflict", changed)


async def test_the_sequence_rises_with_what_calendars_must_learn_and_nothing_else(cast: Cast) -> None:
    olena = await cast.program("olena")
    visit = await published(olena)
    path = f"/api/v1/visits/{visit['id']}"

    async def sequence() -> int:
        lines = (await olena.get(f"{path}/calendar.ics")).text.splitlines()
        return int(next(line for line in lines if line.startswith("SEQUENCE")).split(":")[1])

    before, version = await sequence(), visit["version"]
    silent: list[dict[str, Any]] = [
        {"capacity": 20},
        {"description": {"uk": "Інше."}},
        {"languages": ["uk"]},
        {"kind": "online_forum"},
    ]
    for change in silent:
        version = (await olena.patch(path, json={"version": version, **change})).json()["version"]
    assert await sequence() == before
    loud: list[dict[str, Any]] = [
        {"title": {"uk": "Нова"}},
        {"starts": "2027-03-30T10:00"},
        {"zone": "Europe/Warsaw"},
        {"minutes": 60},
        {"video_url": "https://video.example.org/other"},
    ]
    for step, change in enumerate(loud, 1):
        version = (await olena.patch(path, json={"version": version, **change})).json()["version"]
        assert await sequence() == before + step
    await olena.put(f"{path}/cancellation", json={"reason": "Тривога"})
    assert await sequence() == before + len(loud) + 1


async def test_a_new_hour_does_not_inherit_the_old_pass(cast: Cast) -> None:
    olena = await cast.program("olena")
    visit = await scheduled(olena, starts="2027-10-31T03:30", fold=1)
    assert visit["starts_at"] == "2027-10-31T01:30:00Z"
    path = f"/api/v1/visits/{visit['id']}"
    moved = await olena.patch(path, json={"version": 1, "starts": "2027-10-31T03:15"})
    assert (moved.status_code, moved.json()["code"]) == (422, "time_ambiguous")
    kept = await olena.patch(path, json={"version": 1, "starts": "2027-10-31T03:30", "minutes": 60})
    assert (kept.status_code, kept.json()["starts_at"]) == (200, "2027-10-31T01:30:00Z")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"starts": "2027-03-28T03:30"}, "time_does_not_exist"),
        ({"starts": "2027-10-31T03:30"}, "time_ambiguous"),
        ({"zone": "Foo/Bar"}, "zone_unknown"),
        ({"zone": "../../etc/passwd"}, "zone_unknown"),
        ({"minutes": 0}, "too_short"),
        ({"minutes": -5}, "too_short"),
        ({"minutes": 481}, "too_long"),
        ({"minutes": 2**70}, "too_long"),
        ({"starts": "2027-01-31T10:00"}, "in_the_past"),
        ({"starts": "0001-01-01T00:00"}, "in_the_past"),
        ({"starts": "2029-02-01T11:01"}, "too_far"),
        ({"starts": "9999-12-31T23:59"}, "too_far"),
        ({"starts": "2027-02-29T10:00"}, "date_invalid"),
        ({"starts": "2027-03-29T10:00Z"}, "date_invalid"),
        ({"starts": "tomorrow"}, "date_invalid"),
        ({"kind": "party"}, "kind_unknown"),
        ({"interpretation": "telepathy"}, "interpretation_unknown"),
        ({"languages": []}, "languages_missing"),
        ({"languages": ["xx"]}, "lang_unknown"),
        ({"title": {}}, "text_empty"),
        ({"title": {"uk": " "}}, "text_empty"),
        ({"title": {"de": "Wärme"}}, "lang_unknown"),
        ({"title": {"uk": "я" * 201}}, "text_too_long"),
        ({"title": {"uk": "a\u0000b"}}, "control_character"),
        ({"capacity": 0}, "capacity_invalid"),
        ({"capacity": 2**70}, "capacity_invalid"),
        ({"video_url": "http://video.example.org"}, "video_url_invalid"),
        ({"video_url": "javascript:alert(1)"}, "video_url_invalid"),
        ({"video_url": "https://[oops"}, "video_url_invalid"),
        ({"agenda": [{"minutes": 91, "title": {"uk": "Усе"}}]}, "agenda_too_long"),
        ({"agenda": [{"minutes": 60, "title": {"uk": "А"}}, {"minutes": 31, "title": {"uk": "Б"}}]}, "agenda_too_long"),
    ],
)
async def test_t_rows_and_other_wrong_plans_are_422_with_their_own_code(
    cast: Cast, changes: dict[str, object], code: str
) -> None:
    answer = await (await cast.program("olena")).post("/api/v1/visits", json=asked(**changes))
    assert (answer.status_code, answer.json()["code"]) == (422, code)


async def test_a_visit_in_two_languages_is_published_only_with_interpretation(cast: Cast) -> None:
    olena = await cast.program("olena")
    draft = await scheduled(olena, interpretation="none")
    path = f"/api/v1/visits/{draft['id']}"
    refused = await olena.put(f"{path}/publication")
    assert (refused.status_code, refused.json()["code"]) == (422, "interpretation_missing")
    assert (await olena.patch(path, json={"version": 1, "languages": ["uk"]})).status_code == 200
    assert (await olena.put(f"{path}/publication")).status_code == 200
    back = await olena.patch(path, json={"version": 2, "languages": ["uk", "pl"]})
    assert back.json()["code"] == "interpretation_missing"


async def test_a_point_in_another_language_needs_interpretation_as_well(cast: Cast) -> None:
    olena, points = await cast.program("olena"), [{"minutes": 30, "title": {"en": "The plant"}, "lang": "pl"}]
    draft = await scheduled(olena, interpretation="none", languages=["uk"], agenda=points)
    path = f"/api/v1/visits/{draft['id']}"
    refused = await olena.put(f"{path}/publication", headers={"Accept-Language": "pl"})
    assert (refused.status_code, refused.json()["code"]) == (422, "interpretation_missing")
    assert "tłumaczeniu pisemnemu" in refused.text
    assert (await olena.patch(path, json={"version": 1, "agenda": [{**points[0], "lang": "uk"}]})).status_code == 200
    assert (await olena.put(f"{path}/publication")).status_code == 200
    back = await olena.patch(path, json={"version": 2, "agenda": points})
    assert back.json()["code"] == "interpretation_missing"


async def test_t6_seat_eleven_of_ten_waits_and_moves_up_when_a_seat_is_given_up(cast: Cast, database: Database) -> None:
    visit = await published(await cast.program("olena"), capacity=2)
    path = f"/api/v1/visits/{visit['id']}/seat"
    names = ["bohdan", "kasia", "tomasz", "first", "second"]
    people = {name: await cast.program(name) for name in names}
    answers = [(await people[name].put(path)).json() for name in names]
    assert answers == [
        {"state": "seated"},
        {"state": "seated"},
        {"state": "waiting", "position": 1},
        {"state": "waiting", "position": 2},
        {"state": "waiting", "position": 3},
    ]
    assert (await people["second"].put(path)).json() == {"state": "waiting", "position": 3}
    assert (await people["first"].delete(path)).status_code == 204
    assert (await people["first"].delete(path)).status_code == 204
    assert (await people["bohdan"].delete(path)).status_code == 204
    seen = {name: (await people[name].get(path.removesuffix("/seat"))).json()["my_seat"] for name in names}
    assert seen == {
        "bohdan": None,
        "kasia": {"state": "seated"},
        "tomasz": {"state": "seated"},
        "first": None,
        "second": {"state": "waiting", "position": 1},
    }
    assert await members(database, visit["room"]) == {"olena": "host", "kasia": "guest", "tomasz": "guest"}
    assert await mails(database) == [
        ("kasia@example.org", "visit.seated", "pl"),
        ("bohdan@example.org", "visit.given_up", "uk"),
        ("tomasz@example.org", "visit.promoted", "pl"),
    ]


async def test_more_seats_seat_those_who_wait_and_fewer_than_taken_are_refused(cast: Cast) -> None:
    olena = await cast.program("olena")
    visit = await published(olena, capacity=1)
    path = f"/api/v1/visits/{visit['id']}"
    for name in ("bohdan", "kasia", "tomasz"):
        await (await cast.program(name)).put(f"{path}/seat")
    more = (await olena.patch(path, json={"version": 1, "capacity": 2})).json()
    assert more["seats"] == {"taken": 2, "waiting": 1}
    fewer = await olena.patch(path, json={"version": 2, "capacity": 1})
    assert (fewer.status_code, fewer.json()["code"], fewer.json()["taken"]) == (422, "capacity_taken", 2)


async def test_t7_cancelling_twice_is_one_cancellation_and_one_mail_each(cast: Cast, database: Database) -> None:
    olena = await cast.program("olena")
    visit = await published(olena, capacity=1)
    path = f"/api/v1/visits/{visit['id']}"
    for name in ("bohdan", "kasia"):
        await (await cast.program(name)).put(f"{path}/seat")
    first = await olena.put(f"{path}/cancellation", json={"reason": "Тривога"})
    again = await olena.put(f"{path}/cancellation")
    assert (first.status_code, first.json()["status"]) == (200, "cancelled")
    assert (again.status_code, again.json()) == (200, first.json())
    assert await mails(database) == [
        ("bohdan@example.org", "visit.cancelled", "uk"),
        ("kasia@example.org", "visit.cancelled", "pl"),
    ]
    async with database.read() as db:
        assert await db.scalar(sa.select(table(Room).c.closed_at)) is not None
    late = await (await cast.program("tomasz")).put(f"{path}/seat")
    assert (late.status_code, late.json()["code"]) == (409, "visit_cancelled")
    change = await olena.patch(path, json={"version": 1, "minutes": 60})
    assert (change.status_code, change.json()["code"]) == (409, "visit_cancelled")


async def test_t8_nobody_signs_up_after_the_start_and_nobody_moves_up(cast: Cast, clock: TurnedClock) -> None:
    visit = await published(await cast.program("olena"), capacity=1)
    bohdan, kasia, tomasz = [await cast.program(name) for name in ("bohdan", "kasia", "tomasz")]
    path = f"/api/v1/visits/{visit['id']}"
    await bohdan.put(f"{path}/seat")
    await kasia.put(f"{path}/seat")
    clock.turn(days=(56), hours=-2, minutes=-0.5)
    assert (await bohdan.get(path)).json()["status"] == "published"
    clock.turn(minutes=1)
    assert (await bohdan.get(path)).json()["status"] == "live"
    late = await tomasz.put(f"{path}/seat")
    assert (late.status_code, late.json()["code"]) == (409, "already_started")
    assert (await bohdan.put(f"{path}/seat")).json() == {"state": "seated"}
    await bohdan.delete(f"{path}/seat")
    assert (await kasia.get(path)).json()["my_seat"] == {"state": "waiting", "position": 1}
    clock.turn(minutes=90)
    assert (await bohdan.get(path)).json()["status"] == "ended"
    assert (await bohdan.get("/api/v1/visits")).json()["items"] == []
    past = (await bohdan.get("/api/v1/visits", params={"from": "2027-03-01", "to": "2027-03-29"})).json()
    assert [item["id"] for item in past["items"]] == [visit["id"]]


async def test_the_list_pages_by_cursor_and_refuses_made_up_ones(cast: Cast) -> None:
    olena, anybody = await cast.program("olena"), await cast.program()
    made = [(await published(olena, starts=f"2027-04-{day:02}T10:00"))["id"] for day in (5, 1, 3, 3)]
    wanted, seen, after = [made[1], made[2], made[3], made[0]], [], None
    while True:
        query = {"limit": "1"} | ({"after": after} if after else {})
        page = (await anybody.get("/api/v1/visits", params=query)).json()
        seen += [item["id"] for item in page["items"]]
        after = page["next"]
        if after is None:
            break
    assert seen == wanted
    for query, code in (({"limit": "0"}, "bad_page"), ({"after": "x"}, "bad_page"), ({"from": "soon"}, "date_invalid")):
        answer = await anybody.get("/api/v1/visits", params=query)
        assert (answer.status_code, answer.json()["code"]) == (422, code)


async def test_the_programme_has_true_hours_also_across_a_clock_change(cast: Cast) -> None:
    points = [{"minutes": 60, "title": {"uk": "До"}}, {"minutes": 30, "title": {"pl": "Po"}, "lang": "pl"}]
    visit = await scheduled(await cast.program("olena"), starts="2027-03-28T02:30", agenda=points)
    assert [point["starts_at"] for point in visit["agenda"]] == ["2027-03-28T00:30:00Z", "2027-03-28T01:30:00Z"]


@pytest.mark.parametrize("body", ['{"reason": 7}', '{"why": "x"}', "{", "[]"])
async def test_a_cancellation_with_a_broken_body_is_refused(cast: Cast, body: str) -> None:
    olena = await cast.program("olena")
    visit = await scheduled(olena)
    answer = await olena.put(
        f"/api/v1/visits/{visit['id']}/cancellation", content=body, headers={"Content-Type": "application/json"}
    )
    assert answer.status_code in (400, 422)
    assert (await olena.get(f"/api/v1/visits/{visit['id']}")).json()["status"] == "draft"


async def members(database: Database, room: str) -> dict[str, str]:
    """Who may talk in a room: the name before the @ and the part."""
    from forum.accounts.models import User

    m, r, u = table(Membership), table(Room), table(User)
    async with database.read() as db:
        rows = await db.execute(
            sa.select(u.c.email, m.c.part)
            .join(u, u.c.id == m.c.user_id)
            .join(r, r.c.id == m.c.room_id)
            .where(r.c.public_id == room, m.c.ended_at.is_(None))
        )
        return {row.email.split("@")[0]: row.part for row in rows}


async def mails(database: Database) -> list[tuple[str, str, str]]:
    """What has left or will."""
    m = table(OutboxMail)
    async with database.read() as db:
        found = sa.select(m.c.recipient, m.c.kind, m.c.lang).where(m.c.state != "withdrawn")
        rows = await db.execute(found.order_by(m.c.id))
        return [(row.recipient, row.kind, row.lang) for row in rows]
