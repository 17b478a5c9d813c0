"""What rooms adds."""

from forum.foundation.capability import Capability

capability = Capability(name="rooms")
