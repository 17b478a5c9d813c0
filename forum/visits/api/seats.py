"""Seats over the API."""

from litestar import delete, put
from litestar.params import FromPath

from forum.accounts.guards import may_write
from forum.visits import actions
from forum.visits.api.shapes import SeatAnswer, seat_answer
from forum.web.openapi import problem_responses
from forum.web.provided import Viewer, Work


@put("/visits/{id:str}/seat", guards=[may_write], responses=problem_responses())
async def take(viewer: Viewer, work: Work, id: FromPath[str]) -> SeatAnswer:  # noqa: A002
    """A seat, or the next place on the waiting list; who has one keeps it."""
    return seat_answer(await actions.take_seat(work, id, viewer))


@delete("/visits/{id:str}/seat", guards=[may_write], responses=problem_responses())
async def give_up(viewer: Viewer, work: Work, id: FromPath[str]) -> None:  # noqa: A002
    """Give one's seat or place in the list up; nothing happens when there was none."""
    await actions.give_up_seat(work, id, viewer)
