"""Days that boards of the demo town are opened for, and the questions that its people vote for."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from forum.days.actions import plan_day
from forum.days.rules.plan import Plan
from forum.days.rules.schedule import Point
from forum.discussion import queries
from forum.discussion.actions import questions
from forum.foundation.database import Work
from forum.web.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Written:
    """A thread of the town: its public id, and those of its replies by their keys."""

    public_id: str
    replies: Mapping[str, str]


async def announce(
    work: Work, moderator: Viewer, day: Mapping[str, Any], threads: Mapping[str, Written], *, today: date, own_id: str
) -> None:
    """Plan a day as the town's content says; twice is the same as once."""
    on = (today + timedelta(days=day["day"])).isoformat()
    plan = Plan(
        title=day["title"], welcome=day["welcome"], original=day["original"], starts=f"{on}T{day['starts']}",
        ends=f"{on}T{day['ends']}", zone=day["zone"], fold=0, ends_fold=0, held=day["held"],
    )  # fmt: skip
    points = [
        Point(
            time=point["time"], title=point["title"], thread=await _row(work, moderator, threads, point.get("thread"))
        )
        for point in day["programme"]
    ]
    board = await queries.board(work.db, day["board"])
    await plan_day(work, moderator, board.row, plan, points, client_id=own_id)


async def vote(
    work: Work, people: Mapping[str, Viewer], moderator: Viewer, day: Mapping[str, Any], thread: Written
) -> None:
    """Let the thread of a day collect questions, and its people want some of them answered."""
    await questions.collect_questions(work, moderator, thread.public_id, collected=True)
    for key, voters in day["votes"].items():
        for person in voters:
            await questions.vote(work, people[person], thread.replies[key])
    for key in day["answered"]:
        await questions.mark_answered(work, moderator, thread.replies[key], answered=True)


async def _row(work: Work, viewer: Viewer, threads: Mapping[str, Written], key: str | None) -> int | None:
    return None if key is None else (await queries.thread(work.db, viewer, threads[key].public_id)).row
