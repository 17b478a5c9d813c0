"""The files of the demo town, brought as people bring theirs."""

import uuid
from contextlib import AbstractAsyncContextManager

from forum.entrypoints.demo.reading import TEXTS
from forum.files import actions
from forum.files.receiving import receive
from forum.foundation.database import Work
from forum.foundation.services import Services
from forum.web.viewer import Viewer

FILES = TEXTS / "files"


async def bring(services: Services, at: AbstractAsyncContextManager[Work], owner: Viewer, file: dict[str, str]) -> str:
    """Bring a file in a unit of work that stands at its time; its public id, the same one each time."""
    received = await receive(services, (FILES / file["name"]).read_bytes())
    async with at as work:
        public_id, _ = await actions.keep(
            work, owner, received.file, received.hashes,
            client_id=str(uuid.uuid5(uuid.NAMESPACE_OID, file["name"])), description=file["description"],
            lang=owner.lang,
        )  # fmt: skip
    return public_id
