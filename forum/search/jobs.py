"""The worker's part: what was written becomes findable."""

import asyncio
import logging
import sys

from forum.foundation.services import Services
from forum.search import actions, concepts, lemmas, queries, terms, tries
from forum.search.queries import Waiting
from forum.search.terms import Indexed

log = logging.getLogger("mosty.search")
BATCH = 10


async def index_waiting(services: Services) -> None:
    """Make the terms of every document that has none, or old ones; a look when there are none is one indexed read."""
    if not tries.are_written():
        await _write_tries()
    scheme = terms.scheme()
    while True:
        async with services.database.read(patient=True) as db:
            batch = await queries.waiting(db, scheme, BATCH)
        if not batch:
            return
        made = await asyncio.to_thread(index, batch)
        async with services.database.work(patient=True) as work:
            await actions.write_terms(work, scheme, made)


def index(batch: list[Waiting]) -> list[tuple[int, str, Indexed]]:
    """The terms of documents, with their rows and editions."""
    return [(w.row, w.edition, terms.indexed(w.titles, w.texts)) for w in batch]


async def _write_tries() -> None:
    """In a process of its own, which takes the memory with it. Where it cannot, words are found by their stems."""
    if _tried:
        return
    _tried.append(True)
    log.info("the dictionaries of word forms are missing: writing them, once")
    process = await asyncio.create_subprocess_exec(sys.executable, "-m", "forum.search.tries")
    if await process.wait() != 0:
        log.warning("the dictionaries of word forms cannot be written to %s", tries.folder())
        return
    for kept in (lemmas.look_again, concepts.look_again, terms.scheme.cache_clear):
        kept()


_tried: list[bool] = []
