import msgspec
import pytest

from forum.foundation.errors import Refused
from forum.web.request import parse_json, shaped


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "body_missing"), (b"  \n", "body_missing"), (b'{"body":', "json_invalid"), (b'{"a":"\xff"}', "json_invalid"), (b"[" * 30_000, "json_too_deep"),
        (b'{"a":' * 30_000, "json_too_deep"), (b"NaN", "json_invalid"), (b"-Infinity", "json_invalid"), (b"1e400", "json_invalid"), (b"9" * 5_000, "json_invalid"),
        (b'{"a":1,"a":2}', "json_duplicate_key"), (b'{"x":{"a":1,"a":2}}', "json_duplicate_key"), (b'"\\ud800"', "json_invalid"), (b"\xef\xbb\xbf{}", "json_invalid"),
    ],
)  # fmt: skip
def test_h2_to_h10_bad_json_is_refused_by_name(body: bytes, code: str) -> None:
    with pytest.raises(Refused) as caught:
        parse_json(body)
    assert caught.value.code == code


def test_brackets_within_strings_are_not_nesting() -> None:
    assert parse_json(b'{"a":"' + b"[" * 1_000 + b'","b":"\\"[[[["}') == {"a": "[" * 1_000, "b": '"[[[['}


class Plan(msgspec.Struct, forbid_unknown_fields=True):
    minutes: int
    title: dict[str, str]


@pytest.mark.parametrize(
    ("value", "code", "at"),
    [
        ({"minutes": "90", "title": {}}, "field_invalid", "minutes"), ({"minutes": 90.0, "title": {}}, "field_invalid", "minutes"),
        ({"minutes": True, "title": {}}, "field_invalid", "minutes"), ({"minutes": 90}, "field_invalid", "title"),
        ({"minutes": 90, "title": {"uk": 1}}, "field_invalid", "title"), ({"minutes": 90, "title": {}, "x": 1}, "unknown_field", None), ([], "field_invalid", None),
    ],
)  # fmt: skip
def test_a_number_in_quotes_is_no_number(value: object, code: str, at: str | None) -> None:
    with pytest.raises(Refused) as caught:
        shaped(value, Plan)
    assert (caught.value.code, caught.value.facts.get("at")) == (code, at)
    assert shaped({"minutes": 90, "title": {"uk": "a"}}, Plan) == Plan(90, {"uk": "a"})
