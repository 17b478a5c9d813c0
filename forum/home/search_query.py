"""What an address of the search asks for, of the page and of the API alike."""

from dataclasses import asdict, dataclass
from typing import Annotated

from litestar.di import NamedDependency, Provide
from litestar.params import FromQuery, QueryParameter

from forum.search.rules.question import Filters, Question, filters, question


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """Words and filters as they were typed, "" where nothing was; `start` and `end` are days, `author` an id."""

    q: str
    lang: str
    kind: str
    board: str
    author: str
    start: str
    end: str

    def question(self) -> Question:
        """The words.

        Raises:
            Refused: what `rules.question.question` says.
        """
        return question(self.q)

    def filters(self) -> Filters:
        """What is left out.

        Raises:
            Refused: what `rules.question.filters` says.
        """
        return filters(**{name: text for name, text in asdict(self).items() if name != "q"})

    def parameters(self) -> dict[str, str]:
        """The words and filters by their names in addresses."""
        return {_IN_ADDRESSES.get(name, name): text for name, text in asdict(self).items()}


_IN_ADDRESSES = {"start": "from", "end": "to"}


def read_query(
    q: FromQuery[str] = "",
    lang: FromQuery[str] = "",
    kind: FromQuery[str] = "",
    board: FromQuery[str] = "",
    author: FromQuery[str] = "",
    from_: Annotated[str, QueryParameter(name="from")] = "",
    to: FromQuery[str] = "",
) -> SearchQuery:
    return SearchQuery(q, lang, kind, board, author, from_, to)


Typed = NamedDependency[SearchQuery]
FROM_ADDRESS = {"typed": Provide(read_query, sync_to_thread=False)}
"""For the `dependencies` of a handler that takes `typed: Typed`."""
