"""What polls adds. Their pages stand in discussion, which knows who may read the threads that they are in."""

from forum.foundation.capability import Capability
from forum.polls.refusals import REFUSALS

capability = Capability(name="polls", refusals=REFUSALS)
