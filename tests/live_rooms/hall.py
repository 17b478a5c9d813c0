"""A published visit of olena's with two points, and bohdan and kasia seated."""

import uuid
from dataclasses import dataclass
from typing import Any

import httpx

from tests.cast import Cast
from tests.visits.plans import published
from tests.visits.test_pages import path_of

PROGRAMME = [
    {"minutes": 30, "title": {"en": "Welcome", "uk": "Вітання"}, "speaker": "Олена"},
    {"minutes": 60, "title": {"en": "The boiler house", "uk": "Котельня"}, "speaker": "Богдан"},
]


@dataclass
class Hall:
    """A visit's room; `path` is the visit's below the language."""

    cast: Cast
    path: str
    room: str

    @property
    def questions(self) -> str:
        return f"/en{self.path}/room/questions"

    async def ask(self, client: httpx.AsyncClient, text: str, **more: str) -> httpx.Response:
        fields = {"id": str(uuid.uuid4()), "question": text, "asked_in": "en", **more}
        return await client.post(self.questions, data=fields)

    async def asked(self, client: httpx.AsyncClient, text: str, **more: str) -> str:
        """Ask, and return the question's id."""
        answer = await self.ask(client, text, **more)
        assert answer.status_code == 303, answer.text
        return answer.headers["location"].partition("#q-")[2]

    async def kinds(self) -> list[str]:
        entries = (await (await self.cast.program()).get(f"/api/v1/rooms/{self.room}/entries")).json()["entries"]
        return [entry["kind"] for entry in entries]


async def opened(cast: Cast, *guests: str, **changes: Any) -> Hall:
    visit = await published(await cast.program("olena"), agenda=PROGRAMME, **changes)
    for name in guests or ("bohdan", "kasia"):
        seated = await (await cast.program(name)).put(f"/api/v1/visits/{visit['id']}/seat")
        assert seated.status_code == 200, seated.text
    return Hall(cast, path_of(visit), visit["room"])
