"""What posts said before, over the API."""

import msgspec
from litestar import get

from forum.discussion import queries
from forum.discussion.api.shapes import moment
from forum.discussion.queries import VersionLine
from forum.foundation.errors import N_
from forum.foundation.paging import read_limit, read_number
from forum.web.openapi import problem_responses
from forum.web.provided import Db, InPath, InQuery, Viewer


class VersionAnswer(msgspec.Struct, kw_only=True):
    """A text that a post has had since `at`."""

    version: int
    body: str
    html: str
    at: str


class VersionList(msgspec.Struct, kw_only=True):
    items: list[VersionAnswer]
    next: str | None


class ChangeAnswer(msgspec.Struct, kw_only=True):
    """A piece of text that was `kept`, is `gone` or was `added`."""

    kind: str
    text: str


class ComparisonAnswer(msgspec.Struct, kw_only=True):
    """What changed between a version and the one `before` it."""

    version: int
    before: int
    at: str
    changes: list[ChangeAnswer]


@get(
    "/posts/{id:str}/versions",
    summary=N_("Lists the versions of a post, newest first."),
    opt={"public": True},
    responses=problem_responses(),
)
async def versions(
    viewer: Viewer,
    db: Db,
    id: InPath,
    after: InQuery = None,
    limit: InQuery = None,
) -> VersionList:
    """The texts a post has had, newest first; `after` is the number of the last version seen."""
    line = await queries.post(db, viewer, id)
    found = await queries.version_page(db, line, after=read_number(after), limit=read_limit(limit))
    return VersionList(items=[_answer(version) for version in found.items], next=found.next)


@get(
    "/posts/{id:str}/versions/{version:str}",
    summary=N_("Shows word by word what an edit changed."),
    opt={"public": True},
    responses=problem_responses(422),
)
async def changes(viewer: Viewer, db: Db, id: InPath, version: InPath) -> ComparisonAnswer:
    """What an edit changed, word by word."""
    line = await queries.post(db, viewer, id)
    found = await queries.comparison(db, line, read_number(version))
    return ComparisonAnswer(
        version=found.version.version,
        before=found.before.version,
        at=moment(found.version.written_at),
        changes=[ChangeAnswer(kind=change.kind.value, text=change.text) for change in found.changes],
    )


def _answer(line: VersionLine) -> VersionAnswer:
    return VersionAnswer(version=line.version, body=line.body, html=line.html, at=moment(line.written_at))
