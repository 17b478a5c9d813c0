"""What the run that lands a change says of itself."""

import importlib.util
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]


def audit() -> Any:
    spec = importlib.util.spec_from_file_location("audit", ROOT / ".ci" / "audit.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


FINE = {"name": "litestar", "version": "2", "vulns": []}
HOLE = {"name": "jinja2", "version": "3", "vulns": [{"id": "PYSEC-1"}]}
UNKNOWN = {"name": "nh3", "skip_reason": "not found"}


@pytest.mark.parametrize(
    ("dependencies", "answer", "said"),
    [
        ([FINE], 0, "1 of 1 audited, 0 known"),
        ([FINE, HOLE], 1, "jinja2 3: PYSEC-1"),
        ([FINE, UNKNOWN], 75, "COULD NOT AUDIT: nh3"),
        ([HOLE, UNKNOWN], 1, "COULD NOT AUDIT: nh3"),
        ([], 75, "COULD NOT AUDIT"),
    ],
)
def test_an_audit_calls_nothing_well_that_it_could_not_look_up(
    dependencies: list[dict[str, Any]], answer: int, said: str
) -> None:
    heard = audit().verdict(json.dumps({"dependencies": dependencies}))
    assert heard[0] == answer
    assert said in "\n".join(heard[1])


def test_an_audit_without_a_network_says_so_and_its_step_is_not_ok() -> None:
    nowhere = dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"), "http://127.0.0.1:9")
    command = ["bash", ".ci/step", "dependency audit", sys.executable, ".ci/audit.py"]
    done = subprocess.run(
        command, cwd=ROOT, env={**os.environ, **nowhere, "NO_PROXY": ""}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 75
    assert "COULD NOT AUDIT" in done.stdout
    assert "== dependency audit: NOT DONE, " in done.stdout
    assert "ok" not in done.stdout


@pytest.mark.parametrize(("code", "said"), [(0, "ok"), (1, "FAILED"), (2, "FAILED"), (75, "NOT DONE")])
def test_a_step_has_a_name_a_time_and_the_answer_of_its_command(code: int, said: str) -> None:
    command = ["bash", ".ci/step", "lint", "bash", "-c", f"echo in between; exit {code}"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == code
    assert re.fullmatch(rf"\n== lint\nin between\n== lint: {said}, \d+ s\n", done.stdout)
