"""What the API's description says beside the shapes of what is asked and answered: refusals, and who may ask."""

import inspect
from collections.abc import Iterable
from typing import Annotated

import msgspec
from litestar.handlers import HTTPRouteHandler
from litestar.openapi.datastructures import ResponseSpec
from litestar.openapi.spec import Components, SecurityScheme
from litestar.params import PathParameter, QueryParameter

from forum.web.origin_check import SAFE_METHODS


class Problem(msgspec.Struct, kw_only=True):
    """A refusal as problem+json (RFC 9457); more members name its facts."""

    status: int
    code: str
    title: Annotated[str, msgspec.Meta(description="A sentence in the reader's language")]


# Why there is no other answer, in a few words; the `code` of the body says it exactly.
_REFUSALS = {
    400: "Malformed", 401: "Not signed in", 403: "Not allowed", 404: "Not found", 409: "In conflict with what is there",
    413: "Body too large", 414: "Address too long", 415: "Unknown media type", 422: "Not acceptable as it is",
    429: "Too many requests", 431: "Headers too large", 503: "Busy, to be tried again",
}  # fmt: skip
# What any request may meet: a foreign host, an endless address or header, a busy store.
_ANY = (400, 414, 431, 503)


def problem_responses(*statuses: int) -> dict[int, ResponseSpec]:
    """The refusals of an operation's own rules; `described` adds those that follow from its guard, address and body."""
    return {
        status: ResponseSpec(
            Problem, description=_REFUSALS[status], generate_examples=False, media_type="application/problem+json"
        )
        for status in sorted({*_ANY, *statuses})
    }


def answers_as(answer: type[msgspec.Struct], *statuses: int) -> dict[int, ResponseSpec]:
    """That an operation answers with one of these statuses, depending on what it found."""
    words = {200: "It already was", 201: "Done", 202: "Taken, for somebody to decide about"}
    return {status: ResponseSpec(answer, description=words[status], generate_examples=False) for status in statuses}


def described(handler: HTTPRouteHandler) -> HTTPRouteHandler:
    """A handler of the API, whose description says more than its `summary`, which proofs of identity it takes and
    what they and its input may be refused for."""
    if not handler.include_in_schema:
        return handler
    handler.description = inspect.getdoc(handler.fn)
    handler.response_description = "What was asked for" if handler.http_methods <= set(SAFE_METHODS) else "Done"
    proofs: list[dict[str, list[str]]] = [{"bearer": []}, {"session": []}]
    handler.security = proofs if handler.guards else [*proofs, {}]
    handler.responses = {**problem_responses(*_from_outside(handler)), **(handler.responses or {})}
    return handler


def _from_outside(handler: HTTPRouteHandler) -> Iterable[int]:
    """What the guard, the address, the method and the body may be refused with."""
    asked = inspect.signature(handler.fn).parameters
    notes = [note for parameter in asked.values() for note in getattr(parameter.annotation, "__metadata__", ())]
    if handler.guards:
        yield from (401, 403)
    if any(isinstance(note, PathParameter) for note in notes):
        yield 404
    if any(isinstance(note, QueryParameter) for note in notes):
        yield 422
    if not handler.http_methods <= set(SAFE_METHODS):
        yield from (403, 413)
    if "data" in asked:
        yield from (415, 422)


def security_schemes(session_cookie: str) -> Components:
    """The two proofs of identity: a program's token, or the cookie of a browser that is signed in."""
    return Components(
        security_schemes={
            "bearer": SecurityScheme(type="http", scheme="bearer", description="A token of `mosty token create`"),
            "session": SecurityScheme(
                type="apiKey", name=session_cookie, security_scheme_in="cookie", description="Of a signed-in browser"
            ),
        }
    )
