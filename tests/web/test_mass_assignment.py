"""S7: nothing can be set that a request does not name; by the API's own description."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.cast import Cast

SMUGGLED = {
    "is_admin": True,
    "role": "administrator",
    "author_id": 1,
    "seq": 1,
    "state": "visible",
    "created_at": "2027-02-01T09:00:00Z",
}


@pytest.fixture
async def described(cast: Cast) -> dict[str, Any]:
    answer = await (await cast.program()).get("/api/v1/openapi.json")
    document: dict[str, Any] = answer.json()
    return document


async def test_s7_no_mass_assign(cast: Cast, described: dict[str, Any]) -> None:
    """Every body that the description knows, and each object within it, whole but for one field more."""
    root = await cast.program("root")
    tried = 0
    for method, path, schema in json_bodies(described):
        for body, at in smuggling(whole(schema, described), schema, described):
            answer = await root.request(method, path, json=body)
            assert (answer.status_code, answer.json()["code"]) == (400, "unknown_field"), (method, path, at)
            tried += 1
    assert tried > 20 * len(SMUGGLED)


def json_bodies(described: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Method, path and schema of each operation that takes JSON."""
    for path, operations in described["paths"].items():
        for method, operation in operations.items():
            content = operation.get("requestBody", {}).get("content", {})
            if "application/json" in content:
                yield method.upper(), path, content["application/json"]["schema"]


def whole(schema: dict[str, Any], described: dict[str, Any]) -> Any:
    """A value of the schema's shape, with everything that it can hold."""
    schema = plain(schema, described)
    if "enum" in schema:
        return schema["enum"][0]
    kind = schema.get("type", "object")
    if kind == "object":
        if isinstance(schema.get("additionalProperties"), dict):
            return {"en": whole(schema["additionalProperties"], described)}
        named = {name: whole(inner, described) for name, inner in schema.get("properties", {}).items()}
        return named or {"en": "x"}
    if kind == "array":
        return [whole(schema["items"], described)]
    return {"string": "x", "integer": 1, "number": 1, "boolean": True}[kind]


def smuggling(body: Any, schema: dict[str, Any], described: dict[str, Any], at: str = "$") -> Iterator[tuple[Any, str]]:
    """The body with one unknown field more, at each object of it whose fields are named."""
    schema = plain(schema, described)
    if isinstance(body, list):
        for place, item in enumerate(body):
            for changed, where in smuggling(item, schema.get("items", {}), described, f"{at}[{place}]"):
                yield [*body[:place], changed, *body[place + 1 :]], where
    elif isinstance(body, dict) and isinstance(schema.get("additionalProperties"), dict):
        for name, value in body.items():
            for changed, where in smuggling(value, schema["additionalProperties"], described, f"{at}.{name}"):
                yield {**body, name: changed}, where
    elif isinstance(body, dict) and "properties" in schema:
        for name, value in SMUGGLED.items():
            assert name not in schema["properties"]
            yield {**body, name: value}, f"{at}.{name}"
        for name, value in body.items():
            for changed, where in smuggling(value, schema["properties"][name], described, f"{at}.{name}"):
                yield {**body, name: changed}, where


def plain(schema: dict[str, Any], described: dict[str, Any]) -> dict[str, Any]:
    """The schema that is meant: without references, and without what is null."""
    for choice in schema.get("oneOf", schema.get("anyOf", ())):
        if choice.get("type") != "null":
            return plain(choice, described)
    if "$ref" in schema:
        found: dict[str, Any] = described["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
        return found
    return schema
