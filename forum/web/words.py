"""Sentences of a catalogue as pages take them: ready to stand in HTML, looked up and marked once."""

from collections.abc import Callable

from markupsafe import Markup


class Words:
    """What `_()` and `{% trans %}` call in templates.

    Jinja's own does the same anew for each of the thousand sentences of a page, in seven calls. The catalogues are
    ours: a sentence may hold HTML; what is put into it is escaped.

    Args:
        translate: the sentence in the page's language.
    """

    def __init__(self, translate: Callable[[str], str]) -> None:
        self._translate = translate
        self._whole: dict[str, Markup] = {}
        self._with_facts: dict[str, Markup] = {}

    def __call__(self, sentence: str, /, **facts: object) -> Markup:
        """The sentence with its facts; `%%` is a percent sign with and without them."""
        if facts:
            found = self._with_facts.get(sentence)
            if found is None:
                found = self._with_facts[sentence] = Markup(self._translate(sentence))  # noqa: S704
            return found % facts
        whole = self._whole.get(sentence)
        if whole is None:
            whole = self._whole[sentence] = Markup(self._translate(sentence)) % {}  # noqa: S704
        return whole
