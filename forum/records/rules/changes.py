"""What came, went and changed between two editions of minutes."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from forum.records.rules.entries import Entry


class Fate(StrEnum):
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class EntryChange:
    """An entry before and after; the one that is not there is empty. `langs` are those in which its text differs."""

    fate: Fate
    before: Entry
    after: Entry

    @property
    def langs(self) -> Sequence[str]:
        every = dict.fromkeys((*self.before.texts, *self.after.texts))
        return [lang for lang in every if self.before.texts.get(lang, "") != self.after.texts.get(lang, "")]


def entry_changes(before: Iterable[Entry], after: Iterable[Entry]) -> Sequence[EntryChange]:
    """The entries that are not the same, in the order of the later edition; those that went come last."""
    earlier: Mapping[str, Entry] = {entry.id: entry for entry in before}
    later = list(after)
    found = []
    for entry in later:
        known = earlier.get(entry.id)
        if known is None:
            found.append(EntryChange(Fate.ADDED, _nothing(entry), entry))
        elif known != entry:
            found.append(EntryChange(Fate.CHANGED, known, entry))
    kept = {entry.id for entry in later}
    return [*found, *(EntryChange(Fate.REMOVED, e, _nothing(e)) for e in earlier.values() if e.id not in kept)]


def _nothing(entry: Entry) -> Entry:
    return Entry(id=entry.id, kind=entry.kind, texts={}, original=entry.original, owner="", due="")
