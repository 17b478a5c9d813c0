"""Moving the points of a programme in a form, before anything is saved."""

from datetime import timedelta

from forum.foundation.errors import Refused
from forum.foundation.walltime import read_wall
from forum.visits.pages import typed
from forum.web.forms import Form


def move(form: Form, wanted: str) -> None:
    """Exchange a point with its neighbour: "3-up" or "3-down"; the first and the last one stay where they are.

    Raises:
        Refused: `field_invalid` for anything else.
    """
    row, _, way = wanted.partition("-")
    numbers = {str(number): number for number in typed.rows(form)}
    there = numbers.get(row, 0) + {"up": -1, "down": 1}.get(way, 0)
    if row not in numbers or way not in ("up", "down"):
        raise Refused("field_invalid", at="move")
    if there not in numbers.values():
        return
    mine, theirs = _point(form, numbers[row]), _point(form, there)
    for name in {**mine, **theirs}:
        form.values[f"item_{there}_{name}"] = mine.get(name, "")
        form.values[f"item_{row}_{name}"] = theirs.get(name, "")


def hours(form: Form) -> dict[int, str]:
    """When each point that has a length begins, by the clock of the visit's place: {1: "10:00", 2: "10:30"}."""
    try:
        begin = read_wall(f"{form.text('date').strip()}T{form.text('time').strip()}")
    except Refused:
        return {}
    # Only its clock is told, and on no other day does it run over the end of the calendar.
    at, begins = begin.replace(year=2000), {}
    for row in typed.rows(form):
        minutes = form.text(f"item_{row}_minutes").strip()
        if minutes.isascii() and minutes.isdigit() and len(minutes) < 5:
            begins[row] = f"{at:%H:%M}"
            at += timedelta(minutes=int(minutes))
    return begins


def _point(form: Form, row: int) -> dict[str, str]:
    before = f"item_{row}_"
    return {name.removeprefix(before): text for name, text in form.values.items() if name.startswith(before)}
