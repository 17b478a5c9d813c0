"""Feedback over the API."""

from typing import Annotated

import msgspec
from litestar import get, put
from litestar.params import JSONBody

from forum.accounts.guards import may_write
from forum.foundation.errors import N_, Refused
from forum.records.actions import feedback as actions
from forum.records.queries import feedback as queries
from forum.visits.queries import visit_for
from forum.web.openapi import problem_responses
from forum.web.provided import Db, InPath, Services, Viewer, Work

Mark = Annotated[int, msgspec.Meta(description="From 1, not at all, to 5, fully")]


class Marks(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, frozen=True):
    """From 1 to 5: it was useful; I understood what was said; sound, picture and room worked; we will do something
    together."""

    useful: Mark
    understood: Mark
    technology: Mark
    together: Mark


class NewFeedback(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, frozen=True):
    id: str
    scores: Marks
    comment: str = ""
    lang: str


class FiguresAnswer(msgspec.Struct, kw_only=True):
    """`counts` is how often 1, 2, 3, 4 and 5 were given."""

    question: str
    counts: list[int]
    mean: float


class CommentAnswer(msgspec.Struct, kw_only=True):
    text: str
    lang: str


class FeedbackAnswers(msgspec.Struct, kw_only=True):
    """`questions` and `comments` are empty while too few have answered."""

    answers: int
    questions: list[FiguresAnswer]
    comments: list[CommentAnswer]


@put(
    "/visits/{id:str}/feedback",
    summary=N_("Says what you think of a visit, once and without your name."),
    guards=[may_write],
    responses=problem_responses(409),
)
async def give(viewer: Viewer, work: Work, id: InPath, data: JSONBody[NewFeedback]) -> None:
    """Answer; who had a seat, once, within a month of the visit."""
    await actions.give_feedback(
        work, id, viewer, msgspec.structs.asdict(data.scores), comment=data.comment, lang=data.lang, client_id=data.id
    )


@get(
    "/visits/{id:str}/feedback",
    summary=N_("Gives what participants said of a visit; for its host and moderators only."),
    guards=[may_write],
    responses=problem_responses(),
)
async def results(viewer: Viewer, db: Db, services: Services, id: InPath) -> FeedbackAnswers:
    """What was answered, without names; nothing but how many while that are few."""
    visit = await visit_for(db, id, viewer, services.clock.now())
    if not visit.may_edit(viewer):
        raise Refused("not_allowed")
    found = await queries.results(db, visit)
    return FeedbackAnswers(
        answers=found.answers,
        questions=[
            FiguresAnswer(question=question, counts=list(figures.counts), mean=figures.mean)
            for question, figures in (found.figures or {}).items()
        ],
        comments=[CommentAnswer(text=comment.text, lang=comment.lang) for comment in found.comments],
    )
