"""S18: the API of a real process, fuzzed from its own description."""

from collections.abc import Iterator
from typing import Any, cast

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings

from tests.live import LiveServer

EXAMPLES = 50


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    server = LiveServer(tmp_path_factory.mktemp("fuzz"))
    server.start()
    yield server
    assert server.stop() == 0


@pytest.mark.timeout(300)
def test_s18_schema_fuzz(server: LiveServer) -> None:
    person = {
        "email": "r@example.org",
        "name": "Ruth",
        "role": "administrator",
        "lang": "en",
        "zone": "UTC",
        "token": True,
    }
    headers = {"Authorization": f"Bearer {server.people([person])[0]['token']}"}
    schema = schemathesis.openapi.from_url(f"{server.address}/api/v1/openapi.json")
    operations: list[Any] = [cast(Any, found).ok() for found in schema.get_all_operations()]
    assert len(operations) >= 20
    for operation in operations:
        fuzz(operation, server.address, headers)
    assert '"level":"error"' not in server.log()


def fuzz(operation: Any, address: str, headers: dict[str, str]) -> None:
    declared = {str(status) for status in operation.definition.raw["responses"]}

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy())
    def attempt(case: Any) -> None:
        if "wait" in (case.query or {}):
            case.query["wait"] = "0"
        answer = case.call(base_url=address, headers=headers)
        assert answer.status_code < 500, f"{operation.label}: {answer.text[:500]}"
        assert str(answer.status_code) in declared, f"{operation.label}: {answer.status_code} {answer.text[:200]}"

    attempt()
