"""How what one operation of the API made is addressed by others (OpenAPI 3.1, Link Object)."""

from collections.abc import Iterator, Mapping
from typing import Any

# What makes a thing: the addresses below which it is spoken of, and where their parts are found.
_MADE: Mapping[str, Mapping[str, Mapping[str, str]]] = {
    "/boards": {"/boards/{slug}": {"slug": "$response.body#/slug"}},
    "/boards/{slug}/threads": {"/threads/{id}": {"id": "$response.body#/id"}},
    "/threads/{id}/posts": {"/posts/{id}": {"id": "$response.body#/id"}},
    "/tags": {"/tags/{slug}": {"slug": "$response.body#/slug"}},
    "/files": {"/files/{id}": {"id": "$response.body#/id"}},
    "/visits": {
        "/visits/{id}": {"id": "$response.body#/id"},
        "/rooms/{room}": {"room": "$response.body#/room"},
    },
    "/rooms/{room}/entries": {
        "/rooms/{room}/entries/{seq}": {"room": "$request.path.room", "seq": "$response.body#/seq"}
    },
}
_METHODS = ("get", "put", "post", "delete", "patch")


def linked(description: dict[str, Any], base: str) -> dict[str, Any]:
    """The description with links from every POST that makes something to what can be done with it.

    Args:
        base: what stands before every address, such as "/api/v1".
    """
    for path, places in _MADE.items():
        responses = description["paths"][base + path]["post"]["responses"]
        links = dict(_links(description, base, places))
        for status in responses.keys() & {"200", "201"}:
            responses[status] = {**responses[status], "links": links}
    return description


def _links(
    description: Mapping[str, Any], base: str, places: Mapping[str, Mapping[str, str]]
) -> Iterator[tuple[str, dict[str, Any]]]:
    for place, parameters in places.items():
        for path, methods in description["paths"].items():
            # No other part may be left unsaid: nobody would know what to put there.
            if f"{path}/".startswith(f"{base}{place}/") and path.count("{") == len(parameters):
                for method in _METHODS:
                    if name := methods.get(method, {}).get("operationId"):
                        yield name, {"operationId": name, "parameters": dict(parameters)}
