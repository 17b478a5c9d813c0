"""What visits adds."""

from forum.foundation.capability import Capability

capability = Capability(name="visits")
