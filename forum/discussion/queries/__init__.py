"""Reading boards, threads and posts, always as somebody may see them."""

from forum.discussion.queries.boards import BoardLine, board, board_page, boards_overview
from forum.discussion.queries.posts import PostLine, VersionLine, own_post, post, post_page, recent_posts, versions
from forum.discussion.queries.threads import (
    ThreadLine,
    latest_threads,
    newest_threads,
    own_thread,
    sitemap_entries,
    thread,
    thread_page,
)

__all__ = [
    "BoardLine",
    "PostLine",
    "ThreadLine",
    "VersionLine",
    "board",
    "board_page",
    "boards_overview",
    "latest_threads",
    "newest_threads",
    "own_post",
    "own_thread",
    "post",
    "post_page",
    "recent_posts",
    "sitemap_entries",
    "thread",
    "thread_page",
    "versions",
]
