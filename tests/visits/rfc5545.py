"""A second reader of calendar files, written from RFC 5545 alone and sharing nothing with what writes them."""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

_UNQUOTED = re.compile(r'((?:[^:;"]|"[^"]*")+)')


@dataclass
class Line:
    """A content line: a value as it stands, and its parameters."""

    value: str
    parameters: dict[str, str] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The value of a TEXT property (3.3.11)."""
        return re.sub(r"\\([\\;,nN])", lambda found: "\n" if found[1] in "nN" else found[1], self.value)


@dataclass
class Component:
    name: str
    lines: dict[str, list[Line]] = field(default_factory=dict)
    parts: list["Component"] = field(default_factory=list)

    def __getitem__(self, name: str) -> Line:
        """The one property of a name."""
        (line,) = self.lines[name]
        return line

    def all(self, name: str) -> list["Component"]:
        return [part for part in self.parts if part.name == name]


def read(content: bytes) -> Component:
    """The object that a file holds; complains of line ends, of lines over 75 octets and of letters cut in two."""
    assert content.endswith(b"\r\n")
    raw = content[:-2].split(b"\r\n")
    assert not [line for line in raw if b"\n" in line or b"\r" in line or len(line) > 75]
    physical = [line.decode("utf-8") for line in raw]
    logical: list[str] = []
    for line in physical:
        if line[0] in " \t":
            logical[-1] += line[1:]
        else:
            logical.append(line)
    open_ones = [Component("")]
    for line in logical:
        name, parsed = _content_line(line)
        if name == "BEGIN":
            open_ones.append(Component(parsed.value))
        elif name == "END":
            done = open_ones.pop()
            assert done.name == parsed.value
            open_ones[-1].parts.append(done)
        else:
            open_ones[-1].lines.setdefault(name, []).append(parsed)
    (root,) = open_ones
    (calendar,) = root.parts
    return calendar


def moment(calendar: Component, line: Line) -> datetime:
    """What a DATE-TIME means: in UTC as it stands, in a zone by the file's own VTIMEZONE (3.6.5)."""
    if line.value.endswith("Z"):
        return _wall(line.value[:-1]).replace(tzinfo=UTC)
    (zone,) = [part for part in calendar.all("VTIMEZONE") if part["TZID"].value == line.parameters["TZID"]]
    wall = _wall(line.value)
    onsets = [(onset, _offset(rule["TZOFFSETTO"].value)) for rule in zone.parts for onset in _onsets(rule, wall.year)]
    offset = max((onset, after) for onset, after in onsets if onset <= wall)[1]
    return (wall - offset).replace(tzinfo=UTC)


def _onsets(rule: Component, year: int) -> list[datetime]:
    begin = _wall(rule["DTSTART"].value)
    if "RRULE" not in rule.lines:
        return [begin]
    parts = dict(part.split("=") for part in rule["RRULE"].value.split(";"))
    assert (parts["FREQ"], parts["BYDAY"]) == ("YEARLY", "-1SU")
    last_days = [begin.replace(year=year, month=int(parts["BYMONTH"]), day=31) for year in range(begin.year, year + 1)]
    return [day - timedelta(days=(day.weekday() + 1) % 7) for day in last_days]


def _content_line(line: str) -> tuple[str, Line]:
    pieces = _UNQUOTED.split(line, maxsplit=0)
    head, value = "", ""
    for place, piece in enumerate(pieces):
        if piece.startswith(":"):
            value = "".join(pieces[place:])[1:]
            break
        head += piece
    name, *rest = re.findall(r'(?:[^;"]|"[^"]*")+', head)
    return name.upper(), Line(
        value, {key.upper(): text.strip('"') for key, _, text in (p.partition("=") for p in rest)}
    )


def _wall(text: str) -> datetime:
    return datetime.strptime(text, "%Y%m%dT%H%M%S")


def _offset(text: str) -> timedelta:
    sign = -1 if text[0] == "-" else 1
    return sign * timedelta(hours=int(text[1:3]), minutes=int(text[3:5]))
