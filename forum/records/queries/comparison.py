"""What changed between two editions of minutes, word by word."""

from collections.abc import Sequence
from dataclasses import dataclass

from forum.foundation.changes import Change, compared
from forum.foundation.database import Db
from forum.foundation.errors import Refused
from forum.records.queries.minutes import MinutesView, edition
from forum.records.rules.changes import EntryChange, entry_changes

NO_EDITION = -1


@dataclass(frozen=True, slots=True)
class EntryComparison:
    """An entry that is not as it was; `texts` are the languages in which it reads otherwise."""

    change: EntryChange
    texts: Sequence[tuple[str, Sequence[Change]]]


@dataclass(frozen=True, slots=True)
class Comparison:
    since: int
    entries: Sequence[EntryComparison]


async def compared_editions(db: Db, minutes: MinutesView, visit_id: int, *, since: int = NO_EDITION) -> Comparison:
    """What changed since an edition; without one, since the last that anybody approved, else since the one before.

    Raises:
        Refused: `not_found` for an edition that never was.
    """
    since = minutes.compared_with if since == NO_EDITION else since
    if since > minutes.edition:
        raise Refused("not_found")
    found = entry_changes(await edition(db, visit_id, since), await edition(db, visit_id, minutes.edition))
    return Comparison(since, [EntryComparison(change, await _texts(change)) for change in found])


async def _texts(change: EntryChange) -> Sequence[tuple[str, Sequence[Change]]]:
    before, after = change.before.texts, change.after.texts
    return [(lang, await compared(before.get(lang, ""), after.get(lang, ""))) for lang in change.langs]
