"""One page of a thread: what all who see as much of it share, and what each reader has of their own."""

from collections.abc import Hashable
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, Final

from litestar import Response

from forum.discussion import queries, rules
from forum.discussion.actions.newcomers import held_until
from forum.discussion.queries.drafts import DraftLine
from forum.discussion.queries.held import own_here
from forum.discussion.queries.polls import poll_of
from forum.discussion.queries.questions import answers_to, question_page, with_answers
from forum.files import receiving
from forum.foundation.database import Database, Db
from forum.foundation.errors import Refused
from forum.foundation.markdown import off_loop, plain, render
from forum.foundation.paging import Page
from forum.web.forms import Form
from forum.web.rendering import page
from forum.web.request import MostyRequest
from forum.web.shells import Shared, Shell
from forum.web.viewer import Viewer

SUMMARY_LENGTH = 160
ANSWER_LENGTH = 320


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A page of a thread's posts, nobody's own.

    Attributes:
        after: the number of the post before its first one.
        by_votes: whether it shows questions by their votes; `below` is where that page begins.
        whole: whether all answers to its questions are on it.
        shells: the pages that were made of it.
    """

    thread: queries.ThreadLine
    after: int
    by_votes: bool
    below: str | None
    posts: Page[queries.PostLine]
    whole: bool
    answer: queries.PostLine | None
    summary: str
    shells: dict[Hashable, Shell] = field(default_factory=dict)


async def thread_view(
    database: Database, db: Db, viewer: Viewer, thread: str, after: int, *, by_votes: bool, below: str | None
) -> View:
    """A page as it was read for all who see as much as the viewer.

    Args:
        by_votes: whether questions, where the thread collects them, are to stand by their votes.
        below: where that page begins.

    Raises:
        Refused: `not_found`, `bad_page`.
    """
    seeing = viewer.as_guest
    read = partial(read_view, viewer=seeing, thread=thread, after=after, by_votes=by_votes, below=below)
    key = ("a page of a thread", thread, after, by_votes, below, seeing.is_moderator)
    return await database.read_for_all(db, key, read)


async def read_view(
    db: Db,
    viewer: Viewer,
    thread: str,
    after: int | None = None,
    *,
    by_votes: bool = False,
    below: str | None = None,
) -> View:
    """A page as it is now; the last one when `after` is None."""
    seeing = viewer.as_guest
    shown = await queries.thread(db, seeing, thread)
    after = rules.page_start(shown.head) if after is None else after
    by_votes = by_votes and shown.questions
    whole = True
    if by_votes:
        posts, whole = await _questions(db, seeing, shown, below)
    else:
        posts = await queries.post_page(db, seeing, shown.row, after=after, limit=rules.POSTS_A_PAGE)
    return View(
        thread=shown,
        after=after,
        by_votes=by_votes,
        below=below,
        posts=posts,
        whole=whole,
        answer=await queries.answer(db, shown.row, shown.answer),
        summary=next((plain(post.html, limit=SUMMARY_LENGTH) for post in posts.items if not post.is_gone), ""),
    )


async def _questions(
    db: Db, viewer: Viewer, shown: queries.ThreadLine, below: str | None
) -> tuple[Page[queries.PostLine], bool]:
    """The opening, on the first page, and questions with what answers them; and whether that is all that does."""
    opening = [] if below else (await queries.post_page(db, viewer, shown.row, after=0, limit=1)).items
    found = await question_page(db, viewer, shown.row, after=below, limit=rules.POSTS_A_PAGE)
    answers, whole = await answers_to(db, viewer, shown.row, found.items)
    return Page([*opening, *with_answers(found.items, answers)], found.next), whole


async def thread_page(
    request: MostyRequest,
    viewer: Viewer,
    db: Db,
    view: View,
    *,
    form: Form,
    draft: DraftLine | None = None,
    notice: str | None = None,
) -> Response[bytes]:
    """The page, with what it says to this reader."""
    now, thread = request.services.clock.now(), view.thread
    own: dict[str, Any] = {
        "form": form,
        "is_first_post": await queries.is_first_post(db, viewer),
        "reader": await queries.as_reader(db, viewer, thread, now),
        "poll": None if view.after else await poll_of(db, viewer, thread, now),
        "held_until": await held_until(db, viewer, thread.board_row, now),
        "waiting": await own_here(db, viewer, now, board_row=thread.board_row, thread_row=thread.row),
        "preview": await preview_of(form),
        "files": await receiving.of_form(db, viewer, form),
        "draft": draft,
        **({"notice": notice} if notice else {}),
    }
    noted = own["is_first_post"] or own["held_until"] is not None
    shared = await _shared(db, viewer, view, blank=form.is_blank and not noted)
    return page(request, "discussion/thread.html", shared=shared, **own)


# The form for a reply as most find it: the same for all, but for its id.
_BLANK: Final = {
    "form": Form(),
    "is_first_post": False,
    "held_until": None,
    "preview": None,
    "files": (),
    "draft": None,
}


async def _shared(db: Db, viewer: Viewer, view: View, *, blank: bool) -> Shared:
    """What the reader shares with others; those who wrote or reacted here see themselves in the posts.

    Args:
        blank: nothing is said or typed in the form, so that it is as everybody finds it.
    """
    posts = await queries.with_own_marks(db, viewer, view.posts.items)
    reacted = any(post.own_reactions or post.voted for post in posts)
    facts: dict[str, Any] = {
        "thread": view.thread,
        "posts": replace(view.posts, items=posts),
        "after": view.after,
        "by_votes": view.by_votes,
        "below": view.below,
        "whole": view.whole,
        "summary": view.summary,
        "answer": view.answer,
        "answer_text": plain(view.answer.html, limit=ANSWER_LENGTH) if view.answer else "",
        "blank": blank,
        **(_BLANK if blank else {}),
    }
    wrote = (view.thread.author_row, *(post.author_row for post in posts))
    return Shared(facts, viewer if reacted else viewer.unless_among(wrote), blank, view.shells)


async def preview_of(form: Form) -> str | None:
    """The HTML of a form's text where it was asked for; None, and the form says why, when it cannot be stored."""
    if not form.text("preview"):
        return None
    try:
        return await off_loop(render, rules.body_text(form.text("body")))
    except Refused as refused:
        form.refuse(refused)
        return None
