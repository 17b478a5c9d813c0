"""Taking what calendars answer to invitations."""

import re
from secrets import compare_digest

import sqlalchemy as sa

from forum.foundation.database import Work
from forum.foundation.ids import ALPHABET, SHORT_ID_LENGTH
from forum.visits.actions.locking import locked_visit
from forum.visits.actions.seats import give_up_seat
from forum.visits.calendar import uid_host
from forum.visits.queries import invitations, users
from forum.visits.rules.invitations import Answer
from forum.visits.rules.replies import Reply, ReplyError
from forum.visits.rules.status import Status
from forum.web.viewer import ANONYMOUS, Viewer

_SECRET = re.compile(rf"\+[{ALPHABET}]{{{2 * SHORT_ID_LENGTH}}}@")


async def take_reply(work: Work, reply: Reply) -> None:
    """Write an answer down; who declines gives the seat up.

    It counts when it names a visit of ours, came to the secret address that this person alone was given, answers the
    last invitation and was not taken before.

    Raises:
        ReplyError: when it does not count.
        Refused: `not_found` for a visit that is none, or a draft.
    """
    if reply.host != uid_host(work.site):
        raise ReplyError("of another site")
    visit = await locked_visit(work, reply.visit, ANONYMOUS)
    rows = await work.db.execute(
        sa.select(users.c.id, users.c.public_id, users.c.role, *invitations.c)
        .join(invitations, invitations.c.user_id == users.c.id)
        .where(invitations.c.visit_id == visit.row, sa.func.lower(users.c.email) == reply.attendee)
    )
    row = next((row for row in rows if _secret_known(row.organizer, reply)), None)
    if row is None:
        raise ReplyError("of nobody invited, or without their secret")
    if reply.sequence < row.sequence:
        raise ReplyError("of an invitation that is out of date")
    # A clock that runs ahead must not silence its owner for ever.
    stamp = min(reply.stamp, work.now)
    if row.answered_at is not None and stamp <= row.answered_at:
        raise ReplyError("taken before")
    work.shown_to_all = False
    mine = sa.and_(invitations.c.visit_id == visit.row, invitations.c.user_id == row.id)
    await work.db.execute(sa.update(invitations).where(mine).values(answer=reply.answer.value, answered_at=stamp))
    if reply.answer is Answer.DECLINED and visit.status in (Status.PUBLISHED, Status.LIVE):
        work.shown_to_all = True
        await give_up_seat(work, visit.id, Viewer(id=row.id, public_id=row.public_id, role=row.role, confirmed=True))


def _secret_known(organizer: str, reply: Reply) -> bool:
    """Whether the reply came to an address with a secret, and to this one."""
    return _SECRET.search(organizer) is not None and any(
        compare_digest(organizer.lower().encode(), address.encode()) for address in reply.addressed
    )
