"""What mail adds."""

from forum.foundation.capability import Capability

capability = Capability(name="mail")
