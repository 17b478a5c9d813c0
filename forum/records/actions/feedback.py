"""Saying what one thinks of a visit, once."""

import sqlalchemy as sa

from forum.foundation.database import Work
from forum.foundation.errors import Refused
from forum.foundation.i18n import known_locale
from forum.foundation.ids import client_id as known_client_id
from forum.foundation.ids import short_id
from forum.foundation.text import clean
from forum.records.queries.feedback import answers, given
from forum.records.rules.feedback import MAX_COMMENT, Scores, check_open, checked
from forum.visits.actions.locking import locked_visit
from forum.visits.queries import my_seat
from forum.web.viewer import Viewer


async def give_feedback(
    work: Work, visit_id: str, viewer: Viewer, scores: Scores, *, comment: str, lang: str, client_id: str
) -> bool:
    """Keep an answer without its author; False for a repeat of the same request, which changes nothing.

    Raises:
        Refused: `not_found`, `visit_not_over`, `feedback_closed`, `no_seat`, `feedback_given`, `score_missing`, or what
            is wrong with the comment.
    """
    client_id = known_client_id(client_id)
    visit = await locked_visit(work, visit_id, viewer)
    check_open(visit.status, visit.ends_at, work.now)
    seat = await my_seat(work.db, viewer, visit.row)
    if seat is None or not seat.is_taken:
        raise Refused("no_seat")
    own = given.c.visit_id == visit.row, given.c.user_id == viewer.row
    earlier = await work.db.scalar(sa.select(given.c.client_id).where(*own))
    if earlier is not None:
        if earlier != client_id:
            raise Refused("feedback_given")
        return False
    marks, lang = checked(scores), known_locale(lang)
    comment = clean(comment, limit=MAX_COMMENT, field="comment", optional=True)
    await work.db.execute(sa.insert(given).values(visit_id=visit.row, user_id=viewer.row, client_id=client_id))
    await work.db.execute(
        sa.insert(answers).values(id=short_id(), visit_id=visit.row, scores=marks, comment=comment, lang=lang)
    )
    return True
