"""Programs plan from templates, and at times that are free for both sides."""

import uuid

from forum.foundation.database import Database
from forum.visits.rules.templates import TEMPLATES
from tests.cast import Cast
from tests.visits.test_seats import town


async def test_every_template_makes_a_visit_that_can_be_published(cast: Cast) -> None:
    olena = await cast.program("olena")
    items = (await (await cast.program()).get("/api/v1/visit-templates")).json()["items"]
    assert [ready["key"] for ready in items] == list(TEMPLATES)
    for ready in items:
        assert set(ready["name"]) == {"uk", "en", "pl"}
        plan = {name: ready[name] for name in ("kind", "minutes", "capacity", "terms", "agenda")}
        own = {"id": str(uuid.uuid4()), "title": ready["name"], "starts": "2027-03-29T10:00", "zone": "Europe/Kyiv"}
        spoken = {"languages": ["uk", "pl"], "interpretation": "consecutive"}
        made = await olena.post("/api/v1/visits", json=plan | own | spoken)
        assert made.status_code == 201, made.text
        assert (await olena.put(f"/api/v1/visits/{made.json()['id']}/publication")).status_code == 200


async def test_free_times_are_proposed_by_the_clocks_of_both_sides(cast: Cast, database: Database) -> None:
    await town(database, "lublin", "PL")
    await cast.id("olena", municipality_id=await town(database, "lutsk", "UA"))
    asked = {"first": "lutsk", "second": "lublin", "minutes": "60"}
    found = (await (await cast.program("olena")).get("/api/v1/visit-slots", params=asked)).json()["items"]
    assert len(found) == 12
    assert found[0]["starts_at"].endswith("Z")
    assert [wall[11:] for wall in found[0]["local"].values()] == ["12:00", "11:00"]
    assert list(found[0]["local"]) == ["Europe/Kyiv", "Europe/Warsaw"]
    wrong = await (await cast.program("olena")).get("/api/v1/visit-slots", params=asked | {"minutes": "x"})
    assert (wrong.status_code, wrong.json()["code"]) == (422, "too_short")
    assert (await (await cast.program("olena")).get("/api/v1/visit-slots")).json()["items"] == []
    assert (await (await cast.program("bohdan")).get("/api/v1/visit-slots", params=asked)).status_code == 403
