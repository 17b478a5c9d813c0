"""The forms under which a word stands in dictionaries (simplemma, MIT), and what a word is found by."""

from functools import cache, lru_cache

from forum.search import tries
from forum.search.rules.stems import cyrillic_stem, latin_stem
from forum.search.rules.words import fold, is_cyrillic

# Before what is no word of a text: stems, and concepts (`concepts.py`).
MARK = "_"


@lru_cache(maxsize=50_000)
def lemmas(written: str) -> tuple[str, ...]:
    """Every dictionary form that a word may be of, in the languages of its letters; none for numbers and the like."""
    if not any(map(str.isalpha, written)):
        return ()
    asked = ("uk",) if is_cyrillic(written) else ("pl", "en")
    # Names stand in dictionaries with their capital: as written first.
    forms = dict.fromkeys((written, written.lower()))
    known = _lemmatizer()
    return tuple(dict.fromkeys(known.lemma(form, lang) for lang in asked for form in forms))


@lru_cache(maxsize=50_000)
def terms(written: str) -> frozenset[str]:
    """What a word is found by: itself, its dictionary forms and its stem, as they are compared."""
    found = {*map(fold, (written, *lemmas(written)))} - {""}
    stem = _stem(written)
    return frozenset(found if stem is None else {*found, MARK + stem})


def as_meant(written: str) -> frozenset[str]:
    """What a word is that stands alone in a list: itself and no other word's form; its stem where no dictionary knows
    its own."""
    known = any(_lemmatizer().knows(form, lang) for form in {written, written.lower()} for lang in tries.LANGUAGES)
    stem = None if known else _stem(written)
    return frozenset({fold(written)} if stem is None else {fold(written), MARK + stem})


def _stem(written: str) -> str | None:
    word = fold(written)
    if not word.isalpha():
        return None
    if is_cyrillic(word):
        return cyrillic_stem(word)
    # English has few endings, and its dictionary knows them: "care" is no form of "car".
    return None if _lemmatizer().knows(written.lower(), "en") else latin_stem(word)


class _Dictionaries:
    """The tries of `tries.py`, opened at the first word."""

    def __init__(self) -> None:
        from simplemma import Lemmatizer
        from simplemma.strategies import DefaultStrategy
        from simplemma.strategies.dictionaries.trie_dictionary_factory import TrieDictionaryFactory

        self._strategy = DefaultStrategy(dictionary_factory=TrieDictionaryFactory(disk_cache_dir=str(tries.folder())))
        self._lemmatizer = Lemmatizer(lemmatization_strategy=self._strategy, cache_max_size=1)

    def lemma(self, word: str, lang: str) -> str:
        return self._lemmatizer.lemmatize(word, lang=lang)

    def knows(self, word: str, lang: str) -> bool:
        return self._strategy.is_dictionary_member(word, lang)


class _None:
    """Stands in where the dictionaries could not be written: words are found by their stems."""

    def lemma(self, word: str, lang: str) -> str:
        return word

    def knows(self, word: str, lang: str) -> bool:
        return False


@cache
def _lemmatizer() -> _Dictionaries | _None:
    # Loads dictionaries: only those who search or index pay for it.
    return _Dictionaries() if tries.are_written() else _None()


def look_again() -> None:
    """Ask anew whether the dictionaries are there."""
    for kept in (_lemmatizer, lemmas, terms):
        kept.cache_clear()
