"""Questions over the API."""

from litestar import delete, get, put

from forum.accounts.guards import may_write, moderators
from forum.discussion import queries
from forum.discussion.actions import questions as actions
from forum.discussion.api.shapes import PostAnswer, PostList, ThreadAnswer, post_answer, thread_answer
from forum.discussion.limits import REACTING
from forum.discussion.queries.questions import question_page
from forum.foundation.errors import N_
from forum.foundation.paging import read_limit
from forum.web.openapi import problem_responses
from forum.web.provided import Db, InPath, InQuery, Services, Viewer, Work
from forum.web.request import MostyRequest


@put(
    "/threads/{id:str}/questions",
    summary=N_("Lets the replies of a thread be questions that people vote for; for moderators only."),
    guards=[moderators],
    responses=problem_responses(),
)
async def collect(request: MostyRequest, viewer: Viewer, work: Work, id: InPath) -> ThreadAnswer:
    """Collect questions in a thread; moderators only."""
    await actions.collect_questions(work, viewer, id, collected=True)
    return thread_answer(request, await queries.thread(work.db, viewer, id))


@delete(
    "/threads/{id:str}/questions",
    summary=N_("Lets the replies of a thread be posts like others again; for moderators only."),
    guards=[moderators],
    responses=problem_responses(),
)
async def stop(viewer: Viewer, work: Work, id: InPath) -> None:
    """Collect no more questions; votes stay where they are; moderators only."""
    await actions.collect_questions(work, viewer, id, collected=False)


@get(
    "/threads/{id:str}/questions",
    summary=N_("Lists the questions of a thread by votes, then age."),
    opt={"public": True},
    responses=problem_responses(),
)
async def questions(
    request: MostyRequest,
    viewer: Viewer,
    db: Db,
    id: InPath,
    after: InQuery = None,
    limit: InQuery = None,
) -> PostList:
    """The replies to the thread itself, those with most votes first; empty where no questions are collected."""
    thread = await queries.thread(db, viewer, id)
    if not thread.questions:
        return PostList(items=[], next=None)
    found = await question_page(db, viewer, thread.row, after=after, limit=read_limit(limit))
    return PostList(items=[post_answer(request, line) for line in found.items], next=found.next)


@put(
    "/posts/{id:str}/vote",
    summary=N_("Votes for a question of somebody else's."),
    guards=[may_write],
    responses=problem_responses(409, 429),
)
async def vote(request: MostyRequest, viewer: Viewer, work: Work, services: Services, id: InPath) -> PostAnswer:
    """Want a question to be answered; one vote a person."""
    services.limits.take(REACTING, viewer.public_id)
    await actions.vote(work, viewer, id)
    return post_answer(request, await queries.post(work.db, viewer, id))


@delete(
    "/posts/{id:str}/vote",
    summary=N_("Takes back your vote for a question."),
    guards=[may_write],
    status_code=200,
    responses=problem_responses(409, 429),
)
async def take_back(request: MostyRequest, viewer: Viewer, work: Work, services: Services, id: InPath) -> PostAnswer:
    """No longer want it; the answer is the same when one did not."""
    services.limits.take(REACTING, viewer.public_id)
    await actions.take_vote_back(work, viewer, id)
    return post_answer(request, await queries.post(work.db, viewer, id))


@put(
    "/posts/{id:str}/answered",
    summary=N_("Marks a question as answered."),
    guards=[may_write],
    responses=problem_responses(409),
)
async def mark(request: MostyRequest, viewer: Viewer, work: Work, id: InPath) -> PostAnswer:
    """Say that a question was answered; for who opened the thread and moderators."""
    await actions.mark_answered(work, viewer, id, answered=True)
    return post_answer(request, await queries.post(work.db, viewer, id))


@delete(
    "/posts/{id:str}/answered",
    summary=N_("Marks a question as open again."),
    guards=[may_write],
    responses=problem_responses(409),
)
async def unmark(viewer: Viewer, work: Work, id: InPath) -> None:
    """It was not answered after all."""
    await actions.mark_answered(work, viewer, id, answered=False)
