"""The tables that rooms read."""

from datetime import UTC, datetime

from forum.accounts.models import Session, Suspension, User
from forum.foundation.database import UtcDateTime, table
from forum.rooms.models import Membership, Room, RoomEntry, RoomMute, RoomRemoval, RoomRevocation, RoomSeen

rooms, memberships, entries, mutes = table(Room), table(Membership), table(RoomEntry), table(RoomMute)
seen, revocations, removals = table(RoomSeen), table(RoomRevocation), table(RoomRemoval)
users, sessions, suspensions = table(User), table(Session), table(Suspension)

FOR_EVER = datetime.max.replace(tzinfo=UTC)
MOMENT = UtcDateTime()
