"""The small cast of the tests, and a client for each of them over the whole ASGI application."""

from typing import Any

import httpx
import sqlalchemy as sa

from forum.accounts.models import Session, User
from forum.accounts.rules.names import look
from forum.foundation.database import table
from forum.foundation.ids import secret_token, short_id, token_hash
from forum.foundation.services import Services

ROLES = {
    "olena": ("Олена Коваль", "official", "uk", "Europe/Kyiv"),
    "tomasz": ("Tomasz Zieliński", "official", "pl", "Europe/Warsaw"),
    "ada": ("Ada Nowak", "moderator", "pl", "Europe/Warsaw"),
    "bohdan": ("Богдан Мельник", "resident", "uk", "Europe/Kyiv"),
    "kasia": ("Kasia Wójcik", "youth", "pl", "Europe/Warsaw"),
    "root": ("Ruth Ellis", "administrator", "en", "Europe/Brussels"),
}


class Cast:
    """Two officials (olena, tomasz), a moderator (ada), a resident (bohdan), a youth (kasia), an administrator (root).

    Each is created, confirmed and signed in at the first mention.
    """

    def __init__(self, services: Services, app: Any) -> None:
        self.services = services
        self.app = app
        self._clients: list[httpx.AsyncClient] = []
        self._ids: dict[str, int] = {}

    async def id(self, name: str, **changes: Any) -> int:
        """The row of a person; `changes` go to the account when it is created."""
        if name not in self._ids:
            full, role, lang, zone = ROLES.get(name, (name.title(), "resident", "en", "Europe/Brussels"))
            now = self.services.clock.now()
            values = {
                "public_id": short_id(), "email": f"{name}@example.org", "name": full, "look": look(changes.get("name", full)), "role": role, "lang": lang,
                "zone": zone, "age_band": "adult", "created_at": now, "confirmed_at": now, **changes,
            }  # fmt: skip
            async with self.services.database.work() as work:
                row = await work.db.execute(sa.insert(table(User)).values(**values).returning(table(User).c.id))
                self._ids[name] = row.scalar_one()
        return self._ids[name]

    async def token(self, name: str, kind: str = "token", **changes: Any) -> str:
        """A live session's secret for a person."""
        user_id, secret, now = await self.id(name, **changes), secret_token(), self.services.clock.now()
        async with self.services.database.work() as work:
            await work.db.execute(
                sa.insert(table(Session)).values(
                    user_id=user_id,
                    token_hash=token_hash(secret),
                    kind=kind,
                    device="test",
                    created_at=now,
                    seen_at=now,
                )
            )
        return secret

    async def browser(self, name: str | None = None, **headers: str) -> httpx.AsyncClient:
        """A browser with the person's session cookie; anonymous without a name. Redirects are not followed."""
        cookie = {}
        if name is not None:
            cookie = {"Cookie": f"__Host-mosty_session={await self.token(name, 'browser')}"}
        return self._client({"Sec-Fetch-Site": "same-origin", **cookie, **headers})

    async def program(self, name: str | None = None, **headers: str) -> httpx.AsyncClient:
        """A program with the person's bearer token."""
        bearer = {} if name is None else {"Authorization": f"Bearer {await self.token(name)}"}
        return self._client({"Accept-Language": "en", **bearer, **headers})

    async def close(self) -> None:
        for client in self._clients:
            await client.aclose()

    def _client(self, headers: dict[str, str]) -> httpx.AsyncClient:
        transport = httpx.ASGITransport(app=self.app, raise_app_exceptions=False)
        client = httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000", headers=headers)
        self._clients.append(client)
        return client
