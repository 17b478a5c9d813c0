"""Looks into one file that somebody brought, in a process of its own: `python -m forum.files.examiner < file`.

Says on standard output, in one line of JSON, what it is or why it is refused, then the bytes to be stored. Whatever
goes wrong inside a decoder goes wrong here, with no secret in memory, little time and little room.
"""

import resource
import sys

import msgspec

from forum.files.rules import office, pdf
from forum.files.rules.kinds import Examined, Family, Kind, family
from forum.foundation.errors import Refused

CPU_SECONDS = 2
MEMORY_BYTES = 256 * 1024 * 1024


class Verdict(msgspec.Struct, omit_defaults=True, kw_only=True):
    """The line; `content` and `small` say how many bytes follow."""

    refused: str = ""
    facts: dict[str, int] = {}
    kind: Kind | None = None
    content: int = 0
    small: int = 0
    width: int = 0
    height: int = 0


def examine(content: bytes) -> Examined:
    """Raises:
    Refused: what the rules for its kind refuse.
    """
    claimed = family(content)
    if claimed is Family.PDF:
        pdf.check(content)
        return Examined(kind=Kind.PDF, content=content)
    if claimed is Family.OFFICE:
        return Examined(kind=office.check(content), content=content)
    # Decoders load only for those who need them.
    from forum.files.pictures import draw_anew

    return draw_anew(content)


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    parts: tuple[bytes, ...] = ()
    try:
        found = examine(sys.stdin.buffer.read())
        verdict = Verdict(
            kind=found.kind, content=len(found.content), small=len(found.small or b""),
            width=found.width, height=found.height,
        )  # fmt: skip
        parts = (found.content, found.small or b"")
    except Refused as refused:
        verdict = Verdict(refused=refused.code, facts=refused.facts)
    except MemoryError:
        verdict = Verdict(refused="too_much_inside")
    sys.stdout.buffer.write(msgspec.json.encode(verdict) + b"\n" + b"".join(parts))
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
