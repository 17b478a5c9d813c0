"""Questions to the hosts of a visit, over the API."""

import msgspec
from litestar import Response, delete, get, post, put
from litestar.params import JSONBody

from forum.accounts.guards import may_write, signed_in
from forum.foundation.errors import N_
from forum.foundation.walltime import iso
from forum.live.actions import questions as actions
from forum.live.limits import ASKING, VOTING
from forum.live.queries.questions import QuestionLine, questions_of
from forum.live.queries.room import room_for
from forum.live.rules.questions import decision
from forum.web.openapi import answers_as, problem_responses
from forum.web.provided import Db, InPath, Services, Viewer, Work


class NewQuestion(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, frozen=True):
    id: str
    text: str
    lang: str


class Decided(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, frozen=True):
    """open, answered, aside or hidden."""

    decision: str


class Merged(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, frozen=True):
    """The question that asks the same."""

    into: str


class Asker(msgspec.Struct, kw_only=True):
    id: str
    name: str


class AskedAnswer(msgspec.Struct, kw_only=True):
    id: str


class LiveQuestionAnswer(msgspec.Struct, kw_only=True):
    """`voted` is whether you want it answered; `merged` are those that ask the same."""

    id: str
    text: str
    lang: str
    author: Asker
    asked_at: str
    state: str
    votes: int
    voted: bool
    merged: list["LiveQuestionAnswer"]


class LiveQuestionList(msgspec.Struct, kw_only=True):
    items: list[LiveQuestionAnswer]


@get(
    "/visits/{id:str}/room/questions",
    summary=N_("Lists the questions to the hosts of a visit, open ones first, by votes."),
    opt={"public": True},
    responses=problem_responses(),
)
async def questions(viewer: Viewer, db: Db, services: Services, id: InPath) -> LiveQuestionList:
    """Hosts and moderators find hidden ones at the end."""
    room = await room_for(db, id, viewer, services.clock.now())
    found = await questions_of(db, room.visit.row, viewer, hosts=room.hosts)
    return LiveQuestionList(items=[_answer(line) for line in (*found.shown, *found.hidden)])


@post(
    "/visits/{id:str}/room/questions",
    summary=N_("Asks the hosts of a visit something."),
    guards=[may_write],
    responses={**answers_as(AskedAnswer, 200), **problem_responses(409)},
)
async def ask(
    viewer: Viewer,
    work: Work,
    services: Services,
    id: InPath,
    data: JSONBody[NewQuestion],
) -> Response[AskedAnswer]:
    """Ask; that counts as your vote."""
    asked = await actions.ask(work, id, viewer, text=data.text, lang=data.lang, client_id=data.id)
    if asked.first:
        services.limits.take(ASKING, viewer.public_id)
    return Response(AskedAnswer(id=asked.id), status_code=201 if asked.first else 200)


@put(
    "/visits/{id:str}/room/questions/{question:str}/vote",
    summary=N_("Says that you want a question to the hosts answered."),
    guards=[may_write],
    status_code=204,
    responses=problem_responses(409),
)
async def vote(viewer: Viewer, work: Work, services: Services, id: InPath, question: InPath) -> None:
    """A second time changes nothing."""
    services.limits.take(VOTING, viewer.public_id)
    await actions.vote(work, id, question, viewer)


@delete(
    "/visits/{id:str}/room/questions/{question:str}/vote",
    summary=N_("Takes your vote for a question to the hosts back."),
    guards=[may_write],
    responses=problem_responses(409),
)
async def take_vote_back(viewer: Viewer, work: Work, services: Services, id: InPath, question: InPath) -> None:
    """As if you had not voted."""
    services.limits.take(VOTING, viewer.public_id)
    await actions.take_vote_back(work, id, question, viewer)


@put(
    "/visits/{id:str}/room/questions/{question:str}/decision",
    summary=N_("Says what becomes of a question to the hosts; for them only."),
    guards=[may_write],
    status_code=204,
    responses=problem_responses(),
)
async def decide(viewer: Viewer, work: Work, id: InPath, question: InPath, data: JSONBody[Decided]) -> None:
    """What is hidden is gone for everybody else."""
    await actions.decide(work, id, question, viewer, state=decision(data.decision))


@put(
    "/visits/{id:str}/room/questions/{question:str}/merger",
    summary=N_("Puts a question to the hosts under another that asks the same; for them only."),
    guards=[may_write],
    status_code=204,
    responses=problem_responses(409),
)
async def merge(viewer: Viewer, work: Work, id: InPath, question: InPath, data: JSONBody[Merged]) -> None:
    """Votes count once a person."""
    await actions.merge(work, id, question, viewer, into=data.into)


@delete(
    "/visits/{id:str}/room/questions/{question:str}",
    summary=N_("Takes your question to the hosts back."),
    guards=[signed_in],
    responses=problem_responses(),
)
async def withdraw(viewer: Viewer, work: Work, id: InPath, question: InPath) -> None:
    """Nobody sees it any more."""
    await actions.withdraw(work, id, question, viewer)


def _answer(line: QuestionLine) -> LiveQuestionAnswer:
    return LiveQuestionAnswer(
        id=line.id, text=line.text, lang=line.lang, author=Asker(id=line.author, name=line.name),
        asked_at=iso(line.asked_at), state=line.state.value, votes=line.votes, voted=line.voted,
        merged=[_answer(one) for one in line.merged],
    )  # fmt: skip
