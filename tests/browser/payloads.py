"""The payloads of `payloads.txt`, and which of them stands where."""

import re
from pathlib import Path

_LINES = (Path(__file__).parent / "payloads.txt").read_text().splitlines()
_CHARACTER = re.compile("⟨([0-9A-F]+)⟩")
PAYLOADS = tuple(
    _CHARACTER.sub(lambda found: chr(int(found[1], 16)), line).replace("⏎", "\n")
    for line in _LINES
    if line and not line.startswith("# ")
)


def payload(field: int, index: int) -> str:
    """A payload as it is typed into a field: what it does when it runs says both numbers."""
    number = number_of(field, index)
    return PAYLOADS[index].replace("$X", f"__x({number})").replace("$N", number)


def number_of(field: int, index: int) -> str:
    return str(9_000_000 + field * 1000 + index)
