"""What days add. Their pages stand in discussion, which knows what boards and threads are called."""

from forum.days.refusals import REFUSALS
from forum.foundation.capability import Capability

capability = Capability(name="days", refusals=REFUSALS)
