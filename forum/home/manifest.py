"""What home adds."""

from forum.foundation.capability import Capability

capability = Capability(name="home")
