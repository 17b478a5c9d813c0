"""Visits that begin from a template or an earlier one, their roles and tasks, and series."""

import re
from datetime import date, datetime

import pytest

from forum.foundation.database import Database
from forum.foundation.errors import Refused
from forum.foundation.walltime import resolve
from forum.visits.rules import preparation, series
from forum.visits.rules.templates import ROLES, TEMPLATES
from tests.cast import Cast
from tests.conftest import TurnedClock
from tests.visits.test_pages import follow, press, typed


def fields(html: str) -> dict[str, object]:
    """What a form sends as it stands: texts, choices, ticked boxes."""
    form = html.partition('action="/uk/visits/new"')[2].partition("</form>")[0]
    sent: dict[str, object] = {
        name: value for name, value in re.findall(r'<input[^>]* name="(\w+)"[^>]* value="([^"]*)"', form)
        if not re.search(rf'name="{name}" type="(?:checkbox|radio)"', form)
    }  # fmt: skip
    sent |= dict(re.findall(r'<input[^>]* name="(\w+)" type="(?:checkbox|radio)" value="([^"]*)"[^>]* checked', form))
    sent |= dict.fromkeys(re.findall(r'<textarea[^>]* name="(\w+)"', form), "")
    for name, options in re.findall(r'<select[^>]* name="(\w+)".*?>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)"[^>]* selected', options)
        sent[name] = chosen[1] if chosen else ""
    return sent


@pytest.mark.parametrize("key", sorted(TEMPLATES))
async def test_an_official_publishes_a_visit_from_a_template_in_three_steps(cast: Cast, key: str) -> None:
    olena = await cast.browser("olena")
    offered = (await olena.get("/uk/visits/new")).text
    assert f"/uk/visits/new?template={key}" in offered
    form = fields((await olena.get(f"/uk/visits/new?template={key}")).text)
    form |= {"date": "2027-04-20", "time": "10:00", "languages": ["uk", "en"]}
    made = await olena.post("/uk/visits/new", data=form)
    assert made.status_code == 303, made.text
    path = made.headers["location"]
    await follow(olena, await press(olena, path, f"{path}/publication"))
    visit = (await olena.get(f"/api/v1/visits/{path.split('/')[3].partition('-')[0]}")).json()
    assert visit["status"] == "published"
    assert visit["minutes"] == sum(point["minutes"] for point in visit["agenda"])
    assert all(set(point["title"]) == {"uk", "en", "pl"} for point in visit["agenda"])
    assert set(visit["title"]) == {"uk", "en", "pl"}
    tasks = (await olena.get(f"{path}/preparation")).text
    for day in ("30 березня 2027", "13 квітня 2027", "19 квітня 2027", "27 квітня 2027"):
        assert day in tasks
    assert "Вільні ролі" in (await olena.get(path)).text


async def test_a_role_that_nobody_takes_is_named_until_somebody_does(cast: Cast) -> None:
    olena, tomasz = await cast.browser("olena"), await cast.browser("tomasz")
    form = typed(template="first_call", role_chair="Олена", item_1_title_en="Welcome")
    path = (await olena.post("/en/visits/new", data=form)).headers["location"]
    assert "Nobody yet for: Note taker and Interpreter" in (await olena.get(path)).text
    named = {"role_chair": "Олена", "role_note_taker": "Ivan", "role_interpreter": "Anna", "role_guide": "Nobody asked"}
    page = await follow(olena, await olena.post(f"{path}/preparation", data=named))
    assert "Nobody yet for" not in page.text
    assert "Ivan" in page.text
    assert "Nobody asked" not in page.text
    assert (await tomasz.get(f"{path}/preparation")).status_code == 404
    long = await olena.post(f"{path}/preparation", data={"role_chair": "a" * 201})
    assert long.status_code == 422


async def test_tasks_are_ticked_off_and_back_and_move_with_the_visit(cast: Cast, clock: TurnedClock) -> None:
    olena = await cast.browser("olena")
    path = (await olena.post("/en/visits/new", data=typed(template="site_tour"))).headers["location"]
    page = (await olena.get(f"{path}/preparation")).text
    assert "8 March 2027" in page
    tasks = re.findall(r'name="task" value="(\w+)"', page)
    assert len(tasks) == 4
    for _ in range(2):
        await olena.post(f"{path}/preparation", data={"task": tasks[0], "done": "yes"})
    assert "Preparation: 1 of 4 done" in (await olena.get(path)).text
    await olena.post(f"{path}/preparation", data={"task": tasks[0], "done": ""})
    assert "Preparation: 0 of 4 done" in (await olena.get(path)).text
    assert (await olena.post(f"{path}/preparation", data={"task": "nothing", "done": "yes"})).status_code == 404
    await olena.post(f"{path}/edit", data=typed(version="1", date="2027-04-05"))
    assert "15 March 2027" in (await olena.get(f"{path}/preparation")).text
    clock.turn(days=50)
    assert "Overdue" in (await olena.get(f"{path}/preparation")).text


async def test_a_visit_is_planned_like_an_earlier_one_with_all_but_its_day(cast: Cast) -> None:
    olena, tomasz = await cast.browser("olena"), await cast.browser("tomasz")
    path = (await olena.post("/uk/visits/new", data=typed(template="first_call", role_chair="Ганна"))).headers[
        "location"
    ]
    await olena.post(f"{path}/form", data={"id": str(typed()["id"]), "kind": "yes_no", "question_uk": "Записувати?"})
    earlier = path.split("/")[3].partition("-")[0]
    assert f"/uk/visits/new?copy={earlier}" in (await olena.get("/uk/visits/new")).text
    form = fields((await olena.get(f"/uk/visits/new?copy={earlier}")).text)
    assert (form["title_uk"], form["date"], form["time"], form["role_chair"]) == (
        "Тепло у двох школах",
        "",
        "10:00",
        "Ганна",
    )
    form |= {"date": "2027-05-11", "languages": ["uk", "pl"]}
    copied = (await olena.post("/uk/visits/new", data=form)).headers["location"]
    assert copied != path
    page = (await olena.get(f"{copied}/preparation")).text
    assert "4 травня 2027" in page
    assert "Ганна" in page
    assert "Записувати?" in (await olena.get(f"{copied}/form")).text
    assert (await tomasz.get(f"/uk/visits/new?copy={earlier}")).status_code == 404
    assert (await tomasz.post("/uk/visits/new", data={**typed(), "copy": earlier})).status_code == 404
    assert (await olena.get("/uk/visits/new?template=none")).status_code == 404


async def test_a_series_is_a_visit_for_each_day_and_planning_it_again_makes_no_more(
    cast: Cast, database: Database
) -> None:
    olena = await cast.browser("olena")
    form = typed(every="month", times="3", template="first_call", date="2027-03-23")
    for _ in range(2):
        assert (await olena.post("/en/visits/new", data=form)).headers["location"] == "/en/visits"
    listed = (await olena.get("/api/v1/visits", params={"limit": "50"})).json()["items"]
    assert [visit["starts"] for visit in listed] == ["2027-03-23T10:00", "2027-04-27T10:00", "2027-05-25T10:00"]
    assert {visit["starts_at"][11:16] for visit in listed} == {"08:00", "07:00"}
    too_many = await olena.post("/en/visits/new", data=typed(every="week", times="13"))
    assert (too_many.status_code, "A series has 2 to 12 visits." in too_many.text) == (422, True)
    beyond = await olena.post("/en/visits/new", data=typed(every="month", times="12", date="2028-12-05"))
    assert beyond.status_code == 422
    assert len((await olena.get("/api/v1/visits", params={"limit": "50"})).json()["items"]) == 3


def test_a_month_later_is_the_same_weekday_and_the_last_one_where_there_is_no_fifth() -> None:
    assert series.walls("2027-03-09T10:00", "month", 3) == ["2027-03-09T10:00", "2027-04-13T10:00", "2027-05-11T10:00"]
    assert series.walls("2027-03-30T10:00", "month", 3) == ["2027-03-30T10:00", "2027-04-27T10:00", "2027-05-25T10:00"]
    assert series.walls("2027-12-27T09:30", "week", 2) == ["2027-12-27T09:30", "2028-01-03T09:30"]
    assert series.walls("whatever", "", 1) == ["whatever"]
    for start in ("2027-01-05T10:00", "2027-01-29T10:00", "2028-02-29T10:00"):
        for later in series.walls(start, "month", 12):
            assert datetime.fromisoformat(later).weekday() == datetime.fromisoformat(start).weekday()


@pytest.mark.parametrize(("every", "times", "code"), [("day", 2, "repeat_unknown"), ("week", 1, "repeat_times")])
def test_a_series_of_nothing_is_refused(every: str, times: int, code: str) -> None:
    with pytest.raises(Refused, match=code):
        series.walls("2027-03-09T10:00", every, times)


@pytest.mark.parametrize("year", ["0001", "9999"])
async def test_the_ends_of_the_calendar_are_refused_and_points_keep_their_hours(cast: Cast, year: str) -> None:
    olena, date = await cast.browser("olena"), f"{year}-12-31" if year == "9999" else f"{year}-01-01"
    for every, times in (("", "1"), ("week", "12"), ("month", "12")):
        form = typed(date=date, every=every, times=times)
        assert (await olena.post("/en/visits/new", data=form)).status_code == 422, every
    long = {f"item_{row}_minutes": "999" for row in range(1, 9)}
    moved = await olena.post("/en/visits/new", data=typed(date=date, move="1-down", **long))
    assert moved.status_code == 200


@pytest.mark.parametrize("wall", ["0001-01-01T00:30", "9999-12-31T23:30"])
@pytest.mark.parametrize("zone", ["Europe/Kyiv", "America/New_York"])
def test_no_moment_lies_beyond_the_calendar(wall: str, zone: str) -> None:
    with pytest.raises(Refused, match="date_invalid"):
        resolve(datetime.fromisoformat(wall), zone, None)


def test_a_task_is_due_by_the_calendar_of_the_visits_place_and_no_interpreter_is_missing_where_none_is_planned() -> (
    None
):
    assert preparation.due("2027-03-29T00:30", -21) == date(2027, 3, 8)
    assert preparation.missing({"chair": "", "interpreter": ""}, "consecutive") == ["chair", "interpreter"]
    assert preparation.missing({"chair": "A", "interpreter": ""}, "none") == []
    with pytest.raises(Refused, match="role_unknown"):
        preparation.known_roles({"king": "A"})


def test_templates_name_known_roles_and_have_tasks_before_and_after() -> None:
    for ready in TEMPLATES.values():
        assert set(ready.roles) <= set(ROLES)
        assert [task.days for task in ready.tasks] == [-21, -7, -1, 7]
