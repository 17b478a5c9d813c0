"""Planning several visits at once: a series, each visit its own."""

import uuid
from collections.abc import Sequence
from dataclasses import replace

from forum.foundation.database import Work
from forum.foundation.ids import client_id as known_client_id
from forum.visits.actions.preparation import prepare
from forum.visits.actions.questions import ask_again
from forum.visits.actions.schedule import Scheduled, schedule_visit
from forum.visits.rules.agenda import Item
from forum.visits.rules.plan import Plan
from forum.visits.rules.preparation import NOTHING, Preparation
from forum.visits.rules.series import walls
from forum.web.viewer import Viewer


async def schedule_series(
    work: Work,
    viewer: Viewer,
    plan: Plan,
    *,
    client_id: str,
    programme: Sequence[Item] = (),
    municipality: str | None = None,
    every: str = "",
    times: int = 1,
    preparation: Preparation = NOTHING,
    like: int | None = None,
) -> list[Scheduled]:
    """Plan a visit, or one for each day of a series, with its roles and tasks; a repeat of the request makes no more.

    Args:
        every: "week" or "month"; "" for a visit that does not repeat.
        times: how many visits the series has.
        like: the row of a visit whose questions are asked again; None for none.

    Raises:
        Refused: `repeat_unknown`, `repeat_times`, or what `schedule_visit` says of any of them; then none is planned.
    """
    first = uuid.UUID(known_client_id(client_id))
    planned = []
    for number, wall in enumerate(walls(plan.starts, every, times)):
        own_id = first if number == 0 else uuid.uuid5(first, str(number))
        # Of an hour that comes twice, the later visits of a series take the first pass.
        own = plan if number == 0 else replace(plan, starts=wall, fold=0)
        done = await schedule_visit(
            work, viewer, own, client_id=str(own_id), programme=programme, municipality=municipality
        )
        if done.created:
            await prepare(work, done.visit.row, preparation)
            if like is not None:
                await ask_again(work, like, done.visit.row)
        planned.append(done)
    return planned
