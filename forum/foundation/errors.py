"""Refusals: what a rule says no with, and how each is put to a person."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


class Refused(Exception):  # noqa: N818  (reads as a sentence where it is raised)
    """A request that a rule turns down.

    Args:
        code: a key of some capability's `refusals`, such as `text_empty`.
        field: the form field that the sentence belongs to, or None for the whole form.
        headers: extra response headers, such as Retry-After.
        facts: what the sentence and the JSON answer mention; must be JSON-ready.
    """

    def __init__(
        self, code: str, *, field: str | None = None, headers: Mapping[str, str] | None = None, **facts: Any
    ) -> None:
        super().__init__(code)
        self.code = code
        self.field = field
        self.headers = dict(headers or {})
        self.facts = facts


@dataclass(frozen=True, slots=True)
class Refusal:
    """How a refusal is answered: an HTTP status and an English sentence that catalogues translate.

    The sentence may name facts as `%(limit)s`; `%(wait)s` reads the fact `seconds` or `minutes` as "in 20 minutes".
    """

    status: int
    sentence: str


def N_(sentence: str) -> str:  # noqa: N802  (gettext's own name: marks a sentence for extraction)
    return sentence


REFUSALS: dict[str, Refusal] = {
    "body_missing": Refusal(400, N_("The request has no body.")),
    "json_invalid": Refusal(400, N_("The request is not valid JSON.")),
    "json_too_deep": Refusal(400, N_("The request is nested too deeply.")),
    "json_duplicate_key": Refusal(400, N_("The request names a field twice.")),
    "unknown_field": Refusal(400, N_("The request has a field that is not known here.")),
    "field_invalid": Refusal(422, N_("A field is missing or of the wrong kind.")),
    "bad_client_id": Refusal(400, N_("The request's id must be a UUID.")),
    "bad_encoding": Refusal(400, N_("The request is not valid UTF-8.")),
    "bad_host": Refusal(400, N_("This server does not answer under that name.")),
    "bad_request": Refusal(400, N_("The request could not be understood.")),
    "bad_multipart": Refusal(400, N_("The form arrived incomplete. Please send it again.")),
    "too_many_parts": Refusal(400, N_("The form has too many parts (most: %(limit)s).")),
    "bad_page": Refusal(422, N_("There is no such page of the list.")),
    "cross_site": Refusal(403, N_("The request came from another website and was refused.")),
    "not_allowed": Refusal(403, N_("You are not allowed to do this.")),
    "not_yours": Refusal(403, N_("Only its author may do this.")),
    "not_found": Refusal(404, N_("There is nothing here. It may have been moved or removed.")),
    "method_not_allowed": Refusal(405, N_("This address does not take that kind of request.")),
    "edit_conflict": Refusal(409, N_("Somebody changed this in the meantime. Compare both versions and save again.")),
    "idempotency_mismatch": Refusal(409, N_("The same request id was already used for something else.")),
    "too_large": Refusal(413, N_("That is too large. Please shorten it.")),
    "uri_too_long": Refusal(414, N_("The address is too long.")),
    "media_type": Refusal(415, N_("This kind of content is not accepted here.")),
    "encoding": Refusal(415, N_("Compressed requests are not accepted.")),
    "control_character": Refusal(422, N_("The text contains a control character that cannot be stored.")),
    "text_empty": Refusal(422, N_("Please write something first.")),
    "text_too_long": Refusal(422, N_("The text is too long: at most %(limit)s characters.")),
    "too_many_marks": Refusal(422, N_("The text has too many combining marks on one letter.")),
    "lang_unknown": Refusal(422, N_("Please choose Ukrainian, English or Polish.")),
    "zone_unknown": Refusal(422, N_("Please choose a time zone from the list.")),
    "date_invalid": Refusal(422, N_("There is no such date or time. Please check the day, the month and the hour.")),
    "time_does_not_exist": Refusal(
        422, N_("Clocks skip this hour on that day. The next possible time is %(suggestion)s.")
    ),
    "time_ambiguous": Refusal(422, N_("Clocks pass this hour twice on that day. Please say which one is meant.")),
    "in_the_past": Refusal(422, N_("This time has already passed.")),
    "slow_down": Refusal(429, N_("That was too fast. You can try again %(wait)s.")),
    "headers_too_large": Refusal(431, N_("The request's headers are too large.")),
    "server_error": Refusal(500, N_("Something broke on our side. It has been recorded; please try again.")),
    "busy": Refusal(503, N_("The service is busy. Please try again in a moment.")),
}
