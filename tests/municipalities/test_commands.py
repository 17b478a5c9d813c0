from pathlib import Path
from typing import Any

import pytest

from forum.entrypoints.cli import parser
from forum.foundation.errors import Refused
from forum.foundation.services import Services
from forum.municipalities import queries

TABLE = """slug,country,uk,en,pl,region,region_uk,region_en,region_pl,population
lutsk,UA,Луцьк,Lutsk,Łuck,UA07,Волинська область,Volyn Oblast,obwód wołyński,215000
nowy-sacz,PL,Новий Сонч,Nowy Sącz,Nowy Sącz,PL218,,Lesser Poland,województwo małopolskie,
"""


async def run(services: Services, *words: str) -> int:
    chosen = parser().parse_args(words)
    code: int = await chosen.command.run(chosen, services)
    return code


async def towns(services: Services) -> list[tuple[str, str, str, int | None]]:
    async with services.database.read() as db:
        return [(town.slug, town.name, town.region_name, town.population) for town in await queries.directory(db, "pl")]


async def test_a_table_fills_the_directory_and_brings_it_up_to_date(
    services: Services, tmp_path: Path, capsys: Any
) -> None:
    file = tmp_path / "towns.csv"
    file.write_text(TABLE, encoding="utf-8-sig")
    assert await run(services, "municipality", "import", str(file)) == 0
    assert capsys.readouterr().out == "2 municipalities\n"
    sacz = ("nowy-sacz", "Nowy Sącz", "województwo małopolskie", None)
    assert await towns(services) == [sacz, ("lutsk", "Łuck", "obwód wołyński", 215_000)]
    words = ["--slug", "lutsk", "--country", "UA", "--uk", "Луцьк", "--en", "Lutsk", "--pl", "Łuck (Wołyń)"]
    assert await run(services, "municipality", "create", *words) == 0
    assert await towns(services) == [sacz, ("lutsk", "Łuck (Wołyń)", "obwód wołyński", 215_000)]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("Sacz,PL,а,b,c", "town_slug_invalid (slug)"), ("sacz--x,PL,а,b,c", "town_slug_invalid (slug)"),
        ("sacz,ZZ,а,b,c", "country_unknown (country)"), ("sacz,pl,а,b,c", "country_unknown (country)"),
        ("sacz,PL,,,", "text_empty (name_en)"), (f"sacz,PL,а,{'b' * 121},c", "text_too_long (name_en)"),
        ("sacz,PL,а,b,c,pl-21", "region_invalid (region)"), ("sacz,PL,а,b,c,,,,,many", "population_invalid (population)"),
        ("sacz,PL,а,b,c,,,,,-1", "population_invalid (population)"),
        ("sacz,PL,а,b,c,,,,,999999999", "population_invalid (population)"), ("sacz,PL", "the columns are"),
        ("sacz,PL,а,b,c,,,,,1,2", "the columns are"), ('sacz,PL,"а"б,b,c', "expected after"),
    ],
)  # fmt: skip
async def test_a_table_with_a_line_that_is_refused_changes_nothing(
    services: Services, tmp_path: Path, capsys: Any, line: str, said: str
) -> None:
    file = tmp_path / "towns.csv"
    file.write_text(TABLE + line)
    assert await run(services, "municipality", "import", str(file)) == 1
    message = capsys.readouterr().err
    assert message.startswith("line 4: ")
    assert said in message
    assert await towns(services) == []


async def test_a_table_in_another_encoding_is_refused(services: Services, tmp_path: Path, capsys: Any) -> None:
    file = tmp_path / "towns.csv"
    file.write_bytes(TABLE.encode("cp1251", "replace"))
    assert await run(services, "municipality", "import", str(file)) == 1
    assert "nothing was added" in capsys.readouterr().err


async def test_one_that_is_refused_says_why(services: Services) -> None:
    words = ["--slug", "New Sacz", "--country", "PL", "--uk", "а", "--en", "b", "--pl", "c"]
    with pytest.raises(Refused, match="town_slug_invalid"):
        await run(services, "municipality", "create", *words)


async def test_a_column_that_is_misspelt_is_refused(services: Services, tmp_path: Path, capsys: Any) -> None:
    file = tmp_path / "towns.csv"
    file.write_text(TABLE.replace("population", "populaton"))
    assert await run(services, "municipality", "import", str(file)) == 1
    assert "no column is called populaton" in capsys.readouterr().err
    assert await towns(services) == []
