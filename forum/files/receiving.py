"""Files on their way in: looked into and on disk before any transaction begins, which nobody's picture may hold up."""

import asyncio
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from forum.files import actions, queries
from forum.files.examining import examined
from forum.files.limits import FORMS, UPLOADS
from forum.files.queries import FileLine
from forum.files.rules.kinds import Examined
from forum.foundation.blobs import Blobs
from forum.foundation.database import Db, Work
from forum.foundation.errors import Refused
from forum.foundation.services import Services
from forum.foundation.settings import Settings
from forum.web.forms import Form, read_form
from forum.web.request import MostyRequest
from forum.web.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Received:
    """A file that lies on disk and that nobody has been told of."""

    file: Examined
    hashes: tuple[str, str]


def blobs(settings: Settings) -> Blobs:
    """Where the files of this installation lie."""
    return Blobs(settings.files_dir)


async def receive(services: Services, content: bytes) -> Received:
    """Raises:
    Refused: what the rules refuse of the file.
    """
    found = await examined(content)
    return Received(found, await asyncio.to_thread(actions.write, blobs(services.settings), found))


async def before_work(request: MostyRequest) -> None:
    """For a page's form that can hold a file (`opt={"before_work": …}`): read it, and have the file on disk."""
    if request.headers.get("content-type", "").lower().startswith("multipart/"):
        request.services.limits.take(FORMS, request.viewer.public_id)
    form = await read_form(request)
    request.state.form, request.state.received = form, None
    chosen = next((content for name, content in form.files if name == "file"), None)
    if chosen is None:
        return
    async with form.attempt():
        request.services.limits.take(UPLOADS, request.viewer.public_id)
        request.state.received = await receive(request.services, chosen)


async def form_with_file(request: MostyRequest, viewer: Viewer, work: Work) -> Form:
    """The form that `before_work` read; its file is kept, and stands among the form's `files` from now on."""
    form: Form = request.state.form
    received: Received | None = request.state.received
    if received is not None:
        async with form.attempt(work):
            client_id = str(uuid.uuid5(uuid.NAMESPACE_OID, f"{form.client_id}/{received.hashes[0]}"))
            public_id, _ = await actions.keep(
                work, viewer, received.file, received.hashes,
                client_id=client_id, description=form.text("description"), lang=form.text("lang"),
            )  # fmt: skip
            form.lists.setdefault("files", []).append(public_id)
            form.values.pop("description", None)
    elif form.text("attach") and not form.failed:
        form.refuse(Refused("file_missing", field="file"))
    return form


async def of_form(db: Db, viewer: Viewer, form: Form | None) -> Sequence[FileLine]:
    """The waiting files that a form names, for showing it again."""
    return await queries.waiting(db, viewer, form.list("files")) if form else ()
