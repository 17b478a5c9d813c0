"""`mosty board create` and `mosty tag create`."""

import argparse

from forum.discussion.actions.boards import create_board
from forum.discussion.actions.tags import create_tag
from forum.foundation.i18n import LOCALES
from forum.foundation.services import Services


def named(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--slug", required=True, help="its part of the address, such as water-and-heating")
    for lang, name in LOCALES.items():
        parser.add_argument(f"--{lang}", required=True, metavar="NAME", help=f"its name in {name}")


async def create_a_board(chosen: argparse.Namespace, services: Services) -> int:
    async with services.database.work() as work:
        await create_board(work, None, slug=chosen.slug, names={lang: getattr(chosen, lang) for lang in LOCALES})
    print(chosen.slug)
    return 0


async def create_a_tag(chosen: argparse.Namespace, services: Services) -> int:
    async with services.database.work() as work:
        await create_tag(work, None, slug=chosen.slug, names={lang: getattr(chosen, lang) for lang in LOCALES})
    print(chosen.slug)
    return 0
