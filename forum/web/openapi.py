"""What the API's description says of refusals."""

from typing import Annotated

import msgspec
from litestar.openapi.datastructures import ResponseSpec


class Problem(msgspec.Struct, kw_only=True):
    """A refusal as problem+json (RFC 9457); more members name its facts."""

    status: int
    code: str
    title: Annotated[str, msgspec.Meta(description="A sentence in the reader's language")]


# What any request may meet: a foreign host or origin, the rate limit, a busy store.
_ANY = (400, 401, 403, 404, 405, 409, 413, 414, 415, 422, 429, 431, 503)


def problem_responses(*statuses: int) -> dict[int, ResponseSpec]:
    """The refusals of an operation for its description; those that any request may meet are always there."""
    return {
        status: ResponseSpec(
            Problem, description="Refused", generate_examples=False, media_type="application/problem+json"
        )
        for status in sorted({*_ANY, *statuses})
    }
