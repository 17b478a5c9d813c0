"""The form of a day: from what was typed to a plan, and back."""

from collections.abc import Iterator, Sequence
from typing import Any

from forum.days.queries import DayView
from forum.days.rules.plan import Plan
from forum.days.rules.schedule import MOST_POINTS, Point
from forum.discussion.queries.days import PointLine, thread_row
from forum.foundation.database import Db
from forum.web.forms import Form
from forum.web.viewer import Viewer

ROWS = 8


def plan_in(form: Form) -> Plan:
    """The plan that was typed, not yet checked."""
    day = form.text("date").strip()
    return Plan(
        title=form.texts("title_"),
        welcome=form.texts("welcome_"),
        original=form.text("original"),
        starts=f"{day}T{form.text('begins').strip()}",
        ends=f"{day}T{form.text('ends_at').strip()}",
        zone=form.text("zone"),
        fold=_pass(form.text("fold")),
        ends_fold=_pass(form.text("ends_fold")),
        held=form.text("held") == "yes",
    )


async def points_in(db: Db, viewer: Viewer, form: Form) -> list[Point]:
    """The points of the programme that were typed; rows without any word are left out.

    Raises:
        Refused: `thread_unknown`.
    """
    points = []
    for row in rows(form):
        time, title = form.text(f"point_{row}_time").strip(), form.texts(f"point_{row}_title_")
        address = form.text(f"point_{row}_thread")
        if time or title or address.strip():
            points.append(Point(time=time, title=title, thread=await thread_row(db, viewer, address)))
    return points


def rows(form: Form) -> Sequence[int]:
    """The numbers of the programme's rows: eight, or two more than the day has."""
    used = (row + 2 for row in range(1, MOST_POINTS + 1) if form.text(f"point_{row}_time"))
    return range(1, min(max((*used, ROWS)), MOST_POINTS) + 1)


def filled(shown: DayView, programme: Sequence[PointLine]) -> Form:
    """A form that holds a day as it is."""
    return Form(dict(_values(shown, programme)))


def _values(shown: DayView, programme: Sequence[PointLine]) -> Iterator[tuple[str, str]]:
    hours = shown.hours
    plain: dict[str, Any] = {
        "version": shown.version, "original": shown.original, "date": hours.starts[:10], "begins": hours.starts[11:],
        "ends_at": hours.ends[11:], "zone": hours.zone, "held": "yes" if shown.held else "",
    }  # fmt: skip
    yield from ((name, str(value)) for name, value in plain.items())
    yield from ((f"title_{code}", text) for code, text in shown.title.items())
    yield from ((f"welcome_{code}", text) for code, text in shown.welcome.items())
    for row, line in enumerate(programme, 1):
        yield f"point_{row}_time", line.point.time
        yield f"point_{row}_thread", line.thread.public_id if line.thread else ""
        yield from ((f"point_{row}_title_{code}", text) for code, text in line.point.title.items())


def _pass(text: str) -> int | None:
    return {"0": 0, "1": 1}.get(text)
