import re

from forum.foundation.services import Services
from forum.municipalities import actions, queries
from tests.cast import Cast

TOWNS = (
    ("lodz", "PL", {"uk": "Лодзь", "en": "Łódź", "pl": "Łódź"}),
    ("lublin", "PL", {"uk": "Люблін", "en": "Lublin", "pl": "Lublin"}),
    ("izium", "UA", {"uk": "Ізюм", "en": "Izium", "pl": "Izium"}),
    ("yahotyn", "UA", {"uk": "Яготин", "en": "Yahotyn", "pl": "Jahotyn"}),
    ("zhovkva", "UA", {"uk": "Жовква", "en": "Zhovkva", "pl": "Żółkiew"}),
)


async def fill(services: Services) -> None:
    async with services.database.work() as work:
        for slug, country, names in TOWNS:
            await actions.add(work, slug=slug, country=country, names=names)


async def test_the_directory_follows_the_readers_alphabet(services: Services, cast: Cast) -> None:
    await fill(services)
    program = await cast.program()
    uk = (await program.get("/api/v1/municipalities", headers={"Accept-Language": "uk"})).json()
    assert [item["name"] for item in uk["items"]] == ["Лодзь", "Люблін", "Жовква", "Ізюм", "Яготин"]
    pl = (await program.get("/api/v1/municipalities", headers={"Accept-Language": "pl"})).json()
    assert [item["name"] for item in pl["items"]] == ["Lublin", "Łódź", "Izium", "Jahotyn", "Żółkiew"]
    assert pl["next"] is None


async def test_the_registration_form_offers_them_by_country(services: Services, cast: Cast) -> None:
    await fill(services)
    page = (await (await cast.browser()).get("/pl/register")).text
    assert re.findall(r'<optgroup label="([^"]+)"', page) == ["Polska", "Ukraina"]
    assert page.index('value="lublin"') < page.index('value="lodz"') < page.index('value="izium"')


async def test_adding_twice_brings_up_to_date(services: Services) -> None:
    await fill(services)
    await fill(services)
    async with services.database.work() as work:
        await actions.add(work, slug="lodz", country="PL", names={"pl": "Łódź!"})
    async with services.database.read() as db:
        assert await queries.count(db) == len(TOWNS)
        assert "Łódź!" in [town.name for town in await queries.directory(db, "pl")]
