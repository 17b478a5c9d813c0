"""A visit between two towns: Olena's Drohobych organises, Tomasz of Krosno and others come."""

import uuid
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import httpx
import pytest

from forum.municipalities import actions as municipalities
from tests.cast import Cast
from tests.conftest import TurnedClock
from tests.visits.plans import published

TOWNS = {
    "drohobych": ("UA", {"uk": "Дрогобич", "en": "Drohobych", "pl": "Drohobycz"}),
    "krosno": ("PL", {"uk": "Кросно", "en": "Krosno", "pl": "Krosno"}),
    "weimar": ("DE", {"uk": "Веймар", "en": "Weimar", "pl": "Weimar"}),
    "pyriatyn": ("UA", {"uk": "Пирятин", "en": "Pyriatyn", "pl": "Piriatyn"}),
}


@dataclass
class Partners:
    """People of towns and what they do over the API.

    Attributes:
        guests: who takes a seat at each visit.
    """

    cast: Cast
    clock: TurnedClock
    towns: dict[str, int] = field(default_factory=dict)
    guests: tuple[str, ...] = ("tomasz", "bohdan")

    async def visit(
        self, *, guests: tuple[str, ...] | None = None, over: bool = True, **changes: Any
    ) -> dict[str, Any]:
        """A visit that Olena hosts, with its guests seated; it is over unless told otherwise."""
        olena = await self.cast.program("olena")
        visit = await published(olena, **changes)
        for guest in self.guests if guests is None else guests:
            taken = await (await self.cast.program(guest)).put(f"/api/v1/visits/{visit['id']}/seat")
            assert taken.json()["state"] == "seated"
        if over:
            self.clock.moment = max(self.clock.moment, datetime.fromisoformat(visit["ends_at"]))
            self.clock.turn(minutes=1)
        return visit

    async def entry(self, visit: dict[str, Any], **changes: Any) -> dict[str, Any]:
        """An entry that Olena writes down."""
        answer = await self.write(visit, **changes)
        assert answer.status_code == 201, answer.text
        made: dict[str, Any] = answer.json()
        return made

    async def action(self, visit: dict[str, Any], **changes: Any) -> dict[str, Any]:
        """An action of Krosno's."""
        fields = {"kind": "action", "texts": {"en": "Send the pump's papers"}, "municipality": "krosno"}
        return await self.entry(visit, **{**fields, **changes})

    async def write(self, visit: dict[str, Any], **changes: Any) -> httpx.Response:
        body = {
            "id": str(uuid.uuid4()), "kind": "decision", "texts": {"uk": "Міняємо клапани", "en": "Valves first"},
            "original": "uk", **changes,
        }  # fmt: skip
        return await (await self.cast.program("olena")).post(f"/api/v1/visits/{visit['id']}/minutes/entries", json=body)

    async def minutes(self, visit: dict[str, Any], name: str | None = "olena") -> dict[str, Any]:
        answer = await (await self.cast.program(name)).get(f"/api/v1/visits/{visit['id']}/minutes")
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    async def approve(self, visit: dict[str, Any], *names: str) -> httpx.Response:
        """Each approves what stands; the last answer."""
        assert names
        for name in names:
            edition = (await self.minutes(visit, name))["edition"]
            answer = await (await self.cast.program(name)).put(
                f"/api/v1/visits/{visit['id']}/minutes/approval", json={"edition": edition}
            )
        return answer


@pytest.fixture
async def partners(cast: Cast, clock: TurnedClock) -> Partners:
    found = Partners(cast, clock)
    async with cast.services.database.work() as work:
        for slug, (country, names) in TOWNS.items():
            found.towns[slug] = await municipalities.add(work, slug=slug, country=country, names=names)
    for name, town in (("olena", "drohobych"), ("tomasz", "krosno"), ("bohdan", "drohobych"), ("kasia", "krosno")):
        await cast.id(name, municipality_id=found.towns[town])
    return found
