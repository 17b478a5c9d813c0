"""Polls of threads over the API."""

from datetime import datetime

import msgspec
from litestar import Response, delete, get, post, put
from litestar.params import JSONBody

from forum.accounts.guards import may_write
from forum.discussion import queries
from forum.discussion.actions import polls as actions
from forum.discussion.api.shapes import created_or_repeated, repeats_as
from forum.discussion.queries.polls import poll_there
from forum.foundation.errors import N_, Refused
from forum.polls.queries import PollLine
from forum.polls.rules.plan import plan
from forum.web.openapi import problem_responses
from forum.web.provided import Db, InPath, Services, Viewer, Work


class PollWords(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, frozen=True):
    """A question and its answers in one language."""

    question: str
    options: list[str]


class PollTexts(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, frozen=True):
    """In one language or more; answers of all languages stand in the same order."""

    uk: PollWords | None = None
    en: PollWords | None = None
    pl: PollWords | None = None


class NewPoll(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, frozen=True):
    """`kind` is single, multiple or ranked; `shows` is voted or closed; `closes_at` is a moment (RFC 3339)."""

    id: str
    words: PollTexts
    kind: str
    shows: str
    closes_at: str | None = None


class NewVote(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, frozen=True):
    """`choices` are the places of answers, from 0; in a ranked poll, the one that is liked best first."""

    choices: list[int]


class RoundAnswer(msgspec.Struct, kw_only=True):
    """Votes by the place of each answer that was left; `out` is the place of the one that left then."""

    votes: dict[str, int]
    out: int | None


class PollAnswer(msgspec.Struct, kw_only=True):
    """`voters`, `votes`, `rounds` and `winners` are null while the reader may not see results. In a ranked poll `votes`
    says how many put each answer first, and `rounds` how the instant run-off went.
    """

    words: dict[str, PollWords]
    kind: str
    shows: str
    closes_at: str | None
    open: bool
    own: list[int]
    voters: int | None
    votes: list[int] | None
    rounds: list[RoundAnswer] | None
    winners: list[int] | None


@get(
    "/threads/{id:str}/poll",
    summary=N_("Shows the poll of a thread."),
    opt={"public": True},
    responses=problem_responses(),
)
async def poll(viewer: Viewer, db: Db, services: Services, id: InPath) -> PollAnswer:
    """A thread's poll."""
    thread = await queries.thread(db, viewer, id)
    return _answer(await poll_there(db, viewer, thread, services.clock.now()))


@post(
    "/threads/{id:str}/poll",
    summary=N_("Adds a poll to a thread of your own."),
    guards=[may_write],
    responses=repeats_as(PollAnswer),
)
async def ask(viewer: Viewer, work: Work, id: InPath, data: JSONBody[NewPoll]) -> Response[PollAnswer]:
    """A poll for one's own thread, which has one at most."""
    texts = {"uk": data.words.uk, "en": data.words.en, "pl": data.words.pl}
    words = {lang: (said.question, said.options) for lang, said in texts.items() if said is not None}
    asked = plan(words=words, kind=data.kind, shows=data.shows, closes_at=_moment(data.closes_at), now=work.now)
    first = await actions.ask(work, viewer, id, asked, id=data.id)
    thread = await queries.thread(work.db, viewer, id)
    return created_or_repeated(_answer(await poll_there(work.db, viewer, thread, work.now)), first=first)


@put(
    "/threads/{id:str}/poll/vote",
    summary=N_("Casts your vote, in place of an earlier one."),
    guards=[may_write],
    responses=problem_responses(409),
)
async def vote(viewer: Viewer, work: Work, id: InPath, data: JSONBody[NewVote]) -> PollAnswer:
    """One's vote, in the place of the one before."""
    await actions.vote(work, viewer, id, data.choices)
    thread = await queries.thread(work.db, viewer, id)
    return _answer(await poll_there(work.db, viewer, thread, work.now))


@delete(
    "/threads/{id:str}/poll/vote",
    summary=N_("Takes your vote back."),
    guards=[may_write],
    responses=problem_responses(409),
)
async def take_vote_back(viewer: Viewer, work: Work, id: InPath) -> None:
    """As if one had not voted."""
    await actions.take_vote_back(work, viewer, id)


def _moment(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise Refused("field_invalid", field="closes_at", at="closes_at") from None
    if moment.tzinfo is None:
        raise Refused("field_invalid", field="closes_at", at="closes_at")
    return moment


def _written(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z")


def _answer(line: PollLine) -> PollAnswer:
    results = line.results
    return PollAnswer(
        words={code: PollWords(question=w.question, options=list(w.options)) for code, w in line.words.items()},
        kind=line.kind,
        shows=line.shows,
        closes_at=None if line.closes_at is None else _written(line.closes_at),
        open=line.is_open,
        own=list(line.own),
        voters=results.voters if results else None,
        votes=list(results.counts) if results else None,
        rounds=[
            RoundAnswer(votes={str(place): number for place, number in r.counts.items()}, out=r.out)
            for r in results.rounds
        ]
        if results
        else None,
        winners=list(results.winners) if results else None,
    )
