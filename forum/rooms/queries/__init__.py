"""Reading rooms: who stands where, what the log says, what the page shows."""

from forum.rooms.queries.chat import ChatRow, ChatView, Quote, chat_view
from forum.rooms.queries.log import entry_of, heads, last_revocation, log_page, person, revocations_after
from forum.rooms.queries.standing import (
    RECENT,
    STANDING,
    Place,
    members_called,
    members_of,
    part_of,
    place,
    place_at_the_door,
    sent_out_of,
    spoke_at,
    standing_of,
)
from forum.rooms.queries.tables import entries, memberships, mutes, removals, revocations, rooms, seen, sessions, users

__all__ = [
    "RECENT",
    "STANDING",
    "ChatRow",
    "ChatView",
    "Place",
    "Quote",
    "chat_view",
    "entries",
    "entry_of",
    "heads",
    "last_revocation",
    "log_page",
    "members_called",
    "members_of",
    "memberships",
    "mutes",
    "part_of",
    "person",
    "place",
    "place_at_the_door",
    "removals",
    "revocations",
    "revocations_after",
    "rooms",
    "seen",
    "sent_out_of",
    "sessions",
    "spoke_at",
    "standing_of",
    "users",
]  # fmt: skip
