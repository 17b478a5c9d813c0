"""The unit of work: the only thing that commits."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from forum.foundation.bus import Bus
from forum.foundation.site import Site


class Work:
    """One writing transaction and what is to be said once it is on disk.

    Attributes:
        db: the connection; statements on it see and make this transaction's changes.
        now: the moment the work began, in UTC; the same for everything it writes.
        shown_to_all: set to False where nothing that is written shows on a page for everybody, so that those which are
            kept stay good: how far one person has read, when they were last here.
        site: how this installation names itself in mails.
    """

    def __init__(self, db: AsyncConnection, now: datetime, bus: Bus, site: Site | None = None) -> None:
        self.db = db
        self.now = now
        self.site = site or Site()
        self.shown_to_all = True
        self._bus = bus
        self._events: list[object] = []
        self._after_commit: list[Callable[[], None]] = []

    def insert(self, into: sa.Table) -> Any:
        """An insert that can say what is to happen on a conflict, which each database has in a dialect of its own."""
        dialect = sqlite if self.db.dialect.name == "sqlite" else postgresql
        return dialect.insert(into)

    def record(self, event: object) -> None:
        """Something happened: its listeners write their rows in this transaction, before the commit."""
        self._events.append(event)

    def after_commit(self, tell: Callable[[], None]) -> None:
        """Call `tell` once everything is on disk, and never if it is rolled back. It must not fail or block."""
        self._after_commit.append(tell)

    @asynccontextmanager
    async def attempt(self) -> AsyncIterator[None]:
        """A part that may be refused while the rest stands: a savepoint, rolled back when an exception leaves it."""
        events, tells = len(self._events), len(self._after_commit)
        savepoint = await self.db.begin_nested()
        try:
            yield
        except BaseException:
            await savepoint.rollback()
            del self._events[events:], self._after_commit[tells:]
            raise
        await savepoint.commit()

    async def finish(self) -> None:
        """Run listeners until none has anything to add. Called by the owner of the transaction, before its commit."""
        done = 0
        while done < len(self._events):
            event = self._events[done]
            done += 1
            await self._bus.publish(self, event)

    def tell(self) -> None:
        """Called by the owner of the transaction, after its commit."""
        for tell in self._after_commit:
            tell()
