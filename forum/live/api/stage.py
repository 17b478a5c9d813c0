"""What is on at a visit, over the API: the point of its programme, who has the word, a break."""

import msgspec
from litestar import delete, get, put
from litestar.params import JSONBody

from forum.accounts.guards import may_write
from forum.foundation.errors import N_
from forum.foundation.walltime import iso
from forum.live.actions import stage as actions
from forum.live.queries.room import room_for
from forum.live.queries.stage import stage_of
from forum.web.openapi import problem_responses
from forum.web.provided import Db, InPath, Services, Viewer, Work


class NewPoint(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, frozen=True):
    """1 for the first point of the programme; null when none is on."""

    point: int | None


class NewSpeaker(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, frozen=True):
    """The id of somebody who has a part in the room."""

    account: str


class NewBreak(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, frozen=True):
    """5, 10, 15 or 30."""

    minutes: int


class SpeakerAnswer(msgspec.Struct, kw_only=True):
    id: str
    name: str
    since: str


class StageAnswer(msgspec.Struct, kw_only=True):
    """`point` is 1 for the first; null for what is not on."""

    point: int | None
    since: str | None
    speaker: SpeakerAnswer | None
    break_until: str | None


@get(
    "/visits/{id:str}/room/stage",
    summary=N_("Tells what is on at a visit: the point of its programme, who has the word, a break."),
    opt={"public": True},
    responses=problem_responses(),
)
async def stage(viewer: Viewer, db: Db, services: Services, id: InPath) -> StageAnswer:
    """What hosts have said is on."""
    now = services.clock.now()
    found = await stage_of(db, (await room_for(db, id, viewer, now)).visit.row, now)
    return StageAnswer(
        point=found.point, since=iso(found.since) if found.since else None,
        speaker=None if found.speaker is None else SpeakerAnswer(
            id=found.speaker.account, name=found.speaker.name, since=iso(found.speaker.since)
        ),
        break_until=iso(found.break_until) if found.break_until else None,
    )  # fmt: skip


@put(
    "/visits/{id:str}/room/point",
    summary=N_("Says which point of a visit's programme is on; for its hosts only."),
    guards=[may_write],
    status_code=204,
    responses=problem_responses(),
)
async def move(viewer: Viewer, work: Work, id: InPath, data: JSONBody[NewPoint]) -> None:
    """Say what is on; the same again changes nothing."""
    await actions.move_agenda(work, id, viewer, point=data.point)


@put(
    "/visits/{id:str}/room/word",
    summary=N_("Gives somebody the word; for the visit's hosts only."),
    guards=[may_write],
    status_code=204,
    responses=problem_responses(),
)
async def give_word(viewer: Viewer, work: Work, id: InPath, data: JSONBody[NewSpeaker]) -> None:
    """Whoever had the word has it no longer."""
    await actions.give_word(work, id, viewer, account=data.account)


@delete(
    "/visits/{id:str}/room/word",
    summary=N_("Ends somebody's word; for the visit's hosts, and whoever has it."),
    guards=[may_write],
    responses=problem_responses(),
)
async def end_word(viewer: Viewer, work: Work, id: InPath) -> None:
    """Nobody has the word any more."""
    await actions.end_word(work, id, viewer)


@put(
    "/visits/{id:str}/room/break",
    summary=N_("Begins a break of 5, 10, 15 or 30 minutes; for the visit's hosts only."),
    guards=[may_write],
    status_code=204,
    responses=problem_responses(),
)
async def pause(viewer: Viewer, work: Work, id: InPath, data: JSONBody[NewBreak]) -> None:
    """A break from now, in place of the one there is."""
    await actions.pause(work, id, viewer, minutes=data.minutes)


@delete(
    "/visits/{id:str}/room/break",
    summary=N_("Ends a break; for the visit's hosts only."),
    guards=[may_write],
    responses=problem_responses(),
)
async def go_on(viewer: Viewer, work: Work, id: InPath) -> None:
    """The break is over; nothing happens when there is none."""
    await actions.go_on(work, id, viewer)
