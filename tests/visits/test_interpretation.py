"""How people of several languages will understand each other, and what is not promised."""

import re

import pytest

from tests.cast import Cast
from tests.visits.plans import asked
from tests.visits.test_pages import path_of, typed

OFFERED = ["consecutive", "channels", "text", "none"]


def offered(html: str) -> list[str]:
    return re.findall(r'name="interpretation" type="radio" value="(\w+)"', html)


async def test_the_form_offers_no_machine_and_chooses_for_nobody(cast: Cast) -> None:
    olena = await cast.browser("olena")
    page = (await olena.get("/en/visits/new")).text
    assert offered(page) == OFFERED
    assert not re.search(r'name="interpretation"[^>]* checked', page)
    assert "achine translation" not in page
    form = typed()
    del form["interpretation"]
    refused = await olena.post("/en/visits/new", data=form)
    assert refused.status_code == 422
    assert "Please choose how people will understand each other." in refused.text
    assert offered(refused.text) == OFFERED


@pytest.mark.parametrize(
    ("locale", "said"),
    [
        ("uk", "чат поки що не перекладає"),
        ("en", "No interpreter; the chat does not translate yet"),
        ("pl", "czat jeszcze nie tłumaczy"),
    ],
)
async def test_what_a_program_left_to_machines_is_not_shown_as_if_they_were_there(
    cast: Cast, locale: str, said: str
) -> None:
    """The API's default stays (contract §2); a host who edits such a visit keeps or changes it."""
    program, olena = await cast.program("olena"), await cast.browser("olena")
    plan = asked()
    del plan["interpretation"]
    visit = (await program.post("/api/v1/visits", json=plan)).json()
    assert visit["interpretation"] == "machine"
    assert (await program.put(f"/api/v1/visits/{visit['id']}/publication")).status_code == 200
    page = (await olena.get(f"/{locale}{path_of(visit)}")).text
    assert said in page
    form = (await olena.get(f"/{locale}{path_of(visit)}/edit")).text
    assert offered(form) == [*OFFERED, "machine"]
    assert re.search(r'name="interpretation"[^>]*value="machine"[^>]* checked', form)
