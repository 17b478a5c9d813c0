"""Files over the API: brought first, then named by the post they belong to."""

from dataclasses import dataclass

from litestar import Response, delete, get, post
from litestar.openapi.spec import OpenAPIFormat, OpenAPIMediaType, OpenAPIType, Operation, RequestBody, Schema

from forum.accounts.guards import may_write
from forum.files import actions, queries
from forum.files.limits import UPLOADS
from forum.files.receiving import receive
from forum.files.shapes import FileAnswer, file_answer
from forum.foundation.errors import N_
from forum.foundation.ids import client_id
from forum.web.forms import MAX_FILE_FORM_BYTES
from forum.web.openapi import answers_as, problem_responses
from forum.web.provided import Db, InPath, InQuery, Services, Viewer, Work
from forum.web.request import MostyRequest


@dataclass
class Bringing(Operation):
    """An operation whose body is the file itself."""

    def __post_init__(self) -> None:
        of_bytes = Schema(type=OpenAPIType.STRING, format=OpenAPIFormat.BINARY)
        self.request_body = RequestBody({"application/octet-stream": OpenAPIMediaType(schema=of_bytes)}, required=True)


@post(
    "/files",
    summary=N_("Uploads a picture or document for a post to come."),
    guards=[may_write],
    operation_class=Bringing,
    request_max_body_size=MAX_FILE_FORM_BYTES,
    responses={**answers_as(FileAnswer, 200), **problem_responses(409, 415, 422, 429)},
)
async def bring(
    request: MostyRequest,
    viewer: Viewer,
    services: Services,
    id: InQuery = None,
    description: InQuery = None,
    lang: InQuery = None,
) -> Response[FileAnswer]:
    """A file for a post to come: a JPEG, PNG or WebP picture, a PDF, ODT or DOCX document, as it is. Pictures are drawn
    anew without what cameras put into them. `id` is a UUID of the client's choice; `description` says what a picture
    shows; `lang` is its language. A file that no post names is forgotten after a day."""
    own_id = client_id(id)
    services.limits.take(UPLOADS, viewer.public_id)
    received = await receive(services, await request.body())
    async with services.database.work() as work:
        public_id, first = await actions.keep(
            work, viewer, received.file, received.hashes,
            client_id=own_id, description=description or "", lang=lang or request.locale,
        )  # fmt: skip
        answer = file_answer(request, await queries.own_file(work.db, public_id))
    return Response(answer, status_code=201 if first else 200)


@get(
    "/files/{id:str}",
    summary=N_("Describes an uploaded file and says where its content is."),
    opt={"public": True},
    responses=problem_responses(),
)
async def facts(request: MostyRequest, viewer: Viewer, db: Db, id: InPath) -> FileAnswer:
    """What is known of a file; its bytes are at `url`."""
    return file_answer(request, await queries.file(db, viewer, id))


@delete(
    "/files/{id:str}",
    summary=N_("Deletes a file of your own that no post uses yet."),
    guards=[may_write],
    responses=problem_responses(),
)
async def forget(viewer: Viewer, work: Work, id: InPath) -> None:
    """Give up one's own file that no post names yet."""
    await actions.forget(work, viewer, id)
