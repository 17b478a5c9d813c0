"""The text of minutes that is approved and stamped: the same bytes for everybody, whatever language they read in."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from forum.foundation.i18n import LOCALES
from forum.records.rules.entries import Entry, Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """An approval as it stands below the text."""

    party: str
    name: str
    town: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What is stamped."""

    visit_id: str
    title: Mapping[str, str]
    original: str
    starts_at: datetime
    ends_at: datetime
    towns: Sequence[str]
    edition: int
    entries: Sequence[Entry]
    signatures: Sequence[Signature]


def text(sheet: Sheet) -> str:
    """The sheet as plain text: lines of ours begin at the margin, lines of people are indented."""
    lines = [
        "MINUTES",
        f"Visit: {sheet.visit_id}",
        *_said(sheet.title, sheet.original),
        f"Time: {_moment(sheet.starts_at)} / {_moment(sheet.ends_at)}",
        *(["Municipalities:", *(f"  {town}" for town in sheet.towns)] if sheet.towns else []),
        f"Edition: {sheet.edition}",
    ]
    for kind in Kind:
        for number, entry in enumerate((entry for entry in sheet.entries if entry.kind == kind), 1):
            lines += ["", f"{kind.upper()} {number}", *_said(entry.texts, entry.original)]
            lines += [f"Owner: {entry.owner}"] if entry.owner else []
            lines += [f"Due: {entry.due}"] if entry.due else []
    lines += ["", "APPROVED"]
    for sign in sheet.signatures:
        lines += [f"{sign.party}: {_moment(sign.at)}", f"  {sign.name}", *([f"  {sign.town}"] if sign.town else [])]
    return "\n".join(lines) + "\n"


def stamp(content: str) -> str:
    """SHA-256 of the text in UTF-8, in hex: what `sha256sum minutes.txt` says."""
    return hashlib.sha256(content.encode()).hexdigest()


def _said(texts: Mapping[str, str], original: str) -> Iterable[str]:
    for lang in LOCALES:
        if texts.get(lang):
            yield f"[{lang}, original]" if lang == original else f"[{lang}]"
            yield from (f"  {line}" for line in texts[lang].split("\n"))


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
