"""What happens in the demo town's room while its visit takes place."""

import uuid
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from forum.foundation.database import Work
from forum.foundation.services import Services
from forum.live.actions import channels, polls, questions, stage
from forum.live.queries.polls import polls_of
from forum.live.queries.room import room_for
from forum.live.rules.questions import State
from forum.polls.rules.plan import plan
from forum.web.viewer import Viewer

People = Mapping[str, Viewer]


async def take_place(services: Services, people: People, host: Viewer, visit: str, told: Mapping[str, Any]) -> None:
    """The host opens a point, guests ask and vote, interpreters write; twice is the same as once."""
    async with services.database.work() as work:
        _back(work, told["point"])
        await stage.move_agenda(work, visit, host, point=told["point"]["place"])
    ids: dict[str, str] = {}
    for question in told["questions"]:
        async with services.database.work() as work:
            _back(work, question)
            await _ask(work, people, host, visit, question, ids)
    for lang, channel in told["channels"].items():
        for number, line in enumerate(channel["lines"]):
            async with services.database.work() as work:
                _back(work, line)
                writer, own_id = people[channel["who"]], _own_id(visit, f"{lang}/{number}")
                await channels.name_interpreter(work, visit, host, lang=lang, account=writer.public_id)
                await channels.write_line(work, visit, writer, lang=lang, text=line["text"], client_id=own_id)
    async with services.database.work() as work:
        _back(work, told["poll"])
        await _poll(work, people, host, visit, told["poll"])


async def _ask(
    work: Work, people: People, host: Viewer, visit: str, question: Mapping[str, Any], ids: dict[str, str]
) -> None:
    author, own_id = people[question["author"]], _own_id(visit, question["key"])
    text, lang = question["text"], question["lang"]
    done = await questions.ask(work, visit, author, text=text, lang=lang, client_id=own_id)
    ids[question["key"]] = done.id
    if not done.first:
        return
    for voter in question["votes"]:
        await questions.vote(work, visit, done.id, people[voter])
    if "state" in question:
        await questions.decide(work, visit, done.id, host, state=State(question["state"]))
    if "into" in question:
        await questions.merge(work, visit, done.id, host, into=ids[question["into"]])


async def _poll(work: Work, people: People, host: Viewer, visit: str, asked: Mapping[str, Any]) -> None:
    words = {lang: (question, options) for lang, (question, options) in asked["words"].items()}
    asks = plan(words=words, kind=asked["kind"], shows=asked["shows"], closes_at=None, now=work.now)
    await polls.open_poll(work, visit, host, asks, client_id=_own_id(visit, "poll"))
    room = await room_for(work.db, visit, host, work.now)
    [put] = await polls_of(work.db, room, host, work.now)
    for person, choice in asked["votes"].items():
        await polls.vote(work, visit, put.id, people[person], [choice])


def _back(work: Work, told: Mapping[str, Any]) -> None:
    work.now -= timedelta(minutes=told["minutes_ago"])


def _own_id(visit: str, key: str) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_OID, f"{visit}/{key}"))
