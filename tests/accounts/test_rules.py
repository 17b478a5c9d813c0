import pytest

from forum.accounts.rules import emails, passwords, roles
from forum.foundation.errors import Refused


@pytest.mark.parametrize(
    "text",
    [
        "a@b", '"x y"@z.ua', "a" * 250 + "@b.ua", "a\r\nb@c.ua", "a@b@c.ua", "", "@b.ua", "a@", ".a@b.ua", "a..b@c.ua",
        "a@b..ua", "a@-b.ua", "a@b.1", "a@[127.0.0.1]", "марія@b.ua", "a@b.ua\n", "a@b.ua\x00", "a b@c.ua",
    ],
)  # fmt: skip
def test_a1_an_address_that_cannot_be_is_refused(text: str) -> None:
    with pytest.raises(Refused, match="email_invalid"):
        emails.address(text)


def test_a2_a3_the_domain_is_folded_and_the_local_part_is_the_persons_own() -> None:
    assert emails.address("Ivan+town@Пошта.УКР") == "Ivan+town@xn--80a1acn3a.xn--j1amh"
    assert emails.address(" Ivan@EXAMPLE.org ") == "Ivan@example.org"
    assert emails.address("ivan@example.org") != emails.address("Ivan@example.org")
    assert emails.shown("ivan@xn--80a1acn3a.xn--j1amh") == "ivan@пошта.укр"


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("1234567", "password_too_short"),
        ("x" * 129, "password_too_long"),
        ("x" * 10_000, "bad_request"),
        ("password123456", "too_common"),
        ("P@ssw0rd!!", "too_common"),
        ("СлаваУкраїні", "too_common"),
        ("йцукенгшщ", "too_common"),
        ("Haslo12345", "too_common"),
        ("aaaaaaaaaa", "too_common"),
        ("abababab", "too_common"),
        ("12345678", "too_common"),
        ("kowalska2027", "too_common"),
        ("a.kowalska1", "too_common"),
    ],
)
def test_a4_a_password_that_others_would_try_is_refused(password: str, code: str) -> None:
    with pytest.raises(Refused, match=code):
        passwords.check(password, "Anna Kowalska", "a.kowalska@example.org")


@pytest.mark.parametrize(
    "password", ["😀🎈" * 32, "тихий ранок над Дністром", "x7#kQ9!w", "x" * 120 + "yz", "kowalska na rowerze"]
)
def test_a_long_password_of_anything_is_fine(password: str) -> None:
    assert passwords.check(password, "Anna Kowalska", "a.kowalska@example.org") == password


def test_the_list_of_common_passwords_is_a_few_hundred_in_three_languages() -> None:
    assert len(passwords.common()) > 500
    assert {"пароль", "hasło", "qwerty", "ukraina", "iloveyou"} <= passwords.common()


def test_nobody_becomes_an_official_by_a_form() -> None:
    assert {band: roles.first_role(band) for band in roles.AGE_BANDS} == {
        "under_16": "youth", "16_17": "youth", "adult": "resident",
    }  # fmt: skip
    with pytest.raises(Refused, match="age_band_missing"):
        roles.known_age_band("")
