"""Seats over the API."""

from litestar import delete, put

from forum.accounts.guards import may_write
from forum.foundation.errors import N_
from forum.visits import actions
from forum.visits.api.shapes.answers import SeatAnswer, seat_answer
from forum.visits.api.shapes.asked import AnsweringQuestions, Answers, optional_body
from forum.web.openapi import problem_responses
from forum.web.provided import InPath, Viewer, Work
from forum.web.request import MostyRequest


@put(
    "/visits/{id:str}/seat",
    summary=N_("Takes a seat for you, or the next place on the waiting list."),
    guards=[may_write],
    operation_class=AnsweringQuestions,
    responses=problem_responses(409, 415, 422),
)
async def take(request: MostyRequest, viewer: Viewer, work: Work, id: InPath) -> SeatAnswer:
    """A seat, the next place on the waiting list or a request for one; takes what is offered; who has one keeps it."""
    answers = (await optional_body(request, Answers)).answers
    return seat_answer(await actions.take_seat(work, id, viewer, answers))


@delete(
    "/visits/{id:str}/seat",
    summary=N_("Gives up your seat or your place on the waiting list."),
    guards=[may_write],
    responses=problem_responses(409),
)
async def give_up(viewer: Viewer, work: Work, id: InPath) -> None:
    """Give one's seat or place in the list up; nothing happens when there was none."""
    await actions.give_up_seat(work, id, viewer)
