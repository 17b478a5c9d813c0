"""Sentences of the catalogues that become words of a visit."""

from collections.abc import Iterable

from forum.foundation.i18n import LOCALES, translate
from forum.visits.rules.templates import ROLES


def in_all_languages(sentence: str) -> dict[str, str]:
    """A sentence of the catalogues, by language."""
    return {code: translate(code, sentence) for code in LOCALES}


def role_names(locale: str, roles: Iterable[str]) -> dict[str, str]:
    """Roles with their names in a language."""
    return {role: translate(locale, ROLES[role]) for role in roles}
