"""Who was there long enough for a certificate."""

from typing import Final

from forum.foundation.errors import Refused

# In hundredths of a visit's length.
ENOUGH: Final = 60


def check_minutes(minutes: int, length: int) -> None:
    """Raises:
    Refused: `presence_invalid` for more than the visit lasted, or less than nothing.
    """
    if not 0 <= minutes <= length:
        raise Refused("presence_invalid", field="minutes", limit=length)


def is_enough(minutes: int, length: int) -> bool:
    """Whether somebody who was there for so many minutes of a visit's length gets a certificate."""
    return minutes * 100 >= length * ENOUGH
