"""Polls in a visit's room: put by hosts, answered by those with a seat."""

from collections.abc import Sequence

import sqlalchemy as sa

from forum.audit.actions import note
from forum.foundation.database import Work
from forum.foundation.ids import client_id as known_client_id
from forum.foundation.ids import short_id
from forum.live.actions.changes import entered, hosted
from forum.live.queries.polls import links, poll_row
from forum.live.rules.questions import check_may_ask
from forum.polls import actions as polls
from forum.polls.rules.plan import Plan
from forum.rooms.actions.entries import append_entry
from forum.web.viewer import Viewer


async def open_poll(work: Work, visit: str, viewer: Viewer, plan: Plan, *, client_id: str) -> None:
    """A host puts a poll to the room; the same again changes nothing.

    Raises:
        Refused: `not_found`, `not_allowed`, `bad_client_id`, `idempotency_mismatch`.
    """
    own_id = known_client_id(client_id)
    room = await hosted(work, visit, viewer)
    row, first = await polls.ask(work, viewer, plan, client_id=own_id)
    if not first:
        return
    public_id, target = short_id(), f"visit:{room.visit.id}"
    await work.db.execute(sa.insert(links).values(public_id=public_id, visit_id=room.visit.row, poll_id=row))
    await append_entry(work, room.visit.room_row, "poll.opened", author_id=viewer.row, more={"poll": public_id})
    await note(work, "live.poll_opened", actor_id=viewer.row, target=target, poll=public_id)


async def vote(work: Work, visit: str, poll: str, viewer: Viewer, chosen: Sequence[int]) -> None:
    """Vote, or change one's vote.

    Raises:
        Refused: `not_found`, what `check_may_ask` says, `poll_closed`, or what `polls.rules.plan.choice` refuses.
    """
    room = await entered(work, visit, viewer)
    check_may_ask(room.place.standing, work.now)
    await polls.vote(work, viewer, await poll_row(work.db, room, poll), chosen)


async def take_vote_back(work: Work, visit: str, poll: str, viewer: Viewer) -> None:
    """As if one had not voted.

    Raises:
        Refused: as `vote`.
    """
    room = await entered(work, visit, viewer)
    check_may_ask(room.place.standing, work.now)
    await polls.take_vote_back(work, viewer, await poll_row(work.db, room, poll))


async def close_poll(work: Work, visit: str, poll: str, viewer: Viewer) -> None:
    """A host ends the voting; everybody sees what came out.

    Raises:
        Refused: `not_found`, `not_allowed`.
    """
    room = await hosted(work, visit, viewer)
    if await polls.close(work, await poll_row(work.db, room, poll)):
        await note(work, "live.poll_closed", actor_id=viewer.row, target=f"visit:{room.visit.id}", poll=poll)
