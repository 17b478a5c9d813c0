"""What discussion adds."""

from forum.foundation.capability import Capability

capability = Capability(name="discussion")
