"""Every capability of the product, lowest first."""

from forum.accounts.manifest import capability as accounts
from forum.audit.manifest import capability as audit
from forum.days.manifest import capability as days
from forum.discussion.manifest import capability as discussion
from forum.files.manifest import capability as files
from forum.following.manifest import capability as following
from forum.foundation.bus import Bus
from forum.home.manifest import capability as home
from forum.live.manifest import capability as live
from forum.mail.manifest import capability as mail
from forum.moving.manifest import capability as moving
from forum.municipalities.manifest import capability as municipalities
from forum.notifications.manifest import capability as notifications
from forum.polls.manifest import capability as polls
from forum.records.manifest import capability as records
from forum.rooms.manifest import capability as rooms
from forum.search.manifest import capability as search
from forum.visits.manifest import capability as visits
from forum.welcome.manifest import capability as welcome

CAPABILITIES = (
    audit, mail, search, accounts, municipalities, following, files, polls, days, discussion, rooms, visits,
    live, records, moving, notifications, welcome, home,
)  # fmt: skip


def bus() -> Bus:
    """All listeners, in the order of the capabilities."""
    return Bus(pair for capability in CAPABILITIES for pair in capability.listeners)
