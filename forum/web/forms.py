"""Forms: what was typed, what was wrong with it, and the sentence that says so."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import parse_qsl

from forum.foundation.database import Work
from forum.foundation.errors import Refused
from forum.foundation.ids import new_client_id
from forum.web.problems import Problems
from forum.web.request import MostyRequest, check_body_headers

MAX_FIELDS = 400
# A form spells a Cyrillic letter in 6 bytes and an emoji in 12: 20,000 of them, or three descriptions and a programme.
MAX_LONG_FORM_BYTES = 512 * 1024


class Form:
    """A submitted or empty form.

    Attributes:
        values: field → what was typed; kept when the form is shown again.
        errors: field → translated sentence; "" holds what concerns the whole form.
        status: the HTTP status of the page that shows the form.
        client_id: the id under which a repeat of this submission counts as the same one.
    """

    def __init__(
        self, values: dict[str, str] | None = None, *, problems: Problems | None = None, locale: str = "en"
    ) -> None:
        self.values = values or {}
        self.lists: dict[str, list[str]] = {}
        self.errors: dict[str, str] = {}
        self.status = 200
        self.code: str | None = None
        self.facts: dict[str, object] = {}
        self.client_id = self.values.get("id") or new_client_id()
        self._problems = problems
        self._locale = locale

    @property
    def failed(self) -> bool:
        return bool(self.errors)

    def text(self, name: str) -> str:
        """What was typed into a field; "" when it is missing."""
        return self.values.get(name, "")

    def list(self, name: str) -> list[str]:
        """All values of a field that may be given several times, such as checkboxes."""
        return self.lists.get(name, [])

    def refuse(self, refused: Refused) -> None:
        """Hang a refusal on its field."""
        assert self._problems is not None
        self.errors.setdefault(refused.field or "", self._problems.sentence(self._locale, refused))
        if self.code is None:
            self.code, self.facts = refused.code, refused.facts
            self.status = self._problems[refused.code].status

    @asynccontextmanager
    async def attempt(self, work: Work | None = None) -> AsyncIterator[None]:
        """Do the action; a refusal becomes an error of this form and what it wrote is rolled back."""
        try:
            if work is None:
                yield
            else:
                async with work.attempt():
                    yield
        except Refused as refused:
            self.refuse(refused)


async def read_form(request: MostyRequest) -> Form:
    """The form in a request's body (application/x-www-form-urlencoded, UTF-8).

    Raises:
        Refused: `media_type`, `encoding`, `bad_encoding`, `too_large` for too many fields.
    """
    # A form of one button has no fields, and so no body.
    if await request.body():
        check_body_headers(request, "application/x-www-form-urlencoded")
    try:
        pairs = parse_qsl(
            (await request.body()).decode("ascii"),
            keep_blank_values=True,
            encoding="utf-8",
            errors="strict",
            max_num_fields=MAX_FIELDS,
        )
    except UnicodeError:
        raise Refused("bad_encoding") from None
    except ValueError:
        raise Refused("too_large") from None
    form = Form(dict(pairs), problems=request.app.state.problems, locale=request.locale)
    for name, value in pairs:
        form.lists.setdefault(name, []).append(value)
    return form
