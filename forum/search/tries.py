"""The dictionaries of word forms, ready for use: `python -m forum.search.tries` writes them beside the program.

Writing takes about 12 s and 750 MB of memory, once; reading them afterwards 0.01 s and 45 MB.
"""

import shutil
import sys
import tempfile
from functools import cache
from importlib.metadata import version
from pathlib import Path

LANGUAGES = ("uk", "pl", "en")


@cache
def folder() -> Path:
    """Where they are: one folder for each edition of the dictionaries."""
    return Path(sys.prefix) / "share" / "mosty" / f"word-forms-{version('simplemma')}"


def are_written() -> bool:
    return all((folder() / f"{lang}.dic").exists() for lang in LANGUAGES)


def write() -> None:
    """Write those that are missing; each appears whole or not at all.

    Raises:
        OSError: when the folder cannot be written to.
    """
    from simplemma.strategies.dictionaries.trie_dictionary_factory import TrieDictionaryFactory

    folder().mkdir(parents=True, exist_ok=True)
    for lang in LANGUAGES:
        if not (folder() / f"{lang}.dic").exists():
            with tempfile.TemporaryDirectory(dir=folder()) as made:
                TrieDictionaryFactory(disk_cache_dir=made).get_dictionary(lang)
                shutil.move(Path(made) / f"{lang}.dic", folder() / f"{lang}.dic")


if __name__ == "__main__":
    write()
