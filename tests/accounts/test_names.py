"""S22: names that are somebody's, and none that only look so."""

from typing import Any

import httpx
import pytest
import sqlalchemy as sa

from forum.accounts.models import User
from forum.accounts.rules import names
from forum.foundation.database import table
from forum.foundation.errors import Refused
from tests.cast import Cast
from tests.conftest import TurnedClock

REGISTRATION = {
    "email": "new@example.org", "password": "кавник-під-дощем-77", "lang": "uk", "zone": "Europe/Kyiv",
    "municipality": "", "age_band": "adult",
}  # fmt: skip
NO_NAMES = {
    "Cyrillic in a Latin word": "Оlena",
    "Latin in a Cyrillic word": "Oлена Коваль",
    "Greek in a Latin word": "Αda",
    "Cherokee in a Latin word": "Ꭺda",
    "zero width space": "Оле\u200bна",
    "zero width joiner": "Оле\u200dна",
    "word joiner": "Оле\u2060на",
    "byte order mark": "\ufeffОлена",
    "soft hyphen": "Оле\u00adна",
    "right to left override": "\u202eОлена",
    "right to left isolate": "\u2067Олена\u2069",
    "right to left mark": "Олена\u200f",
    "tag characters": "Олена\U000e0041",
    "Hangul filler": "Олена\u3164",
    "empty braille": "Олена\u2800",
    "50 combining marks": "Олена" + "\u0301" * 50,
    "50 enclosing marks": "О" + "\u0488" * 50,
    "three marks on a letter": "О\u0301\u0302\u0303лена",
    "spaces": "   ",
    "no-break spaces": "\u00a0\u2003\u3000",
    "signs": "...",
    "private use": "Олена\ue000",
    "too long": "О" * 81,
}  # fmt: skip


async def register(browser: httpx.AsyncClient, name: str, locale: str = "en", **changes: str) -> httpx.Response:
    return await browser.post(f"/{locale}/register", data={**REGISTRATION, "name": name, **changes})


@pytest.mark.parametrize("name", NO_NAMES.values(), ids=NO_NAMES.keys())
async def test_s22_what_is_no_name_is_refused_where_one_registers_and_in_the_profile(cast: Cast, name: str) -> None:
    guest, bohdan = await cast.browser(), await cast.browser("bohdan")
    refused = await register(guest, name, municipality="")
    assert refused.status_code == 422
    assert 'id="f-name-error"' in refused.text
    assert 'value="new@example.org"' in refused.text
    typed = {"name": name, "lang": "uk", "zone": "Europe/Kyiv", "municipality": ""}
    assert (await bohdan.post("/en/profile", data=typed)).status_code == 422


@pytest.mark.parametrize(
    "name",
    ["Олена Коваль", "Łukasz Żak-Wąs", "O’Brien", "Д'Артаньян", "Дем\u02bcян", "Євген ІІ", "Nuñez", "Λάμπρος",
     "Оле\u0301на Кова\u0301ль", "Nguyễn Ệ", "山田 タロウ", "Анна Anna", "Дядько 3"],
)  # fmt: skip
def test_s22_names_of_people_stay_as_they_are_written(name: str) -> None:
    assert names.display_name(name) == name


@pytest.mark.parametrize(
    ("imitation", "name"),
    [
        ("Ada Nowak", "АԁA Nowak"), ("lvan", "Ivan"), ("Iван", "Іван"), ("0лег", "Олег"),
        ("𝐀𝐝𝐚", "Ada"), ("Ａｄａ", "Ada"), ("ADA", "ada"), ("A-d-a", "Ada"), ("Àda", "Ada"), ("Зоя", "3оя"),
        ("Рaulа", "Paula"), ("οlga", "olga"), ("Straße", "STRASSE"),
    ],
)  # fmt: skip
def test_s22_what_looks_the_same_has_the_same_look(imitation: str, name: str) -> None:
    assert names.look(imitation) == names.look(name)


@pytest.mark.parametrize(("one", "other"), [("Олена", "Олеся"), ("Ada", "Adam"), ("Марія", "Марина"), ("Jan", "Ian")])
def test_s22_other_names_have_other_looks(one: str, other: str) -> None:
    assert names.look(one) != names.look(other)


@pytest.mark.parametrize("name", ["Ada Nowаk", "АDА Nowak", "Ada Nowak", "ada nowak", "Ada  Nowak.", "Αdа Nowak"])
async def test_s22_nobody_is_called_like_an_official_nor_looks_so(cast: Cast, name: str) -> None:
    await cast.id("ada")
    guest = await cast.browser()
    said = {"uk": "посадової особи", "en": "that of an official", "pl": "osoby z urzędu"}
    for locale in said:
        refused = await register(guest, name, locale)
        assert refused.status_code == 422
    if name.casefold().replace(".", "").split() == ["ada", "nowak"]:
        for locale, words in said.items():
            assert words in (await register(guest, name, locale)).text


async def test_s22_a_look_alike_of_anybody_is_refused_and_a_namesake_is_not(cast: Cast, clock: TurnedClock) -> None:
    guest = await cast.browser()
    assert (await register(guest, "Іван Оса")).status_code == 303
    assert (await register(guest, "Іван Оса", email="second@example.org")).status_code == 303
    async with cast.services.database.work() as work:
        await work.db.execute(sa.update(table(User)).values(confirmed_at=clock.now()))
    for name in ("Іван Oca", "lван Оса", "Іван-Оса", "Івaн Оса"):
        refused = await register(guest, name, email="third@example.org")
        assert refused.status_code == 422, name
    assert "looks like" in (await register(guest, "Іван Oca", email="third@example.org")).text
    bohdan = await cast.browser("bohdan")
    typed: dict[str, Any] = {"name": "Іван Oca", "lang": "uk", "zone": "Europe/Kyiv", "municipality": ""}
    assert (await bohdan.post("/en/profile", data=typed)).status_code == 422
    assert (await bohdan.post("/en/profile", data={**typed, "name": "Іван Оса"})).status_code == 303


async def test_s22_one_may_write_ones_own_name_otherwise(cast: Cast) -> None:
    tomasz = await cast.browser("tomasz")
    typed = {"name": "Tomasz Zielinski", "lang": "pl", "zone": "Europe/Warsaw", "municipality": ""}
    assert (await tomasz.post("/en/profile", data=typed)).status_code == 303
    assert (await register(await cast.browser(), "Tomasz Zieliński")).status_code == 422


def test_s22_the_rule_compares_what_it_is_given() -> None:
    olena = names.Other("Олена Коваль", is_official=True)
    names.check_is_free("Олена Ковальчук", [olena])
    for name in ("0лена Коваль", "Олена  Кова ль", "олена коваль", "Олена Коваль"):
        with pytest.raises(Refused, match="name_taken"):
            names.check_is_free(name, [olena])
    resident = names.Other("Олена Коваль", is_official=False)
    names.check_is_free("Олена КОВАЛЬ", [resident])
    with pytest.raises(Refused, match="name_alike"):
        names.check_is_free("0лена Коваль", [resident])


async def test_s22_a_name_in_any_direction_stays_within_its_place(cast: Cast) -> None:
    browser = await cast.browser("bohdan")
    typed = {"name": "שרה כהן", "lang": "uk", "zone": "Europe/Kyiv", "municipality": ""}
    assert (await browser.post("/en/profile", data=typed)).status_code == 303
    for path in ("/en/profile", "/en/boards"):
        page = (await browser.get(path)).text
        assert ">שרה כהן<" in page
        assert page.count("שרה כהן</bdi>") == page.count(">שרה כהן<")
