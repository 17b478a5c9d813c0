"""Roles, and the age bands that choose the first one. Of an age only the band is ever stored."""

from forum.foundation.errors import N_, Refused

ROLES = {
    "resident": N_("Resident"),
    "youth": N_("Youth"),
    "official": N_("Official"),
    "moderator": N_("Moderator"),
    "administrator": N_("Administrator"),
}
AGE_BANDS = {"under_16": N_("Under 16"), "16_17": N_("16 or 17"), "adult": N_("18 or older")}

_POWERS = ("official", "moderator", "administrator")


def takes_away(before: str, after: str) -> bool:
    """Whether somebody may do less in the second role than in the first."""
    return _power(after) < _power(before)


def known_role(role: object) -> str:
    """Raises:
    Refused: `role_unknown`.
    """
    if isinstance(role, str) and role in ROLES:
        return role
    raise Refused("role_unknown", field="role")


def known_age_band(band: object) -> str:
    """Raises:
    Refused: `age_band_missing`.
    """
    if isinstance(band, str) and band in AGE_BANDS:
        return band
    raise Refused("age_band_missing", field="age_band")


def first_role(band: str) -> str:
    """The role of somebody who registers: nobody becomes an official by a form."""
    return "resident" if band == "adult" else "youth"


def usual_band(role: str) -> str:
    """The age band of an account that the operator creates without naming one."""
    return "16_17" if role == "youth" else "adult"


def _power(role: str) -> int:
    return _POWERS.index(role) if role in _POWERS else -1
