"""What municipalities adds."""

from forum.foundation.capability import Capability
from forum.municipalities import api

capability = Capability(name="municipalities", api=(api.municipalities,))
