"""Having a file looked into by a process with limits; see `examiner.py`."""

import asyncio
import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

import msgspec

import forum
from forum.files.examiner import Verdict
from forum.files.rules.kinds import Examined, family
from forum.foundation.errors import Refused

# At most so many at once, each with its memory; who comes then waits a little.
AT_ONCE = 2
PATIENCE_SECONDS = 20
# The limit counts processor time; this is for a process that waits for nothing.
WALL_SECONDS = 10
_ROOT = str(Path(forum.__file__).parents[1])
_turns: dict[int, asyncio.Semaphore] = {}


async def examined(content: bytes) -> Examined:
    """What a file is and what is to be stored of it.

    Raises:
        Refused: what the rules refuse, `broken_image` for what a decoder broke on or took too long over, `busy`.
    """
    family(content)
    turn = _turns.setdefault(id(asyncio.get_running_loop()), asyncio.Semaphore(AT_ONCE))
    try:
        await asyncio.wait_for(turn.acquire(), PATIENCE_SECONDS)
    except TimeoutError:
        raise Refused("busy", headers={"Retry-After": "10"}) from None
    try:
        said = await _said(content)
    finally:
        turn.release()
    line, _, rest = said.partition(b"\n")
    try:
        verdict = msgspec.json.decode(line, type=Verdict)
    except msgspec.DecodeError:
        raise Refused("broken_image", field="file") from None
    if verdict.refused or verdict.kind is None:
        raise Refused(verdict.refused or "broken_image", field="file", **dict[str, Any](verdict.facts))
    small = rest[verdict.content : verdict.content + verdict.small]
    return Examined(
        kind=verdict.kind, content=rest[: verdict.content], small=small or None,
        width=verdict.width, height=verdict.height,
    )  # fmt: skip


async def _said(content: bytes) -> bytes:
    """What the process says; nothing when it was ended."""
    path = os.pathsep.join(filter(None, (_ROOT, os.environ.get("PYTHONPATH", ""))))
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "forum.files.examiner",
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
        env={"PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1", "LC_ALL": "C.UTF-8"},
    )  # fmt: skip
    try:
        said, _ = await asyncio.wait_for(process.communicate(content), WALL_SECONDS)
    except TimeoutError:
        return b""
    finally:
        if process.returncode is None:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()
    return said if process.returncode == 0 else b""
