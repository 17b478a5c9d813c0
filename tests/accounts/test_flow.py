"""A newcomer's way through the forms, and what strangers can learn from them: nothing."""

import re
from typing import Any

import httpx
import pytest
import sqlalchemy as sa

from forum.accounts.models import MailLink, Session, User
from forum.accounts.refusals import REFUSALS
from forum.foundation.database import Database, table
from forum.foundation.i18n import translate
from forum.foundation.services import Services
from forum.mail import queries as outbox
from tests.cast import Cast
from tests.conftest import TurnedClock

users, sessions, links = table(User), table(Session), table(MailLink)
FORM = {
    "name": "Марія Шевчук",
    "email": "maria@example.org",
    "password": "тихий ранок над Дністром",
    "lang": "uk",
    "zone": "Europe/Kyiv",
    "municipality": "",
    "age_band": "adult",
}


async def link_in(database: Database, kind: str, to: str = "maria@example.org") -> str:
    """The path in the newest mail to an address."""
    async with database.read() as db:
        for mail in await outbox.outbox_mails(db, 50):
            found = re.search(rf"http://[^/]+(/\w\w/{kind}/\S+)", mail.text)
            if mail.row.recipient == to and found:
                return found[1]
    raise LookupError(kind)


async def one(database: Database, statement: Any) -> Any:
    async with database.read() as db:
        return await db.scalar(statement)


async def sign_in(browser: httpx.AsyncClient, password: str = FORM["password"], **more: str) -> httpx.Response:
    return await browser.post("/uk/sign-in", data={"email": FORM["email"], "password": password, **more})


async def registered(cast: Cast, **changes: str) -> httpx.AsyncClient:
    """A browser of somebody who registered and confirmed."""
    browser = await cast.browser()
    assert (await browser.post("/uk/register", data={**FORM, **changes})).status_code == 303
    path = await link_in(cast.services.database, "confirm", changes.get("email", FORM["email"]))
    assert (await browser.post(path)).status_code == 303
    return browser


async def test_a_newcomer_registers_confirms_and_signs_in(cast: Cast, database: Database) -> None:
    browser = await cast.browser()
    answer = await browser.post("/uk/register", data=FORM)
    assert (answer.status_code, answer.headers["location"]) == (303, "/uk/register/done")
    assert (await browser.get("/uk/register/done")).status_code == 200
    path = await link_in(database, "confirm")
    page = await browser.get(path)
    assert page.status_code == 200
    assert page.headers["cache-control"] == "no-store"
    assert f'action="{path}"' in page.text
    assert await one(database, sa.select(users.c.confirmed_at)) is None
    assert (await browser.post(path)).headers["location"] == "/uk/sign-in?next=/uk/welcome"
    assert 'name="next" value="/uk/welcome"' in (await browser.get("/uk/sign-in?next=/uk/welcome")).text
    answer = await sign_in(browser, next="/uk/welcome")
    assert (answer.status_code, answer.headers["location"]) == (303, "/uk/welcome")
    cookies = answer.headers.get_list("set-cookie")
    session = next(c for c in cookies if c.startswith("__Host-mosty_session="))
    assert {"HttpOnly", "Secure", "Path=/", "SameSite=lax"} <= {part.strip() for part in session.split(";")}
    assert any(c.startswith("mosty_lang=uk") for c in cookies)
    secret = session.split(";")[0]
    profile = await browser.get("/uk/profile", headers={"Cookie": secret})
    assert profile.status_code == 200
    assert "Марія Шевчук" in profile.text
    assert await one(database, sa.select(users.c.role)) == "resident"


async def test_who_has_not_confirmed_may_sign_in_but_not_create_a_token(cast: Cast, database: Database) -> None:
    browser = await cast.browser()
    await browser.post("/uk/register", data=FORM)
    cookie = (await sign_in(browser)).headers["set-cookie"].split(";")[0]
    answer = await browser.post("/uk/profile/tokens", data={"label": "x"}, headers={"Cookie": cookie})
    assert answer.status_code == 403
    assert (await browser.post("/uk/profile/confirmation", headers={"Cookie": cookie})).status_code == 303
    async with database.read() as db:
        assert len(await outbox.outbox(db)) == 2


@pytest.mark.parametrize("band", ["under_16", "16_17"])
async def test_a_minor_becomes_a_youth(cast: Cast, database: Database, band: str) -> None:
    await registered(cast, age_band=band)
    assert await one(database, sa.select(users.c.role)) == "youth"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("email", "a@b"),
        ("password", "short"),
        ("password", "password123456"),
        ("name", "\u202eevil"),
        ("age_band", ""),
        ("lang", "ru"),
        ("zone", "Foo/Bar"),
        ("municipality", "nowhere"),
    ],
)
async def test_a_refused_registration_keeps_what_was_typed_and_writes_nothing(
    cast: Cast, database: Database, field: str, value: str
) -> None:
    answer = await (await cast.browser()).post("/uk/register", data={**FORM, field: value})
    assert answer.status_code == 422
    assert "aria-invalid" in answer.text
    assert FORM["password"] not in answer.text
    assert await one(database, sa.select(sa.func.count()).select_from(users)) == 0


@pytest.mark.parametrize("path", ["/uk/register", "/uk/register/done", "/uk/sign-in", "/uk/forgot"])
async def test_form_pages_are_the_same_bytes_for_everybody(cast: Cast, path: str) -> None:
    first, second = await (await cast.browser()).get(path), await (await cast.browser()).get(path)
    assert first.status_code == 200
    assert first.content == second.content
    assert first.headers["etag"] == second.headers["etag"]
    assert "set-cookie" not in first.headers


async def test_a_taken_address_is_told_only_to_its_owner(cast: Cast, database: Database) -> None:
    await registered(cast)
    browser = await cast.browser()
    await browser.post("/pl/register", data={**FORM, "name": "Somebody Else", "password": "another long phrase"})
    async with database.read() as db:
        newest = (await outbox.outbox_mails(db, 1))[0]
    assert newest.row.recipient == FORM["email"]
    assert newest.row.lang == "uk"
    assert "/uk/forgot" in newest.text
    assert (await sign_in(browser)).status_code == 303
    assert (await sign_in(browser, "another long phrase")).status_code == 401


async def test_s24_looking_at_a_mails_link_changes_nothing(cast: Cast, database: Database) -> None:
    browser = await cast.browser()
    await browser.post("/uk/register", data=FORM)
    await browser.post("/uk/forgot", data={"email": FORM["email"]})
    for kind in ("confirm", "reset"):
        path = await link_in(database, kind)
        for method in ("GET", "HEAD", "OPTIONS"):
            await browser.request(method, path)
            await browser.request(method, path)
    assert await one(database, sa.select(sa.func.count()).select_from(links).where(links.c.used_at.is_not(None))) == 0
    assert await one(database, sa.select(users.c.confirmed_at)) is None


async def test_a7_a_used_expired_or_invented_link_is_gone(cast: Cast, database: Database, clock: TurnedClock) -> None:
    browser = await registered(cast)
    used = await link_in(database, "confirm")
    await browser.post("/uk/forgot", data={"email": FORM["email"]})
    reset = await link_in(database, "reset")
    clock.turn(minutes=31)
    for path in (used, reset, "/uk/confirm/invented", "/uk/reset/invented"):
        assert (await browser.get(path)).status_code == 410
        assert (await browser.post(path, data={"password": "another long phrase"})).status_code == 410


async def test_a_new_password_signs_out_everywhere_and_its_link_works_once(cast: Cast, database: Database) -> None:
    browser = await registered(cast)
    old = (await sign_in(browser)).headers["set-cookie"].split(";")[0]
    await browser.post("/uk/forgot", data={"email": FORM["email"]})
    path = await link_in(database, "reset")
    assert (await browser.post(path, data={"password": "password1"})).status_code == 422
    assert (await browser.post(path, data={"password": "inny długi szept"})).status_code == 303
    assert (await browser.post(path, data={"password": "third long phrase"})).status_code == 410
    assert (await browser.get("/uk/profile", headers={"Cookie": old})).status_code == 401
    assert (await sign_in(browser)).status_code == 401
    assert (await sign_in(browser, "inny długi szept")).status_code == 303
    async with database.read() as db:
        told = (await outbox.outbox_mails(db, 1))[0]
    assert "/uk/forgot" in told.text
    assert "/uk/reset/" not in told.text


async def test_a_session_planted_before_signing_in_is_worth_nothing_after(cast: Cast) -> None:
    browser = await registered(cast)
    first = (await sign_in(browser)).headers["set-cookie"].split(";")[0]
    again = await browser.post(
        "/uk/sign-in", data={"email": FORM["email"], "password": FORM["password"]}, headers={"Cookie": first}
    )
    second = again.headers["set-cookie"].split(";")[0]
    assert first != second
    assert (await browser.get("/uk/profile", headers={"Cookie": first})).status_code == 401
    assert (await browser.get("/uk/profile", headers={"Cookie": second})).status_code == 200
    planted = await browser.get("/uk/profile", headers={"Cookie": "__Host-mosty_session=chosen-by-somebody"})
    assert planted.status_code == 401


async def test_sessions_end_by_themselves_after_thirty_days_and_by_hand_at_once(cast: Cast, clock: TurnedClock) -> None:
    browser = await registered(cast)
    cookie = {"Cookie": (await sign_in(browser)).headers["set-cookie"].split(";")[0]}
    other = {"Cookie": (await sign_in(browser)).headers["set-cookie"].split(";")[0]}
    page = await browser.get("/uk/profile/sessions", headers=cookie)
    handles = re.findall(r"/profile/sessions/(\w+)/end\"", page.text)
    assert len(handles) == 2
    stranger = await cast.browser("tomasz")
    assert (await stranger.post(f"/uk/profile/sessions/{handles[0]}/end")).status_code == 404
    assert (await browser.post(f"/uk/profile/sessions/{handles[0]}/end", headers=cookie)).status_code == 303
    assert (await browser.get("/uk/profile", headers=other)).status_code == 401
    assert (await browser.get("/uk/profile", headers=cookie)).status_code == 200
    clock.turn(days=30, seconds=1)
    assert (await browser.get("/uk/profile", headers=cookie)).status_code == 401


async def test_signing_out_ends_the_session_and_others_are_ended_from_here(cast: Cast) -> None:
    browser, elsewhere = await cast.browser("olena"), await cast.browser("olena")
    assert (await browser.post("/uk/profile/sessions/end-others")).status_code == 303
    assert (await elsewhere.get("/uk/profile")).status_code == 401
    assert (await browser.post("/uk/sign-out")).status_code == 303
    assert (await browser.get("/uk/profile")).status_code == 401


async def test_a_token_is_shown_once_works_and_is_stored_only_as_a_hash(cast: Cast, database: Database) -> None:
    browser = await cast.browser("olena")
    answer = await browser.post("/uk/profile/tokens", data={"label": "Звіти"})
    assert answer.headers["cache-control"] == "no-store"
    found = re.search(r'<code id="token">([^<]+)</code>', answer.text)
    assert found
    token = found[1]
    assert token not in (await browser.get("/uk/profile/sessions")).text
    me = await (await cast.program()).get("/api/v1/me", headers={"Authorization": f"Bearer {token}"})
    assert me.json()["email"] == "olena@example.org"
    assert (
        await one(database, sa.select(sa.func.count()).select_from(sessions).where(sessions.c.token_hash == token)) == 0
    )


async def test_a_profile_is_changed_by_its_owner_alone(cast: Cast, database: Database) -> None:
    form = {"name": "Богдан М.", "lang": "pl", "zone": "Europe/Warsaw", "municipality": ""}
    browser = await cast.browser("bohdan")
    assert (await browser.post("/uk/profile", data=form)).status_code == 303
    assert (await browser.get("/uk/profile")).text.count("Богдан М.") >= 1
    assert (await browser.post("/uk/profile", data={**form, "zone": "Moon/Base"})).status_code == 422
    outsider = await cast.browser()
    for method, path in (("GET", "/uk/profile"), ("POST", "/uk/profile"), ("GET", "/uk/profile/sessions")):
        assert (await outsider.request(method, path)).status_code == 401


async def test_a5_nobody_takes_the_look_of_an_officials_name(cast: Cast) -> None:
    await cast.id("olena")
    browser = await cast.browser("bohdan")
    form = {"lang": "uk", "zone": "Europe/Kyiv", "municipality": ""}
    answer = await browser.post("/uk/profile", data={**form, "name": "0лена Коваль"})
    assert answer.status_code == 422
    assert translate("uk", REFUSALS["name_taken"].sentence) in answer.text
    assert (await browser.post("/uk/profile", data={**form, "name": "Олена Коваль"})).status_code == 422
    assert (await browser.post("/uk/profile", data={**form, "name": "Олена Ковальчук"})).status_code == 303


async def test_being_seen_is_noted_now_and_then(cast: Cast, database: Database, clock: TurnedClock) -> None:
    browser = await cast.browser("olena")
    for minutes, noted in ((5, False), (6, True)):
        clock.turn(minutes=minutes)
        await browser.get("/uk/profile")
        assert (await one(database, sa.select(sessions.c.seen_at)) == clock.now()) is noted


async def test_s25_secrets_are_not_stored_in_clear(cast: Cast, database: Database, services: Services) -> None:
    browser = await registered(cast)
    secret = (await sign_in(browser)).headers["set-cookie"].split(";")[0].partition("=")[2]
    async with database.read() as db:
        rows = [str((await db.execute(sa.select(t))).all()) for t in (users, sessions, links)]
    assert secret not in "".join(rows)
    assert FORM["password"] not in "".join(rows)
    assert "$argon2id$v=19$m=19456,t=2,p=1$" in rows[0]
