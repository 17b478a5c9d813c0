"""What accounts add."""

from forum.accounts.refusals import REFUSALS
from forum.foundation.capability import Capability

capability = Capability(name="accounts", refusals=REFUSALS)
