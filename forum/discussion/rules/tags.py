"""The vocabulary of tags, and who may tag a thread."""

from collections.abc import Mapping

from forum.discussion.rules.texts import board_slug, board_texts
from forum.foundation.errors import Refused

MAX_TAG_NAME = 40
# The page on which a tag is added stands under this name.
_TAKEN_BY_PAGES = {"new"}


def tag_slug(slug: str) -> str:
    """Raises:
    Refused: `slug_invalid`.
    """
    if slug in _TAKEN_BY_PAGES:
        raise Refused("slug_invalid", field="slug")
    return board_slug(slug)


def tag_names(names: Mapping[str, str]) -> dict[str, str]:
    """The names in every language of ours.

    Raises:
        Refused: what `text.clean` refuses, at the language.
    """
    return board_texts(dict(names), limit=MAX_TAG_NAME)


def check_may_tag(author_id: int, viewer_id: int, *, moderator: bool) -> None:
    """Raises:
    Refused: `not_yours`.
    """
    if author_id != viewer_id and not moderator:
        raise Refused("not_yours")
