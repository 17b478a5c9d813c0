"""What discussion adds."""

from forum.discussion import commands, feeds
from forum.discussion.api import boards as api_boards
from forum.discussion.api import posts as api_posts
from forum.discussion.api import threads as api_threads
from forum.discussion.pages import boards, posts, threads
from forum.discussion.refusals import REFUSALS
from forum.foundation.capability import Capability, Command, NavItem
from forum.foundation.errors import N_

capability = Capability(
    name="discussion",
    pages=(
        boards.boards,
        boards.board,
        threads.new_thread,
        threads.open_thread,
        threads.thread,
        threads.reply,
        threads.preview,
        threads.pin,
        threads.closure,
        posts.link,
        posts.history,
        posts.edit,
        posts.save,
        posts.withdrawing,
        posts.withdraw,
        posts.hiding,
        posts.hide,
        feeds.board_feed,
        feeds.thread_feed,
    ),
    api=(
        api_boards.boards,
        api_boards.create_board,
        api_threads.threads,
        api_threads.open_thread,
        api_threads.thread,
        api_posts.posts,
        api_posts.reply,
        api_posts.edit_post,
        api_posts.withdraw_post,
        api_posts.hide_post,
        api_posts.restore_post,
    ),
    commands=(Command(("board", "create"), "create a board", commands.create, arguments=commands.create_arguments),),
    nav=(NavItem("/boards", N_("Boards"), 10),),
    refusals=REFUSALS,
)
