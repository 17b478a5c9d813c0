"""U7, U8: forms with files that are not as they should be."""

import time

import pytest

from forum.foundation.errors import Refused
from forum.web.multipart import MAX_PARTS, Part, read_parts
from tests.cast import Cast

KIND = "multipart/form-data; boundary=xyz"


def body(*parts: tuple[str, bytes], end: bytes = b"--xyz--\r\n") -> bytes:
    return (
        b"".join(b"--xyz\r\nContent-Disposition: form-data; %s\r\n\r\n%s\r\n" % (d.encode(), c) for d, c in parts) + end
    )


def test_fields_and_files_are_told_apart_and_names_of_files_are_nobodys_business() -> None:
    found = read_parts(
        body(('name="body"', "Вода\r\n--xy".encode()), ('name="file"; filename="../../a; name=\\"evil\\""', b"\0\r\n")),
        KIND,
    )
    assert found == [Part("body", "Вода\r\n--xy".encode(), False), Part("file", b"\0\r\n", True)]
    assert read_parts(body(('filename="name=x"; name="file"', b"1")), KIND) == [Part("file", b"1", True)]
    assert read_parts(body(), 'multipart/form-data; boundary="xyz"') == []


@pytest.mark.parametrize(
    ("content", "kind", "code"),
    [
        (body(('name="a"', b"1")), "multipart/form-data", "bad_multipart"),
        (body(('name="a"', b"1"), end=b""), KIND, "bad_multipart"),
        (body(('name="a"', b"1"), end=b"--xyz"), KIND, "bad_multipart"),
        (b"x" * 1_000_000 + body(('name="a"', b"1")), KIND, "bad_multipart"),
        (body(("", b"1")), KIND, "bad_multipart"),
        (b"--xyz\r\n" + b"X: " + b"y" * 1_000_000, KIND, "bad_multipart"),
        (b"--xyz\r\nX-Other: 1\r\n\r\n1\r\n--xyz--", KIND, "bad_multipart"),
        (body(*[('name="a"', b"1")] * (MAX_PARTS + 1)), KIND, "too_many_parts"),
        (body(*[('name="a"', b"1")] * 10_000), KIND, "too_many_parts"),
        (b"--xyz\r\nContent-Disposition: form-data; name=\"\xff\"\r\n\r\n1\r\n--xyz--", KIND, "bad_encoding"),
        (b"--xyz" * 1_000_000, KIND, "bad_multipart"),
    ],
)  # fmt: skip
def test_u7_u8_what_is_no_form(content: bytes, kind: str, code: str) -> None:
    began = time.process_time()
    with pytest.raises(Refused) as refused:
        read_parts(content, kind)
    assert refused.value.code == code
    assert time.process_time() - began < 1


async def test_a_form_without_files_may_come_in_parts_and_has_the_same_limits(cast: Cast) -> None:
    browser = await cast.browser()
    headers = {"Content-Type": KIND}
    found = await browser.post(
        "/language", content=body(('name="lang"', b"pl"), ('name="next"', b"/pl/about")), headers=headers
    )
    assert (found.status_code, found.headers["location"]) == (303, "/pl/about")
    broken = await browser.post("/language", content=body(('name="lang"', b"\xff")), headers=headers)
    assert broken.status_code == 400
    assert (await browser.post("/language", content=b"--xyz", headers=headers)).status_code == 400
