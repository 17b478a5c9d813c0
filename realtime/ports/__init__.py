"""What the engine asks of others (Gatekeeper, RoomLog, Backplane) and what others may ask of it (Engine)."""

from realtime.ports.backplane import Backplane, EntriesNote, HereNote, Note, RestoredNote, TranslationNote, WhoNote
from realtime.ports.doors import Admission, Gatekeeper, Member, Refused, Revocation, Revocations
from realtime.ports.engine import EXTENSION, Engine, Fanout, Receive, Send
from realtime.ports.log import Appended, Head, RoomLog, SeenMark

__all__ = [
    "EXTENSION",
    "Admission",
    "Appended",
    "Backplane",
    "Engine",
    "EntriesNote",
    "Fanout",
    "Gatekeeper",
    "Head",
    "HereNote",
    "Member",
    "Note",
    "Receive",
    "Refused",
    "RestoredNote",
    "Revocation",
    "Revocations",
    "RoomLog",
    "SeenMark",
    "Send",
    "TranslationNote",
    "WhoNote",
]
