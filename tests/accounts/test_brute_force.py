"""Guessing, and how soon it ends."""

from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from forum.accounts import hashing
from forum.accounts.actions import people
from forum.foundation.ratelimit import RateLimiter
from forum.foundation.services import Services
from tests.cast import Cast


class Ticking:
    """Seconds that pass when a test says so."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


@dataclass
class Town:
    """The service with one account."""

    services: Services
    app: Any

    def browser(self, address: str = "192.0.2.1") -> httpx.AsyncClient:
        """An anonymous browser at a network address."""
        transport = httpx.ASGITransport(app=self.app, client=(address, 1))
        return httpx.AsyncClient(
            transport=transport, base_url="http://127.0.0.1:8000", headers={"Sec-Fetch-Site": "same-origin"}
        )


@pytest.fixture
def ticking() -> Ticking:
    return Ticking()


@pytest.fixture
async def town(cast: Cast, ticking: Ticking) -> Town:
    services = cast.services
    services.limits = RateLimiter(monotonic=ticking)
    hashed = await hashing.hash_password("тихий ранок")
    new = people.NewUser(
        email="olena@example.org", name="Олена", role="resident", lang="uk", zone="Europe/Kyiv", password_hash=hashed
    )
    async with services.database.work() as work:
        await people.create_user(work, new)
    return Town(services, cast.app)


async def guess(client: httpx.AsyncClient, password: str = "wrong", email: str = "olena@example.org") -> httpx.Response:
    return await client.post("/uk/sign-in", data={"email": email, "password": password})


async def test_s10_brute_force_on_one_account_ends_after_five_guesses_from_wherever(
    town: Town, ticking: Ticking
) -> None:
    statuses = []
    for number in range(12):
        async with town.browser(f"198.51.100.{number}") as client:
            statuses.append((await guess(client)).status_code)
    assert statuses == [401] * 5 + [429] * 7
    async with town.browser() as client:
        refused = await guess(client, "тихий ранок")
        assert refused.status_code == 429
        assert int(refused.headers["retry-after"]) <= 180
        ticking.seconds += 180
        assert (await guess(client, "тихий ранок")).status_code == 303


async def test_s10_guessing_many_accounts_from_one_network_ends_after_twenty(town: Town) -> None:
    statuses = []
    for number in range(24):
        async with town.browser(f"2001:db8::{number + 1:x}") as client:
            statuses.append((await guess(client, email=f"p{number}@example.org")).status_code)
    assert statuses == [401] * 20 + [429] * 4


async def test_signing_in_rightly_uses_nothing_up(town: Town) -> None:
    async with town.browser() as client:
        assert [(await guess(client, "тихий ранок")).status_code for _ in range(30)] == [303] * 30


async def test_m12_one_mailbox_gets_three_resets_an_hour_and_one_network_ten(town: Town, ticking: Ticking) -> None:
    async with town.browser() as client:
        one = [(await client.post("/uk/forgot", data={"email": "olena@example.org"})).status_code for _ in range(4)]
        assert one == [200] * 3 + [429]
        refused = await client.post("/uk/forgot", data={"email": "olena@example.org"})
        assert 0 < int(refused.headers["retry-after"]) <= 3600
        many = [(await client.post("/uk/forgot", data={"email": f"p{n}@example.org"})).status_code for n in range(8)]
        assert many.count(429) >= 1
        ticking.seconds += 3600
        assert (await client.post("/uk/forgot", data={"email": "olena@example.org"})).status_code == 200


async def test_typing_errors_lock_nobody_out_of_registering(town: Town) -> None:
    async with town.browser() as client:
        for _ in range(12):
            assert (await client.post("/uk/register", data={"email": "no address"})).status_code == 422


async def test_s9_a_password_hash_is_renewed_when_parameters_rose(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    from argon2 import PasswordHasher

    stronger = PasswordHasher(time_cost=3, memory_cost=19456, parallelism=1)
    monkeypatch.setattr(hashing, "HASHER", stronger)
    async with town.browser() as client:
        assert (await guess(client, "тихий ранок")).status_code == 303
    from forum.accounts import queries

    async with town.services.database.read() as db:
        found = await queries.credentials(db, "olena@example.org")
    assert found is not None
    assert found.password_hash is not None
    assert "t=3" in found.password_hash


async def test_s9_an_absurdly_long_password_is_turned_away_before_it_is_hashed(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*_: object) -> bool:
        raise AssertionError("hashed")

    monkeypatch.setattr(hashing, "_verify", never)
    async with town.browser() as client:
        assert (await guess(client, "x" * 10_000)).status_code == 400
