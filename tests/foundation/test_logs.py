import json
import logging

import pytest

from forum.foundation.logs import JsonLines, WithoutStrangers


def record(message: str, **extra: object) -> logging.LogRecord:
    made = logging.makeLogRecord({"name": "mosty.web", "levelname": "ERROR", "levelno": logging.ERROR, "msg": message})
    made.__dict__.update(extra)
    return made


def test_a_record_is_one_line_of_json_whatever_it_holds() -> None:
    line = JsonLines().format(record("bad\nline \x1b[31m", path="/uk/\r\nforged: yes"))
    assert "\n" not in line
    assert "\x1b" not in line
    assert json.loads(line)["path"] == "/uk/\r\nforged: yes"


@pytest.mark.parametrize(
    ("message", "kept"),
    [
        ("ASGI callable returned without completing handshake.", False),
        ("Invalid UTF-8 sequence received from client.", False),
        ("Exception in ASGI application", True),
    ],
)
def test_strangers_cannot_flood_the_log(message: str, kept: bool) -> None:
    assert WithoutStrangers().filter(record(message)) is kept
