import pytest

from forum.accounts.rules import emails, limits, names, passwords, roles
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


@pytest.mark.parametrize(
    "name", ["Олена Коваль", "Łukasz Żak-Wąs", "O’Brien", "Д'Артаньян", "Євген ІІ", "Nuñez", "Λάμπρος"]
)
def test_names_of_people_are_names(name: str) -> None:
    assert names.display_name(f"  {name} ") == name


@pytest.mark.parametrize(
    "name", ["a\u202eb", "a\u200bb", "\u200b", "...", "Оlena", "a\u0000b", "x" * 81, "e" + "\u0301" * 50, "  "]
)
def test_s22_what_is_no_name_is_refused(name: str) -> None:
    with pytest.raises(Refused):
        names.display_name(name)


def test_a_namesake_is_no_imitation_and_a_look_alike_is() -> None:
    names.check_is_no_imitation("Олена Коваль", ["Олена Коваль"])
    names.check_is_no_imitation("Олена Ковальчук", ["Олена Коваль"])
    for name in ("0лена Коваль", "Олена  Кова ль"):
        with pytest.raises(Refused, match="name_taken"):
            names.check_is_no_imitation(name, ["Олена Коваль"])


def test_nobody_becomes_an_official_by_a_form() -> None:
    assert {band: roles.first_role(band) for band in roles.AGE_BANDS} == {
        "under_16": "youth", "16_17": "youth", "adult": "resident",
    }  # fmt: skip
    with pytest.raises(Refused, match="age_band_missing"):
        roles.known_age_band("")


def test_s12_a_household_of_ipv6_counts_as_one() -> None:
    assert (
        limits.network("2001:db8:1:2::1") == limits.network("2001:db8:1:2:ffff::9") != limits.network("2001:db8:1:3::1")
    )
    assert limits.network("::ffff:192.0.2.1") == limits.network("192.0.2.1") == "192.0.2.1"
    assert limits.network("") == ""
