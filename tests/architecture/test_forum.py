"""What docs/forum.md says is tested, is."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")


def test_every_test_that_docs_forum_names_is_there() -> None:
    named = NAMED.findall((ROOT / "docs" / "forum.md").read_text())
    assert len(named) > 20
    absent = [f"{path}::{name}" for path, name in named if f"def {name}(" not in (ROOT / path).read_text()]
    assert absent == []
