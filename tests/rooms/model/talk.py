"""What a room must be, in plain Python: the reference that the product is compared with."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from realtime.wire import Change, Edit, Post, Remove

MODERATORS = ("ada",)
HOSTS = ("olena",)


@dataclass(frozen=True, slots=True)
class Answer:
    """What whoever asked is told: `posted` under a number, or a refusal."""

    code: str
    seq: int = 0
    dup: bool = False


@dataclass(slots=True)
class Message:
    """Something said; `state` is visible, hidden or removed."""

    author: str
    text: str
    reply_to: int | None
    state: str = "visible"
    verdict: int = 0
    """The last entry that hid or restored it."""
    withdrawal: int = 0
    """The entry by which its author took it back."""

    @property
    def shown(self) -> str:
        return self.text if self.state == "visible" else ""


@dataclass(frozen=True, slots=True)
class Step:
    """One place in the sequence."""

    kind: str
    by: str | None
    of: int | None = None


@dataclass
class Talk:
    """A room, who may do what in it, and what every reader must see of it."""

    seated: set[str]
    banned: set[str] = field(default_factory=set)
    muted: set[str] = field(default_factory=set)
    read_only: bool = False
    steps: list[Step] = field(default_factory=list)
    messages: dict[int, Message] = field(default_factory=dict)
    texts: set[str] = field(default_factory=set)
    used: dict[tuple[str, UUID], tuple[Change, int]] = field(default_factory=dict)

    @property
    def head(self) -> int:
        return len(self.steps)

    def dead(self) -> set[str]:
        """Texts that were written and may be shown to nobody now."""
        return self.texts - {message.shown for message in self.messages.values()}

    def log(self) -> list[dict[str, Any]]:
        """The sequence as whoever comes today reads it: present texts, empty where there is none any more."""
        return [
            {"seq": seq, "kind": step.kind, "by": step.by, "of": step.of} | self._words(seq, step)
            for seq, step in enumerate(self.steps, 1)
        ]

    def screen(self) -> dict[int, str]:
        """What is on a reader's screen, by number; "" where a message was."""
        return {seq: message.shown for seq, message in self.messages.items()}

    def rights(self, who: str | None) -> list[str]:
        can = ["read"]
        if who and not self._why_silent(who):
            can += ["talk", "hand"]
        if who in HOSTS or who in MODERATORS:
            can.append("host")
        return [*can, "moderate"] if who in MODERATORS else can

    # --- what people do

    def write(self, who: str | None, change: Change) -> Answer:
        """Say, edit or remove: once for every id of a person."""
        if who is None:
            return Answer("not_seated")
        if known := self.used.get((who, change.id)):
            return Answer("posted", known[1], dup=True) if known[0] == change else Answer("mismatch")
        refusal = self._why_silent(who)
        if refusal and (refusal == "banned" or not isinstance(change, Remove)):
            return Answer(refusal)  # one's own words may be taken back all the same
        if not isinstance(change, Post):
            message = self.messages.get(change.seq)
            if message is None:
                return Answer("gone")
            if message.author != who:
                return Answer("not_yours")
            if message.state == "removed" and isinstance(change, Remove):
                return Answer("posted", message.withdrawal, dup=True)
            if message.state == "removed" or (message.state == "hidden" and isinstance(change, Edit)):
                return Answer("gone")
            if isinstance(change, Edit):
                message.text = change.text
            else:
                message.state = "removed"
        seq = self._add("edited" if isinstance(change, Edit) else "removed", who, getattr(change, "seq", None), change)
        if isinstance(change, Remove):
            self.messages[change.seq].withdrawal = seq
        self.used[who, change.id] = change, seq
        return Answer("posted", seq)

    def judge(self, who: str | None, seq: int, *, hide: bool) -> Answer:
        """A moderator hides a message or shows it again; doing it twice changes nothing."""
        if who is None:
            return Answer("signed_out")
        if who in self.banned:
            return Answer("banned")
        if who not in MODERATORS:
            return Answer("not_allowed")
        message = self.messages.get(seq)
        if message is None or message.state == "removed":
            return Answer("gone")
        if (message.state == "hidden") == hide:
            return Answer("posted", message.verdict or seq, dup=True)
        message.state = "hidden" if hide else "visible"
        message.verdict = self._add("removed" if hide else "restored", None, seq)
        return Answer("posted", message.verdict)

    def set_read_only(self, who: str, *, on: bool) -> None:
        if self.read_only != on:
            self.read_only = on
            self._add("room.read_only" if on else "room.opened", who)

    # --- how it is kept

    def _why_silent(self, who: str) -> str | None:
        if who in self.banned:
            return "banned"
        if who not in self.seated and who not in MODERATORS:
            return "not_seated"
        if self.read_only:
            return "read_only"
        return "muted" if who in self.muted else None

    def _add(self, kind: str, who: str | None, of: int | None = None, change: Change | None = None) -> int:
        seq = self.head + 1
        if isinstance(change, Post):
            kind = "said"
            self.messages[seq] = Message(who or "", change.text, change.reply_to)
        if isinstance(change, Post | Edit):
            self.texts.add(change.text)
        self.steps.append(Step(kind, who, of))
        return seq

    def _words(self, seq: int, step: Step) -> dict[str, Any]:
        if step.kind == "said":
            return {"text": self.messages[seq].shown, "reply_to": self.messages[seq].reply_to}
        if step.kind in ("edited", "restored") and step.of is not None:
            return {"text": self.messages[step.of].shown, "reply_to": None}
        return {"text": "" if step.kind == "removed" else None, "reply_to": None}
