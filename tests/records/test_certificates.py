"""Attendance by the host's mark, certificates, and what their public page says."""

import re
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from forum.foundation.database import table
from forum.live.models import Stay
from forum.visits.models import Visit
from tests.cast import Cast
from tests.conftest import TurnedClock
from tests.records.conftest import Partners
from tests.records.test_feedback import page


async def marked(cast: Cast, visit: dict[str, Any], **minutes: int | None) -> dict[str, str]:
    """The host marks people by the first letters of their names; ids by those letters."""
    olena, path = await cast.program("olena"), f"/api/v1/visits/{visit['id']}/presences"
    people = {one["name"]: one["id"] for one in (await olena.get(path)).json()["items"]}
    ids = {name: next(id_ for full, id_ in people.items() if full.startswith(name)) for name in minutes}
    answer = await olena.put(path, json={"minutes": {ids[name]: there for name, there in minutes.items()}})
    assert answer.status_code == 200, answer.text
    return ids


async def take(cast: Cast, visit: dict[str, Any], name: str) -> Any:
    return await (await cast.program(name)).put(f"/api/v1/visits/{visit['id']}/certificate")


async def test_a_certificate_is_for_those_marked_as_present_long_enough(partners: Partners, cast: Cast) -> None:
    visit = await partners.visit()
    assert (await take(cast, visit, "tomasz")).json()["code"] == "not_present"
    await marked(cast, visit, Tomasz=54, Богдан=53)
    assert (await take(cast, visit, "bohdan")).json()["code"] == "not_present"
    assert (await take(cast, visit, "kasia")).json()["code"] == "not_present"
    first, again = (await take(cast, visit, "tomasz")).json(), (await take(cast, visit, "tomasz")).json()
    assert first == again
    assert re.fullmatch(r"[2-9b-z]{24}", first["code"])
    assert first["minutes"] == 54


async def test_the_public_page_says_name_visit_and_length_and_nothing_more(partners: Partners, cast: Cast) -> None:
    visit = await partners.visit()
    await marked(cast, visit, Tomasz=80)
    code = (await take(cast, visit, "tomasz")).json()["code"]
    anybody = await cast.browser()
    shown = (await anybody.get(f"/pl/certificates/{code}")).text
    main = shown[shown.index("<main") : shown.index("</main>")]
    words = " ".join(re.sub(r"<[^>]+>", " ", main).split())
    assert words == (
        "To zaświadczenie jest ważne Zaświadczenie o uczestnictwie Tomasz Zieliński potwierdzamy udział "
        "w wirtualnej wizycie Тепло у двох школах 29 marca 2027 · 1 godzina 20 minut"
    )
    assert 'name="robots" content="noindex, nofollow"' in shown
    assert (await anybody.get("/pl/certificates/" + "b" * 24)).status_code == 404
    api = (await anybody.get(f"/api/v1/certificates/{code}")).json()
    assert set(api) == {"code", "url", "revoked", "name", "title", "starts_at", "minutes"}
    assert code not in (await anybody.get("/sitemap.xml")).text


async def test_a_revoked_certificate_names_nobody(partners: Partners, cast: Cast) -> None:
    visit = await partners.visit()
    await marked(cast, visit, Tomasz=80)
    code = (await take(cast, visit, "tomasz")).json()["code"]
    for name, status in ((None, 401), ("tomasz", 403), ("bohdan", 403)):
        browser = await cast.browser(name)
        assert (await browser.post(f"/en/certificates/{code}/revocation", data={"revoke": "1"})).status_code == status
    olena = await cast.browser("olena")
    for _ in range(2):
        gone = await olena.post(f"/en/certificates/{code}/revocation", data={"revoke": "1"})
        assert gone.headers["location"] == page(visit, "/presences")
    shown = (await (await cast.browser()).get(f"/en/certificates/{code}")).text
    assert "Certificate revoked" in shown
    assert "Tomasz" not in shown
    assert (await (await cast.program()).get(f"/api/v1/certificates/{code}")).json()["name"] is None
    assert (await take(cast, visit, "tomasz")).json()["code"] != code


async def test_marking_somebody_otherwise_revokes_what_was_issued(partners: Partners, cast: Cast) -> None:
    visit = await partners.visit()
    await marked(cast, visit, Tomasz=80)
    code = (await take(cast, visit, "tomasz")).json()["code"]
    await marked(cast, visit, Tomasz=80)
    anybody = await cast.program()
    assert (await anybody.get(f"/api/v1/certificates/{code}")).json()["revoked"] is False
    await marked(cast, visit, Tomasz=None)
    assert (await anybody.get(f"/api/v1/certificates/{code}")).json()["revoked"] is True


@pytest.mark.parametrize(("locale", "word"), [("uk", "Сертифікат"), ("en", "Certificate"), ("pl", "Zaświadczenie")])
async def test_it_comes_as_pdf_in_three_languages_to_its_holder_alone(
    partners: Partners, cast: Cast, locale: str, word: str
) -> None:
    visit = await partners.visit()
    await marked(cast, visit, Tomasz=80)
    tomasz, path = await cast.browser("tomasz"), page(visit, "/certificate", locale)
    assert (await tomasz.get(f"{path}.pdf")).status_code == 404
    assert f'action="{path}"' in (await tomasz.get(path)).text
    assert (await tomasz.post(path, data={"take": "1"})).headers["location"] == path
    assert f'href="{path}.pdf"' in (await tomasz.get(path)).text
    file = await tomasz.get(f"{path}.pdf")
    assert file.headers["content-type"] == "application/pdf"
    assert file.content.startswith(b"%PDF-")
    assert f"/Lang ({locale})".encode() in file.content
    # Its title is plain where it is plain ASCII.
    assert word.encode() in file.content or word.encode("utf-16-be").hex().encode() in file.content
    for name, status in ((None, 401), ("bohdan", 404), ("olena", 404)):
        assert (await (await cast.browser(name)).get(f"{path}.pdf")).status_code == status


async def test_the_host_marks_by_form_without_scripts(partners: Partners, cast: Cast, clock: TurnedClock) -> None:
    visit = await partners.visit(over=False)
    olena, path = await cast.browser("olena"), page(visit, "/presences")
    assert "once the visit is over" in (await olena.get(path)).text
    early = await olena.post(path, data={"all": "yes"})
    assert early.status_code == 409
    clock.turn(days=60)
    ids = await marked(cast, visit, Tomasz=None, Богдан=None)
    wrong = await olena.post(path, data={f"minutes-{ids['Tomasz']}": "91"})
    assert wrong.status_code == 422
    assert "minutes from 0 to 90" in wrong.text
    assert 'value="91"' in wrong.text
    done = await olena.post(path, data={f"minutes-{ids['Tomasz']}": "40", "all": "yes"})
    assert done.headers["location"] == path
    found = (await (await cast.program("olena")).get(f"/api/v1/visits/{visit['id']}/presences")).json()["items"]
    assert {one["id"]: one["minutes"] for one in found} == {ids["Tomasz"]: 40, ids["Богдан"]: 90}
    assert (await (await cast.browser("tomasz")).get(path)).status_code == 403
    unknown = {"minutes": {"zzzzzzzzzzzz": 90}}
    answer = await (await cast.program("olena")).put(f"/api/v1/visits/{visit['id']}/presences", json=unknown)
    assert answer.json()["code"] == "attendee_unknown"


async def test_the_form_begins_with_what_the_room_noted(partners: Partners, cast: Cast) -> None:
    visit = await partners.visit()
    stays, visits, tomasz = table(Stay), table(Visit), await cast.id("tomasz")
    async with cast.services.database.work() as work:
        query = sa.select(visits.c.id, visits.c.starts_at).where(visits.c.public_id == visit["id"])
        row = (await work.db.execute(query)).one()
        came, last = row.starts_at, row.starts_at + timedelta(minutes=70)
        await work.db.execute(sa.insert(stays).values(visit_id=row.id, user_id=tomasz, came_at=came, last_at=last))
    shown = (await (await cast.browser("olena")).get(page(visit, "/presences"))).text
    assert 'value="70"' in shown
    assert "the room noted" in shown
    # It is no certificate until the host says so.
    assert (await take(cast, visit, "tomasz")).json()["code"] == "not_present"
