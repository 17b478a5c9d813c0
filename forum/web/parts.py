"""What capabilities above add to a page of one below."""

from collections.abc import Mapping, Sequence
from typing import Any

from forum.foundation.capability import Part
from forum.foundation.database import Db
from forum.web.request import MostyRequest


async def parts_of(request: MostyRequest, db: Db, place: str, shown: Any) -> Sequence[tuple[str, Mapping[str, Any]]]:
    """Templates and their facts, in the order of the capabilities, for a page that includes them.

    Args:
        place: see `Part`.
        shown: what the page is about.
    """
    parts: Sequence[Part] = request.app.state.parts
    found = []
    for part in parts:
        if part.place == place:
            facts = await part.facts(db, request.viewer, shown, request.services.clock.now())
            if facts is not None:
                found.append((part.template, facts))
    return found
