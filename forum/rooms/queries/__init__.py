"""Reading rooms: who stands where, what the log says, what the page shows."""

from forum.rooms.queries.chat import ChatRow, ChatView, Quote, chat_view
from forum.rooms.queries.log import entry_of, heads, last_revocation, log_page, person, revocations_after
from forum.rooms.queries.standing import STANDING, Place, part_of, place, standing_of
from forum.rooms.queries.tables import entries, memberships, mutes, revocations, rooms, seen, sessions, users

__all__ = [
    "STANDING", "ChatRow", "ChatView", "Place", "Quote", "chat_view", "entries", "entry_of", "heads", "last_revocation",
    "log_page", "memberships", "mutes", "part_of", "person", "place", "revocations", "revocations_after", "rooms",
    "seen", "sessions", "standing_of", "users",
]  # fmt: skip
