"""Every capability of the product, lowest first."""

from forum.accounts.manifest import capability as accounts
from forum.audit.manifest import capability as audit
from forum.discussion.manifest import capability as discussion
from forum.foundation.bus import Bus
from forum.home.manifest import capability as home
from forum.mail.manifest import capability as mail
from forum.municipalities.manifest import capability as municipalities
from forum.rooms.manifest import capability as rooms
from forum.visits.manifest import capability as visits

CAPABILITIES = (audit, mail, accounts, municipalities, discussion, rooms, visits, home)


def bus() -> Bus:
    """All listeners, in the order of the capabilities."""
    return Bus(pair for capability in CAPABILITIES for pair in capability.listeners)
