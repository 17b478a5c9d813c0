"""Names to complete, over the API."""

import msgspec
from litestar import get

from forum.accounts.guards import signed_in
from forum.discussion import queries
from forum.discussion.limits import COMPLETIONS
from forum.foundation.errors import N_
from forum.foundation.text import clean
from forum.web.openapi import problem_responses
from forum.web.provided import Db, InQuery, Services, Viewer


class PersonAnswer(msgspec.Struct, kw_only=True):
    id: str
    name: str


class PersonList(msgspec.Struct, kw_only=True):
    items: list[PersonAnswer]


@get(
    "/people",
    summary=N_("Finds people by the beginning of their names, to mention them."),
    guards=[signed_in],
    responses=problem_responses(422, 429),
)
async def people(
    viewer: Viewer, db: Db, services: Services, begins: InQuery = None, thread: InQuery = None
) -> PersonList:
    """Some people whose names begin so, for naming them behind an @; those who write in the thread first."""
    services.limits.take(COMPLETIONS, viewer.public_id)
    typed = clean(begins or "", limit=80, multiline=False, optional=True)
    found = await queries.people_to_name(db, viewer, begins=typed, thread=thread)
    return PersonList(items=[PersonAnswer(id=person.id, name=person.name) for person in found])
