"""Tables of the forum."""

from forum.discussion.models.held import HeldText
from forum.discussion.models.moderation import Closing, Closure, Hiding, Pin, ThreadMerger, ThreadSplit, Withdrawal
from forum.discussion.models.posts import KeptDraft, Post, PostFile, PostMention, PostReaction, PostVersion
from forum.discussion.models.questions import QuestionAnswered, QuestionVote
from forum.discussion.models.tags import Tag, ThreadTag
from forum.discussion.models.threads import AnswerMark, Board, Thread, ThreadPoll

__all__ = [
    "AnswerMark", "Board", "Closing", "Closure", "HeldText", "Hiding", "KeptDraft", "Pin", "Post", "PostFile",
    "PostMention", "PostReaction", "PostVersion", "QuestionAnswered", "QuestionVote", "Tag", "Thread", "ThreadMerger",
    "ThreadPoll", "ThreadSplit", "ThreadTag", "Withdrawal",
]  # fmt: skip
