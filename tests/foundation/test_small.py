"""Ids, cursors, limits, settings."""

from pathlib import Path

import pytest

from forum.foundation import paging
from forum.foundation.errors import Refused
from forum.foundation.ids import client_id, digest, short_id
from forum.foundation.network import network
from forum.foundation.places import AtOnce, Places
from forum.foundation.ratelimit import Limit, RateLimiter
from forum.foundation.settings import SettingError, from_environment


def test_short_ids_are_twelve_unambiguous_characters() -> None:
    ids = {short_id() for _ in range(2_000)}
    assert len(ids) == 2_000
    assert all(len(i) == 12 and not set(i) & set("0oO1lIaeiuy") for i in ids)


@pytest.mark.parametrize(
    "text",
    [
        "", "x" * 300, "not-a-uuid", None, 5, "0" * 31, "0" * 32, "{6f9619ff-8b86-d011-b42d-00c04fc964ff}",
        "urn:uuid:6f9619ff-8b86-d011-b42d-00c04fc964ff", "6f9619ff-8b86-d011-b42d-00c04fc964f\uff16",
    ],
)  # fmt: skip
def test_h28_a_client_id_is_a_uuid(text: object) -> None:
    with pytest.raises(Refused, match="bad_client_id"):
        client_id(text)


def test_a_client_id_has_one_form_and_a_digest_tells_bodies_apart() -> None:
    assert client_id("6F9619FF-8B86-D011-B42D-00C04FC964FF") == "6f9619ff-8b86-d011-b42d-00c04fc964ff"
    assert digest("a", "bc") != digest("ab", "c")


def test_a_cursor_is_read_back_and_a_forged_one_refused() -> None:
    made = paging.cursor(17, "2027-01-01")
    assert paging.read_cursor(made, (int, str)) == (17, "2027-01-01")
    assert paging.read_cursor(None, (int,)) is None
    for text in (
        "x",
        "!!",
        "ї",
        paging.cursor(True),
        paging.cursor(2**70),
        paging.cursor("a"),
        paging.cursor(1, 2),
        made + "=",
        "W1tbW1s",
    ):
        with pytest.raises(Refused, match="bad_page"):
            paging.read_cursor(text, (int,))


@pytest.mark.parametrize("text", ["-1", "0", "101", "1e9", "<script>", "", "٣", "1.0"])
def test_h20_a_bad_limit_is_refused(text: str) -> None:
    with pytest.raises(Refused, match="bad_page"):
        paging.read_limit(text)


def test_a_page_is_cut_and_says_what_follows() -> None:
    page = paging.cut([1, 2, 3], 2, lambda row: (row,))
    assert (list(page.items), page.next) == ([1, 2], paging.cursor(2))
    assert paging.cut([1], 2, lambda row: (row,)).next is None


def test_a_bucket_lets_a_burst_through_then_refills() -> None:
    seconds = [0.0]
    limiter = RateLimiter(monotonic=lambda: seconds[0])
    limit = Limit("try", burst=3, seconds=10)
    for _ in range(3):
        limiter.take(limit, "a")
    with pytest.raises(Refused) as caught:
        limiter.take(limit, "a")
    assert (caught.value.code, caught.value.headers, caught.value.facts) == (
        "slow_down",
        {"Retry-After": "10"},
        {"seconds": 10},
    )
    limiter.take(limit, "b")
    seconds[0] = 10
    limiter.take(limit, "a")
    with pytest.raises(Refused):
        limiter.take(limit, "a")


def test_limits_can_be_lifted() -> None:
    limiter = RateLimiter(enabled=False)
    for _ in range(100):
        limiter.take(Limit("try", burst=1, seconds=60), "a")


@pytest.mark.parametrize(
    ("environment", "named"),
    [
        ({"MOSTY_PORT": "eighty"}, "MOSTY_PORT"),
        ({"MOSTY_PORT": "²"}, "MOSTY_PORT"),
        ({"MOSTY_DATABASE_URL": "mysql://x"}, "MOSTY_DATABASE_URL"),
        ({"MOSTY_BASE_URL": "bridges.example.org"}, "MOSTY_BASE_URL"),
        ({"MOSTY_HOST": "0.0.0.0"}, "MOSTY_BASE_URL"),
        ({"MOSTY_SECRET_KEY": "short"}, "MOSTY_SECRET_KEY"),
        ({"MOSTY_LIMITS": "maybe"}, "MOSTY_LIMITS"),
        ({"MOSTY_SMTP_URL": "relay.example.org"}, "MOSTY_SMTP_URL"),
        ({"MOSTY_DATA_DIR": "/proc/nowhere"}, "MOSTY_DATA_DIR"),
    ],
)
def test_a_wrong_setting_is_named_in_one_line(tmp_path: Path, environment: dict[str, str], named: str) -> None:
    with pytest.raises(SettingError) as caught:
        from_environment({"MOSTY_DATA_DIR": str(tmp_path), **environment})
    assert named in str(caught.value)
    assert "\n" not in str(caught.value)


def test_the_secret_key_is_made_once_and_kept_to_its_owner(tmp_path: Path) -> None:
    first = from_environment({"MOSTY_DATA_DIR": str(tmp_path)}).secret_key
    assert from_environment({"MOSTY_DATA_DIR": str(tmp_path)}).secret_key == first
    assert len(first) >= 32
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("environment", "open_"),
    [
        ({}, True),
        ({"MOSTY_BASE_URL": "https://bridges.example.org"}, False),
        ({"MOSTY_HOST": "192.0.2.1", "MOSTY_BASE_URL": "http://127.0.0.1:8000"}, False),
        ({"MOSTY_SMTP_URL": "smtp://127.0.0.1"}, False),
    ],
)
def test_mails_are_shown_on_a_page_only_where_nothing_is_public(
    tmp_path: Path, environment: dict[str, str], open_: bool
) -> None:
    assert from_environment({"MOSTY_DATA_DIR": str(tmp_path), **environment}).development is open_


def test_s12_a_household_of_ipv6_counts_as_one() -> None:
    assert network("2001:db8:1:2::1") == network("2001:db8:1:2:ffff::9") != network("2001:db8:1:3::1")
    assert network("::ffff:192.0.2.1") == network("192.0.2.1") == "192.0.2.1"
    assert network("") == ""


def test_places_are_free_again_when_whoever_had_them_leaves() -> None:
    places, two, three = Places(), AtOnce("two", 2), AtOnce("three", 3)
    with places.taken((two, "kasia"), (three, "")) as first, places.taken((two, "kasia"), (three, "")) as second:
        with places.taken((two, "kasia"), (three, "")) as over, places.taken((two, "ada"), (three, "")) as other:
            assert (first, second, over, other) == (True, True, False, True)
        with places.taken((two, "ada"), (three, "")) as after:
            assert after
    assert len(places) == 0
    with Places(enabled=False).taken((AtOnce("none", 0), "")) as lifted:
        assert lifted
