"""Every template compiles, also those that no test draws."""

from typing import Any

from litestar import Litestar

from forum.foundation.i18n import LOCALES


def test_every_template_compiles(handlers: Litestar) -> None:
    environments: dict[str, Any] = handlers.state.rendering._environments
    assert environments.keys() == LOCALES.keys()
    names = environments["uk"].list_templates()
    assert len(names) > 40
    for name in names:
        environments["uk"].get_template(name)
