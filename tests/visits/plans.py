"""Visits as programs ask for them."""

import uuid
from typing import Any

import httpx


def asked(**changes: Any) -> dict[str, Any]:
    """A whole request for a visit on a Monday morning in Kyiv; `changes` replace its fields."""
    return {
        "id": str(uuid.uuid4()),
        "title": {"uk": "Тепло у двох школах", "en": "Heating two schools"},
        "description": {"uk": "Покажемо **клапани**."},
        "kind": "study_visit",
        "starts": "2027-03-29T10:00",
        "zone": "Europe/Kyiv",
        "minutes": 90,
        "capacity": 10,
        "languages": ["uk", "en"],
        "interpretation": "consecutive",
        "video_url": "https://video.example.org/heat",
        **changes,
    }


async def scheduled(host: httpx.AsyncClient, **changes: Any) -> dict[str, Any]:
    """A draft of the host's."""
    answer = await host.post("/api/v1/visits", json=asked(**changes))
    assert answer.status_code == 201, answer.text
    visit: dict[str, Any] = answer.json()
    return visit


async def published(host: httpx.AsyncClient, **changes: Any) -> dict[str, Any]:
    """A published visit of the host's."""
    visit = await scheduled(host, **changes)
    answer = await host.put(f"/api/v1/visits/{visit['id']}/publication")
    assert answer.status_code == 200, answer.text
    shown: dict[str, Any] = answer.json()
    return shown
