"""Oneself, for programs."""

import msgspec
from litestar import get

from forum.accounts import queries
from forum.accounts.guards import signed_in
from forum.foundation.errors import N_
from forum.web.openapi import problem_responses
from forum.web.provided import Db, Viewer


class Me(msgspec.Struct, kw_only=True, frozen=True):
    """The person behind the token or cookie; `municipality` is a slug."""

    id: str
    name: str
    email: str
    role: str
    lang: str
    zone: str
    confirmed: bool
    municipality: str | None
    age_band: str


@get("/me", summary=N_("Tells who you are signed in as."), guards=[signed_in], responses=problem_responses())
async def me(db: Db, viewer: Viewer) -> Me:
    """Who you are signed in as."""
    person = await queries.person(db, viewer.row)
    return Me(
        id=person.public_id,
        name=person.name,
        email=person.email,
        role=person.role,
        lang=person.lang,
        zone=person.zone,
        confirmed=person.confirmed,
        municipality=person.municipality,
        age_band=person.age_band,
    )
