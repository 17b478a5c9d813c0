"""What municipalities adds."""

from forum.foundation.capability import Capability

capability = Capability(name="municipalities")
