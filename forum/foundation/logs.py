"""Logs for operators: one JSON object a line on standard error; nothing of what people wrote."""

import logging
import sys
from datetime import UTC, datetime

import msgspec

_STANDARD = set(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName", "color_message"}


# What uvicorn calls errors and any stranger can cause at will: a refused handshake, a frame that is not UTF-8.
_STRANGERS = ("ASGI callable returned without completing handshake", "Invalid UTF-8 sequence received")


class WithoutStrangers(logging.Filter):
    """Keeps a log that strangers cannot flood; they have had their 403 or 1007."""

    def filter(self, record: logging.LogRecord) -> bool:
        return not record.getMessage().startswith(_STRANGERS)


class JsonLines(logging.Formatter):
    """A record as one line; extra fields stand beside it. JSON escapes what could forge a second line."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **{key: str(value) for key, value in vars(record).items() if key not in _STANDARD},
        }
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return msgspec.json.encode(line).decode()


def set_up_logs(level: int = logging.WARNING) -> None:
    """Send our logs, and warnings of libraries, to standard error."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    handler.addFilter(WithoutStrangers())
    logging.basicConfig(level=level, handlers=[handler], force=True)
    logging.getLogger("mosty").setLevel(logging.INFO)
