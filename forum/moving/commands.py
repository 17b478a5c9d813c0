"""`mosty board export` and `mosty board import`."""

import argparse
import asyncio
import itertools
import sys
import time
from pathlib import Path

from forum.discussion import queries as discussion
from forum.foundation.errors import Refused
from forum.foundation.i18n import LOCALES
from forum.foundation.services import Services
from forum.moving import exports
from forum.moving.actions import imports
from forum.moving.rules.entries import Unreadable
from forum.moving.rules.sources import FORMATS

BATCH = 500
TELL_EVERY = 10_000


def export_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("slug", help="the board's part of its address")
    parser.add_argument("--to", required=True, metavar="FOLDER", type=Path, help="made when it is not there")


def import_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("slug", help="the board that the posts go to")
    parser.add_argument("file", type=Path)
    parser.add_argument("--format", required=True, choices=list(FORMATS), help="see docs/moving.md")
    parser.add_argument("--lang", choices=list(LOCALES), default="uk", help="of texts that do not say it; uk")


async def export_board(chosen: argparse.Namespace, services: Services) -> int:
    async with services.database.read() as db:
        board = await discussion.board(db, chosen.slug)
    count = await exports.write(services.database, board, chosen.to)
    print(f"{count} threads in {chosen.to}")
    return 0


async def import_board(chosen: argparse.Namespace, services: Services) -> int:
    """Posts in batches, each a transaction: what stopped halfway goes on where it was when it is called again."""
    begun, read, added, told = time.monotonic(), 0, 0, TELL_EVERY
    try:
        with chosen.file.open(encoding="utf-8-sig", newline="") as lines:
            entries = FORMATS[chosen.format](lines)
            while batch := list(itertools.islice(entries, BATCH)):
                ready = await asyncio.to_thread(
                    imports.made_ready, batch, board=chosen.slug, source=chosen.format, lang=chosen.lang
                )
                async with services.database.work() as work:
                    added += await imports.take_in(work, await imports.board_row(work, chosen.slug), ready)
                read += len(batch)
                if read >= told:
                    print(_summary(read, added, time.monotonic() - begun), file=sys.stderr)
                    told += TELL_EVERY
    except (Unreadable, OSError, UnicodeDecodeError) as error:
        print(f"mosty: {chosen.file}: {error}; {added} posts were added before", file=sys.stderr)
        return 1
    except Refused as refused:
        print(f"mosty: there is no board {chosen.slug} ({refused.code})", file=sys.stderr)
        return 1
    print(_summary(read, added, time.monotonic() - begun))
    return 0


def _summary(read: int, added: int, seconds: float) -> str:
    return f"{read} posts read, {added} added, {read / max(seconds, 0.001):.0f} a second"
