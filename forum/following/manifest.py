"""What following adds. Its pages stand in discussion, which knows what boards and threads are called."""

from forum.accounts.events import PersonSeen
from forum.following import listeners
from forum.following.refusals import REFUSALS
from forum.foundation.capability import Capability

capability = Capability(
    name="following",
    listeners=((PersonSeen, listeners.person_seen),),
    refusals=REFUSALS,
)
