"""Municipalities among what is found."""

from forum.foundation.services import Services
from forum.municipalities.actions import add
from tests.cast import Cast
from tests.search.conftest import Ask, Index


async def test_a_municipality_is_found_by_its_name_region_and_country(
    services: Services, ask: Ask, index: Index, cast: Cast
) -> None:
    async with services.database.work() as work:
        await add(
            work, slug="lutsk", country="UA", names={"uk": "Луцьк", "en": "Lutsk", "pl": "Łuck"},
            region_names={"pl": "obwód wołyński"},
        )  # fmt: skip
        await add(work, slug="nowy-sacz", country="PL", names={"en": "Nowy Sącz"})
    await index()
    assert await ask("Луцьк") == ["Lutsk"]
    assert await ask("wołyński") == ["Lutsk"]
    assert await ask("Польща") == ["Nowy Sącz"]
    program = await cast.program(None, **{"Accept-Language": "pl"})
    [found] = (await program.get("/api/v1/search?q=Łuck&kind=town")).json()["items"]
    assert (found["id"], found["title"], found["author"]) == ("lutsk", "Łuck", None)
    assert found["url"].endswith("/pl/municipalities/lutsk")
    page = (await (await cast.browser()).get("/pl/search?q=Łuck")).text
    assert 'href="/pl/municipalities/lutsk"' in page
    assert "Samorząd" in page
    async with services.database.work() as work:
        await add(work, slug="lutsk", country="UA", names={"uk": "Луческ", "en": "Luchesk"})
    await index()
    assert await ask("Луцьк") == []
    assert await ask("Луческ") == ["Luchesk"]
