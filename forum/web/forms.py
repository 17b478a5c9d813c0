"""Forms: what was typed, what was wrong with it, and the sentence that says so."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import parse_qsl

from litestar.exceptions import HTTPException

from forum.foundation.database import Work
from forum.foundation.errors import Refused
from forum.foundation.i18n import LOCALES
from forum.foundation.ids import new_client_id
from forum.foundation.paging import whole_number
from forum.web.multipart import Part, read_parts
from forum.web.problems import Problems
from forum.web.request import MostyRequest, check_body_headers

MAX_FIELDS = 400
# A form spells a Cyrillic letter in 6 bytes and an emoji in 12: 20,000 of them, or three descriptions and a programme.
MAX_LONG_FORM_BYTES = 512 * 1024
# With a file beside the text.
MAX_FILE_FORM_BYTES = 6 * 1024 * 1024
# The fields that hold somebody's own words, in the languages they come in; no secret is among them.
_WORDS = re.compile(r"(title|body|text|reason|description|question|options)([_-]\w+)?")
_PLAIN, _WITH_FILES = "application/x-www-form-urlencoded", "multipart/form-data"


class Form:
    """A submitted or empty form.

    Attributes:
        values: field → what was typed; kept when the form is shown again.
        errors: field → translated sentence; "" holds what concerns the whole form.
        status: the HTTP status of the page that shows the form; `headers` go with it, such as Retry-After.
        client_id: the id under which a repeat of this submission counts as the same one.
        files: what was chosen from a disk, as (field, bytes); a field left empty is not among them.
    """

    def __init__(
        self, values: dict[str, str] | None = None, *, problems: Problems | None = None, locale: str = "en"
    ) -> None:
        self.values = values or {}
        self.lists: dict[str, list[str]] = {}
        self.files: list[tuple[str, bytes]] = []
        self.errors: dict[str, str] = {}
        self.status = 200
        self.headers: dict[str, str] = {}
        self.code: str | None = None
        self.facts: dict[str, object] = {}
        self.client_id = self.values.get("id") or new_client_id()
        self._problems = problems
        self._locale = locale

    @property
    def failed(self) -> bool:
        return bool(self.errors)

    @property
    def is_blank(self) -> bool:
        """Whether nothing was typed into it, nor said about it."""
        return not (self.values or self.lists or self.errors)

    def text(self, name: str) -> str:
        """What was typed into a field; "" when it is missing."""
        return self.values.get(name, "")

    def number(self, name: str) -> int:
        """A whole number in a field that the page fills, such as the version that is edited.

        Raises:
            Refused: `field_invalid` for anything that no row can have; it concerns the whole form, for nobody sees
                such a field.
        """
        number = whole_number(self.text(name))
        if number is None:
            raise Refused("field_invalid", at=name)
        return number

    def list(self, name: str) -> list[str]:
        """All values of a field that may be given several times, such as checkboxes."""
        return self.lists.get(name, [])

    def texts(self, prefix: str) -> dict[str, str]:
        """What was typed in each of our languages into `title_uk` and so on, for the prefix `title_`."""
        return {code: self.text(prefix + code) for code in LOCALES if self.text(prefix + code).strip()}

    def refuse(self, refused: Refused) -> None:
        """Hang a refusal on its field."""
        assert self._problems is not None
        self.errors.setdefault(refused.field or "", self._problems.sentence(self._locale, refused))
        if self.code is None:
            self.code, self.facts = refused.code, refused.facts
            self.status, self.headers = self._problems[refused.code].status, dict(refused.headers)

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
    """The form in a request's body, in UTF-8: application/x-www-form-urlencoded, or multipart/form-data.

    Raises:
        Refused: `media_type`, `encoding`, `bad_encoding`, `bad_multipart`, `too_many_parts`, `too_large` for too many
            fields or too much text in them.
    """
    pairs: list[tuple[str, str]] = []
    files: list[tuple[str, bytes]] = []
    # A form of one button has no fields, and so no body.
    if body := await request.body():
        given = request.headers.get("content-type", "")
        if given.partition(";")[0].strip().lower() == _WITH_FILES:
            check_body_headers(request, _WITH_FILES)
            pairs, files = _sorted(read_parts(body, given))
        else:
            check_body_headers(request, _PLAIN)
            pairs = _pairs(body)
    form = Form(dict(pairs), problems=request.app.state.problems, locale=request.locale)
    form.files = files
    for name, value in pairs:
        form.lists.setdefault(name, []).append(value)
    return form


async def keep_typed(request: MostyRequest) -> None:
    """Have what was typed at hand for the page that says that it was refused before a form was even looked at."""
    length = request.headers.get("content-length", "")
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in (_PLAIN, _WITH_FILES) or not length.isdigit() or int(length) > MAX_LONG_FORM_BYTES:
        return
    try:
        form = await read_form(request)
    except (Refused, HTTPException):
        return
    words = [value for name, value in form.values.items() if _WORDS.fullmatch(name) and value.strip()]
    request.scope["state"]["typed"] = words


def _pairs(body: bytes) -> list[tuple[str, str]]:
    try:
        return parse_qsl(
            body.decode("utf-8"), keep_blank_values=True, encoding="utf-8", errors="strict", max_num_fields=MAX_FIELDS
        )
    except UnicodeError:
        raise Refused("bad_encoding") from None
    except ValueError:
        raise Refused("too_large") from None


def _sorted(parts: list[Part]) -> tuple[list[tuple[str, str]], list[tuple[str, bytes]]]:
    texts = [part for part in parts if not part.is_file]
    if sum(len(part.content) for part in texts) > MAX_LONG_FORM_BYTES:
        raise Refused("too_large")
    try:
        pairs = [(part.name, part.content.decode("utf-8")) for part in texts]
    except UnicodeDecodeError:
        raise Refused("bad_encoding") from None
    return pairs, [(part.name, part.content) for part in parts if part.is_file and part.content]
