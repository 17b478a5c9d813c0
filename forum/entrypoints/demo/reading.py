"""The texts of the demo town, and the ids under which its people write them."""

import json
import uuid
from pathlib import Path
from typing import Any

TEXTS = Path(__file__).parent / "texts"
_NAMESPACE = uuid.UUID("6d6f7374-7920-4000-8000-64656d6f0000")


def read(name: str) -> Any:
    """A file of the town's content."""
    return json.loads((TEXTS / f"{name}.json").read_text())


def client_id(key: str) -> str:
    return str(uuid.uuid5(_NAMESPACE, key))
