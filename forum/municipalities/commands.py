"""`mosty municipality create` and `mosty municipality import`."""

import argparse
import csv
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from forum.foundation.errors import Refused
from forum.foundation.i18n import LOCALES
from forum.foundation.services import Services
from forum.municipalities.actions import add

_NEEDED = ("slug", "country", *LOCALES)
_COLUMNS = (*_NEEDED, "region", *(f"region_{lang}" for lang in LOCALES), "population")


def create_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--slug", required=True, help="its part of the address, such as nowy-sacz")
    parser.add_argument("--country", required=True, help="two letters of ISO 3166, such as UA")
    for lang, name in LOCALES.items():
        parser.add_argument(f"--{lang}", required=True, metavar="NAME", help=f"its name in {name}")
    parser.add_argument("--region", help="NUTS or KATOTTH code")
    for lang, name in LOCALES.items():
        parser.add_argument(f"--region-{lang}", metavar="NAME", help=f"its region's name in {name}")
    parser.add_argument("--population", help="how many people live there")


def import_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help=f"CSV in UTF-8 with the columns {', '.join(_COLUMNS)}")


async def create(chosen: argparse.Namespace, services: Services) -> int:
    """Add one, or bring it up to date."""
    async with services.database.work() as work:
        await add(work, **_facts(vars(chosen)))
    print(chosen.slug)
    return 0


async def bring(chosen: argparse.Namespace, services: Services) -> int:
    """All of a table, or none when a line of it is refused."""
    added = 0
    with chosen.file.open(encoding="utf-8-sig", newline="") as lines:
        rows = csv.DictReader(lines, strict=True)
        try:
            if strange := set(rows.fieldnames or ()) - set(_COLUMNS):
                raise csv.Error(f"no column is called {', '.join(sorted(strange))}; they are {', '.join(_COLUMNS)}")
            async with services.database.work() as work:
                for row in rows:
                    if None in row or any(row.get(column) is None for column in _NEEDED):
                        raise csv.Error(f"the columns are {', '.join(_COLUMNS)}")
                    await add(work, **_facts(row))
                    added += 1
        except (csv.Error, UnicodeDecodeError) as error:
            return _fail(rows.reader.line_num, str(error))
        except Refused as refused:
            return _fail(rows.reader.line_num, f"{refused.code} ({refused.field})")
    print(f"{added} municipalities")
    return 0


def _facts(given: Mapping[str, Any]) -> dict[str, Any]:
    population = given.get("population") or None
    if population is not None and not (population.isascii() and population.isdigit() and len(population) < 10):
        raise Refused("population_invalid", field="population")
    return {
        "slug": given["slug"],
        "country": given["country"],
        "names": {lang: given[lang] for lang in LOCALES},
        "region": given.get("region") or None,
        "region_names": {lang: name for lang in LOCALES if (name := given.get(f"region_{lang}"))},
        "population": None if population is None else int(population),
    }


def _fail(line: int, message: str) -> int:
    print(f"line {line}: {message}; nothing was added", file=sys.stderr)
    return 1
