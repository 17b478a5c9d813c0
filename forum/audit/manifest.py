"""What audit adds."""

from forum.foundation.capability import Capability

capability = Capability(name="audit")
