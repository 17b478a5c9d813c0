"""One SMTP connection, every step under a deadline, every fault put into a class (PROMISES of aiosmtplib 5.1)."""

import asyncio
from collections.abc import Awaitable
from dataclasses import dataclass
from email.utils import parseaddr
from typing import Any, TypeVar
from urllib.parse import unquote, urlsplit

from aiosmtplib import SMTP, SMTPException, SMTPResponseException

from forum.mail.rules import Outcome, outcome_of_code

T = TypeVar("T")
STEP_SECONDS = 30.0
# A server may scan a mail for minutes between the final dot and its answer (RFC 5321, 4.5.3.2.6).
DATA_SECONDS = 120.0
DEFAULT_PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}


@dataclass(frozen=True, slots=True)
class Attempt:
    """What became of one mail; `alive` says whether the connection can take another."""

    outcome: Outcome
    detail: str = ""
    alive: bool = True


class Relay:
    """A connection to the mail server; never shared, since replies of one would be taken for another's.

    Args:
        url: `smtp://`, `smtp+starttls://` or `smtps://user:password@host:port`.
        sender: the envelope's sender.
        step_seconds: the deadline of each command; `data_seconds` that of the mail itself.
    """

    def __init__(
        self, url: str, sender: str, *, step_seconds: float = STEP_SECONDS, data_seconds: float = DATA_SECONDS
    ) -> None:
        parts = urlsplit(url)
        self._sender = parseaddr(sender)[1]
        self._step, self._data = step_seconds, data_seconds
        self._client = SMTP(
            hostname=parts.hostname or "localhost",
            port=parts.port or DEFAULT_PORTS[parts.scheme],
            username=unquote(parts.username) if parts.username else None,
            password=unquote(parts.password) if parts.password else None,
            use_tls=parts.scheme == "smtps",
            start_tls=parts.scheme == "smtp+starttls",
            timeout=step_seconds,
        )

    async def open(self) -> Attempt:
        """Connect, with TLS and sign-in as the URL says."""
        try:
            await self._within(self._step, self._client.connect())
        except (SMTPException, OSError, TimeoutError, ValueError) as error:
            self._client.close()
            code = error.code if isinstance(error, SMTPResponseException) else 0
            # Whatever the server says while connecting concerns all mails alike: none of them fails for it.
            outcome = Outcome.PAUSE if code == 421 else Outcome.RETRY
            return Attempt(outcome, f"connect: {_said(error)}", alive=False)
        return Attempt(Outcome.SENT)

    async def send(self, recipient: str, content: bytes) -> Attempt:
        """Hand over one mail."""
        step = "MAIL"
        try:
            await self._within(self._step, self._client.mail(self._sender))
            step = "RCPT"
            await self._within(self._step, self._client.rcpt(recipient))
            step = "DATA"
            await self._within(self._data, self._client.data(content, timeout=self._data))
        except SMTPResponseException as error:
            return await self._after_refusal(step, error)
        except (SMTPException, OSError, TimeoutError, ValueError) as error:
            self._client.close()
            outcome = Outcome.AMBIGUOUS if step == "DATA" else Outcome.RETRY
            return Attempt(outcome, f"{step}: {_said(error)}", alive=False)
        return Attempt(Outcome.SENT)

    async def close(self) -> None:
        try:
            await self._within(self._step, self._client.quit())
        except (SMTPException, OSError, TimeoutError):
            pass
        finally:
            self._client.close()

    async def _after_refusal(self, step: str, error: SMTPResponseException) -> Attempt:
        outcome = outcome_of_code(error.code)
        detail = f"{step}: {error.code} {error.message}"
        if outcome is Outcome.PAUSE:
            self._client.close()
            return Attempt(outcome, detail, alive=False)
        try:
            await self._within(self._step, self._client.rset())
        except (SMTPException, OSError, TimeoutError):
            self._client.close()
            return Attempt(outcome, detail, alive=False)
        return Attempt(outcome, detail)

    async def _within(self, seconds: float, step: Awaitable[T]) -> T:
        async with asyncio.timeout(seconds):
            return await step


def _said(error: Any) -> str:
    return str(error).strip() or type(error).__name__
