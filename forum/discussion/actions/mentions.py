"""Whom a post names behind an @."""

from dataclasses import dataclass
from functools import partial

from forum.accounts.queries import people_called
from forum.accounts.rules.mentions import mentioned, names_possible, own_words
from forum.discussion.events import PeopleMentioned
from forum.discussion.models import PostMention
from forum.foundation.database import Work, table
from forum.foundation.markdown import off_loop, render

mentions = table(PostMention)


@dataclass(frozen=True, slots=True)
class Text:
    """A text as it is shown, and the rows of those whom it names."""

    html: str
    named: tuple[int, ...]


async def read_names(work: Work, body: str) -> Text:
    """The HTML of a text with the names marked that people of ours have."""
    words = own_words(body)
    people = {str(row): name for row, name in await people_called(work.db, names_possible(words))}
    named = tuple(int(row) for row in mentioned(words, people.items()))
    names = {people[str(row)] for row in named}
    return Text(await off_loop(partial(render, names=names), body), named)


async def note_names(work: Work, post_id: int, named: tuple[int, ...]) -> None:
    """Keep whom a post names; those who were not named in it before are told."""
    if not named:
        return
    rows = [{"post_id": post_id, "user_id": person, "at": work.now} for person in named]
    insert = work.insert(mentions).values(rows)
    new = insert.on_conflict_do_nothing(index_elements=["post_id", "user_id"]).returning(mentions.c.user_id)
    told = tuple((await work.db.execute(new)).scalars())
    if told:
        work.record(PeopleMentioned(post_id, told))
