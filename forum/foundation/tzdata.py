"""Which edition of the IANA time zone database this process computes with."""

import os
import zoneinfo
from functools import cache
from importlib.metadata import version as installed_version
from pathlib import Path


@cache
def edition() -> str:
    """The edition in use by IANA's name, such as `2026f`; a later one is a greater string."""
    return _of_system() or _of_package()


def use_newest() -> None:
    """Compute with the edition that came with this program where the system's is older.

    Countries change their clocks at a few weeks' notice, and a system can be years behind. Who sets PYTHONTZPATH has
    chosen.
    """
    if "PYTHONTZPATH" not in os.environ and _of_system() < _of_package():
        zoneinfo.reset_tzpath(())
        edition.cache_clear()


def _of_system() -> str:
    """The edition on the search path; "" when there is none that says so."""
    for folder in zoneinfo.TZPATH:
        file = Path(folder) / "tzdata.zi"
        if file.exists():
            with file.open(encoding="ascii", errors="replace") as lines:
                return lines.readline().split()[-1][:20]
    return ""


def _of_package() -> str:
    """The edition of PyPI's package, which counts where IANA has letters: 2026.6 is 2026f."""
    year, number = installed_version("tzdata").split(".")[:2]
    return f"{year}{chr(ord('a') + int(number) - 1)}"
