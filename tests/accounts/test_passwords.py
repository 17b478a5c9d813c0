"""Changing one's password while signed in."""

import re

import httpx
import pytest

from forum.accounts import hashing
from forum.accounts.refusals import REFUSALS
from forum.foundation.database import Database
from forum.foundation.i18n import translate
from forum.foundation.ratelimit import RateLimiter
from forum.foundation.services import Services
from forum.mail import queries as outbox
from tests.cast import Cast

OLD, NEW = "тихий ранок над Дністром", "inny długi szept"
CHANGE = {"current": OLD, "password": NEW}


@pytest.fixture
async def olena(cast: Cast) -> httpx.AsyncClient:
    """A browser of somebody with a password."""
    await cast.id("olena", password_hash=await hashing.hash_password(OLD))
    return await cast.browser("olena")


async def test_a_new_password_ends_every_other_session_and_tells_the_owner(
    cast: Cast, olena: httpx.AsyncClient, database: Database
) -> None:
    elsewhere, program = await cast.browser("olena"), await cast.program("olena")
    assert 'href="/pl/profile/password"' in (await olena.get("/pl/profile")).text
    assert (await olena.get("/pl/profile/password")).status_code == 200
    answer = await olena.post("/pl/profile/password", data=CHANGE)
    assert (answer.status_code, answer.headers["location"]) == (303, "/pl/profile")
    assert (await elsewhere.get("/uk/profile")).status_code == 401
    assert (await program.get("/api/v1/me")).status_code == 401
    async with database.read() as db:
        [mail] = await outbox.outbox_mails(db, 5)
    assert (mail.row.recipient, mail.row.lang) == ("olena@example.org", "uk")
    assert "/uk/forgot" in mail.text
    signing_in = {"email": "olena@example.org", "password": OLD}
    assert (await elsewhere.post("/uk/sign-in", data=signing_in)).status_code == 401
    assert (await elsewhere.post("/uk/sign-in", data={**signing_in, "password": NEW})).status_code == 303


async def test_a_stolen_cookie_is_worth_nothing_once_the_password_is_changed(olena: httpx.AsyncClient) -> None:
    answer = await olena.post("/uk/profile/password", data=CHANGE)
    renewed = next(c for c in answer.headers.get_list("set-cookie") if c.startswith("__Host-mosty_session="))
    assert {"HttpOnly", "Secure", "Path=/", "SameSite=lax"} <= {part.strip() for part in renewed.split(";")}
    assert (await olena.get("/uk/profile")).status_code == 401
    assert (await olena.get("/uk/profile", headers={"Cookie": renewed.split(";")[0]})).status_code == 200


async def test_links_for_a_new_password_that_were_asked_for_before_are_worth_nothing_after(
    olena: httpx.AsyncClient, database: Database
) -> None:
    await olena.post("/uk/forgot", data={"email": "olena@example.org"})
    async with database.read() as db:
        link = re.search(r"/uk/reset/\S+", (await outbox.outbox_mails(db, 1))[0].text)
    assert link
    await olena.post("/uk/profile/password", data=CHANGE)
    assert (await olena.get(link[0])).status_code == 410


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"current": "wrong"}, "password_wrong"),
        ({"current": ""}, "password_wrong"),
        ({"password": "short"}, "password_too_short"),
        ({"password": "Олена Коваль"}, "too_common"),
    ],
)
async def test_a_refused_change_says_why_and_ends_nothing(
    cast: Cast, olena: httpx.AsyncClient, changes: dict[str, str], code: str
) -> None:
    elsewhere = await cast.browser("olena")
    answer = await olena.post("/uk/profile/password", data={**CHANGE, **changes})
    assert answer.status_code == 422
    assert translate("uk", REFUSALS[code].sentence, limit=8) in answer.text
    assert OLD not in answer.text
    assert (await elsewhere.get("/uk/profile")).status_code == 200


async def test_s10_guessing_the_present_password_ends_after_five_tries(
    services: Services, olena: httpx.AsyncClient
) -> None:
    services.limits = RateLimiter(monotonic=lambda: 7.0)
    guesses = [await olena.post("/uk/profile/password", data={**CHANGE, "current": f"guess {n}"}) for n in range(6)]
    assert [guess.status_code for guess in guesses] == [422] * 5 + [429]
    assert int(guesses[5].headers["retry-after"]) > 0
    assert (await olena.post("/uk/profile/password", data=CHANGE)).status_code == 429


async def test_who_is_not_signed_in_changes_no_password(cast: Cast) -> None:
    outsider = await cast.browser()
    assert (await outsider.get("/uk/profile/password")).status_code == 401
    assert (await outsider.post("/uk/profile/password", data=CHANGE)).status_code == 401
