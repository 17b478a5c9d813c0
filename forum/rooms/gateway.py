"""The forum behind the chat engine's ports: who may enter a room, and the log."""

from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta
from typing import Final

from forum.foundation import errors
from forum.foundation.database import Work
from forum.foundation.services import Services
from forum.rooms import queries, rules
from forum.rooms.actions.seen import keep_marks
from forum.rooms.actions.writing import write_within_limits
from forum.rooms.events import EntryAppended, RightsRevoked
from realtime import ports
from realtime.ports import Admission, Appended, Head, Member, Revocation, Revocations, SeenMark
from realtime.wire import Change, Entry, Post, Translation

# A unit of work that began earlier may commit later: newer rows are looked at again, and told once.
SETTLED: Final = timedelta(seconds=10)


class ForumGatekeeper:
    """Implements `realtime.ports.Gatekeeper` over memberships, roles, suspensions and sessions."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._told: set[int] = set()
        services.database.bus.listen(RightsRevoked, self._tell_after_commit)

    async def admit(self, member: Member, room: str) -> Admission:
        now = self._services.clock.now()
        session = None if member.session is None else int(member.session)
        database = self._services.database
        place = await queries.place_at_the_door(database, room, member.account, now, session=session)
        if place is None:
            raise ports.Refused("no_room")
        if member.account is not None:
            if not place.signed_in:
                raise ports.Refused("signed_out")
            if place.standing.suspended_until is not None:
                raise ports.Refused("banned")
            if place.standing.removed:
                raise ports.Refused("forbidden")
        why = rules.why_not(place.standing, now)
        person = None
        if member.account and place.name:
            person = queries.person(member.account, place.name, place.standing.role)
        return Admission(
            can=rules.rights(place.standing, now),
            why=None if why is None else ports.Refused(why.code, **why.facts),
            seen=place.seen,
            person=person,
        )

    async def revocations(self, since: int | None) -> Revocations:
        async with self._services.database.read() as db:
            if since is None:
                return Revocations(await queries.last_revocation(db))
            found = await queries.revocations_after(db, since)
        settled = self._services.clock.now() - SETTLED
        news = [revocation for row, _, revocation in found if row not in self._told]
        cursor = max((row for row, at, _ in found if at <= settled), default=since)
        self._told = {row for row, _, _ in found if row > cursor}
        return Revocations(cursor, news)

    async def _tell_after_commit(self, work: Work, event: RightsRevoked) -> None:
        revocation = Revocation(code=event.code, account=event.account, session=event.session, room=event.room)
        work.after_commit(lambda: self._revoke(revocation))

    def _revoke(self, revocation: Revocation) -> None:
        if self._services.engine is not None:
            self._services.engine.revoke(revocation)


class ForumRoomLog:
    """Implements `realtime.ports.RoomLog` over the entries of rooms."""

    def __init__(self, services: Services) -> None:
        self._services = services
        services.database.bus.listen(EntryAppended, self._tell_after_commit)

    async def heads(self, rooms: Collection[str]) -> Mapping[str, Head]:
        async with self._services.database.read() as db:
            return await queries.heads(db, rooms)

    async def read(self, room: str, after: int, limit: int) -> Sequence[Entry]:
        async with self._services.database.read() as db:
            return await queries.log_page(db, room, after, limit)

    async def translations(self, room: str, first: int, last: int, lang: str) -> Sequence[Translation]:
        # Nothing is translated yet: translations are the translation capability's to keep.
        return ()

    async def append(self, member: Member, change: Change, *, only_repeat: bool = False) -> Appended:
        if member.account is None:
            raise ports.Refused("not_seated")
        try:
            written = await write_within_limits(self._services, member.account, change, only_repeat=only_repeat)
        except errors.Refused as refused:
            raise _in_words_of_the_wire(refused, change) from None
        return Appended(written.seq, dup=written.dup)

    async def mark_seen(self, marks: Sequence[SeenMark]) -> None:
        async with self._services.database.work() as work:
            await keep_marks(work, marks)

    async def _tell_after_commit(self, work: Work, event: EntryAppended) -> None:
        work.after_commit(lambda: self._announce(event))

    def _announce(self, event: EntryAppended) -> None:
        if self._services.engine is not None:
            self._services.engine.announce(event.room, [event.entry])


def _in_words_of_the_wire(refused: errors.Refused, change: Change) -> ports.Refused:
    if refused.code == "not_found":
        # The room was there at hello: what is missing is the message that an edit or removal speaks of.
        return ports.Refused("no_room" if isinstance(change, Post) else "not_yours")
    code = {"idempotency_mismatch": "mismatch", "field_invalid": "bad_frame"}.get(refused.code, refused.code)
    return ports.Refused(code, **refused.facts)
