from typing import Any

from forum.foundation.database import Database
from forum.municipalities import actions as municipalities
from tests.cast import Cast
from tests.conftest import TurnedClock
from tests.visits.plans import published, scheduled


def titled(uk: str, **changes: Any) -> dict[str, Any]:
    return {"title": {"uk": uk}, **changes}


async def test_a_municipality_shows_the_visits_that_it_hosts(
    cast: Cast, database: Database, clock: TurnedClock
) -> None:
    async with database.work() as work:
        town = await municipalities.add(
            work, slug="lutsk", country="UA", names={"uk": "Луцьк", "en": "Lutsk"},
            region_names={"uk": "Волинська область"}, population=215_000,
        )  # fmt: skip
    await cast.id("olena", municipality_id=town)
    olena, anybody = await cast.program("olena"), await cast.browser()
    page = (await anybody.get("/uk/municipalities/lutsk")).text
    assert "Луцьк" in page
    assert "Волинська область</span>, Україна" in page
    assert "215\xa0000 " in page
    later = await published(olena, **titled("Осінь", starts="2027-10-01T15:00"))
    await published(olena, **titled("Літо", starts="2027-07-01T15:00"))
    await scheduled(olena, **titled("Чернетка"))
    await published(await cast.program("tomasz"), **titled("Чужий"))
    page = (await anybody.get("/uk/municipalities/lutsk")).text
    assert page.index("Літо") < page.index("Осінь")
    assert "Чернетка" not in page
    assert "Чужий" not in page
    assert "Минулі візити" not in page
    assert 'href="/en/municipalities/lutsk"' in (await anybody.get(later["url"].partition("8000")[2])).text
    clock.turn(days=200)
    page = (await anybody.get("/uk/municipalities/lutsk")).text
    assert page.index("Осінь") < page.index("Минулі візити") < page.index("Літо")
    assert (await anybody.get("/uk/municipalities/nowhere")).status_code == 404


async def test_the_directory_links_to_all_of_them(cast: Cast, database: Database) -> None:
    anybody = await cast.browser()
    assert "No municipality has joined yet" in (await anybody.get("/en/municipalities")).text
    async with database.work() as work:
        for slug, country, name in (("lutsk", "UA", "Lutsk"), ("krosno", "PL", "Krosno")):
            await municipalities.add(work, slug=slug, country=country, names={"en": name})
    page = (await anybody.get("/pl/municipalities")).text
    assert page.index("Polska") < page.index("krosno") < page.index("Ukraina") < page.index("lutsk")
    assert 'href="/en/municipalities/lutsk"' in (await anybody.get("/en/municipalities")).text
    assert 'href="/en/municipalities"' in (await anybody.get("/en/")).text
    assert "/en/municipalities/lutsk" in (await anybody.get("/sitemap.xml")).text
