"""The programme in a form: points that move, their hours and materials; and two who edit at once."""

import re

import pytest

from forum.foundation.errors import Refused
from forum.visits.rules import materials
from forum.visits.rules.materials import Link
from tests.cast import Cast
from tests.visits.plans import published, scheduled
from tests.visits.test_pages import follow, path_of, typed


def points(html: str) -> list[str]:
    """The Ukrainian titles that a form holds, in their order."""
    return [text for text in re.findall(r'name="item_\d+_title_uk"[^>]* value="([^"]*)"', html) if text]


async def test_points_move_by_buttons_and_nothing_is_saved_until_it_is_asked(cast: Cast) -> None:
    olena = await cast.browser("olena")
    form = typed(item_3_title_uk="Запитання", item_3_minutes="15", item_2_links_uk="https://example.org/a План")
    assert points((await olena.post("/en/visits/new", data={**form, "move": "3-up"})).text) == [
        "Вітання",
        "Запитання",
        "Котельня",
    ]
    moved = await olena.post("/en/visits/new", data={**form, "move": "2-up"})
    assert moved.status_code == 200
    assert points(moved.text) == ["Котельня", "Вітання", "Запитання"]
    assert re.findall(r"Point (\d) · (\d\d:\d\d)", moved.text) == [("1", "10:00"), ("2", "11:00"), ("3", "11:30")]
    assert "https://example.org/a План" in moved.text.partition("item_2_")[0]
    for still in ("1-up", "8-down"):
        assert points((await olena.post("/en/visits/new", data={**form, "move": still})).text) == points(
            (await olena.post("/en/visits/new", data={**form, "move": "8-down"})).text
        )
    assert (await olena.post("/en/visits/new", data={**form, "move": "up"})).status_code == 422
    assert (await olena.get("/api/v1/visits")).json()["items"] == []


async def test_only_who_may_edit_moves_points(cast: Cast) -> None:
    visit = await published(await cast.program("olena"))
    data = typed(version="1", move="1-down")
    for name, status in (("tomasz", 403), ("olena", 200)):
        answer = await (await cast.browser(name)).post(f"/en{path_of(visit)}/edit", data=data)
        assert answer.status_code == status


async def test_materials_stand_beside_their_point_in_the_languages_that_have_some(cast: Cast) -> None:
    olena, anybody = await cast.browser("olena"), await cast.browser()
    links = "https://example.org/uk.pdf Слайди\nhttps://example.org/bare"
    form = typed(item_1_links_uk=links, item_1_links_pl="https://example.org/pl.pdf Slajdy <b>")
    path = (await olena.post("/pl/visits/new", data=form)).headers["location"]
    page = (await olena.get(path)).text
    for shown in ('href="https://example.org/uk.pdf"', "Слайди", ">example.org/bare<", "Slajdy &lt;b&gt;"):
        assert shown in page
    assert (await olena.get(f"{path}/edit")).text.count("https://example.org/bare") == 1
    visit = (await olena.get(f"/api/v1/visits/{path.split('/')[3].partition('-')[0]}")).json()
    assert visit["agenda"][0]["materials"]["pl"] == [{"url": "https://example.org/pl.pdf", "title": "Slajdy <b>"}]
    assert (await anybody.get(path)).status_code == 404
    wrong = await olena.post("/en/visits/new", data=typed(item_1_links_en="http://example.org plain"))
    assert wrong.status_code == 422
    assert "http://example.org plain" in wrong.text
    assert "starts with https://, then a title" in wrong.text


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"de": [Link("https://example.org")]}, "lang_unknown"), ({"uk": [Link("ftp://example.org")]}, "material_invalid"),
        ({"uk": [Link("https://a:b@example.org")]}, "material_invalid"), ({"uk": [Link("https://[")]}, "material_invalid"),
        ({"uk": [Link("https://example.org")] * 6}, "too_many_materials"),
        ({"uk": [Link("https://example.org", "a" * 201)]}, "text_too_long"),
        ({"uk": [Link("https://example.org/" + "a" * 500)]}, "text_too_long"), ({"uk": [Link("")]}, "text_empty"),
    ],
)  # fmt: skip
def test_materials_that_cannot_be_followed_are_refused(given: dict[str, list[Link]], code: str) -> None:
    with pytest.raises(Refused) as caught:
        materials.checked(given)
    assert (caught.value.code, caught.value.field) == (code, "agenda")


def test_materials_read_back_as_they_were_typed() -> None:
    typed_in = "https://example.org/a A title of words\n\n  https://example.org/b\n"
    assert materials.read(typed_in) == (
        Link("https://example.org/a", "A title of words"),
        Link("https://example.org/b"),
    )
    assert (
        materials.written(materials.read(typed_in)) == "https://example.org/a A title of words\nhttps://example.org/b"
    )


async def test_two_hosts_who_edit_at_once_see_both_versions_and_decide(cast: Cast) -> None:
    olena, ada = await cast.browser("olena"), await cast.browser("ada")
    path = (await olena.post("/en/visits/new", data=typed())).headers["location"]
    first = typed(version="1", title_uk="Збережено раніше", minutes="120", item_2_title_uk="Насосна", minors="yes")
    assert (await ada.post(f"{path}/edit", data=first)).status_code == 303
    late = await olena.post(f"{path}/edit", data=typed(version="1", title_uk="Набрано пізніше"))
    assert late.status_code == 409
    table = late.text.partition("<tbody>")[2].partition("</tbody>")[0]
    for both in (
        "Збережено раніше",
        "Набрано пізніше",
        "120",
        "90",
        "Point 2: Title in Ukrainian",
        "Насосна",
        "Котельня",
    ):
        assert both in table
    for same in ("Video link", "Time zone", "Point 1"):
        assert same not in table
    assert 'name="version" value="2"' in late.text
    saved = await olena.post(f"{path}/edit", data=typed(version="2", title_uk="Набрано пізніше"))
    assert "Набрано пізніше" in (await follow(olena, saved)).text


async def test_programs_say_which_version_they_saw_in_the_body_or_by_if_match(cast: Cast) -> None:
    olena = await cast.program("olena")
    visit = await scheduled(olena)
    path = f"/api/v1/visits/{visit['id']}"
    changed = await olena.patch(path, json={"minutes": 60}, headers={"If-Match": '"1"'})
    assert (changed.status_code, changed.json()["version"]) == (200, 2)
    stale = await olena.patch(path, json={"minutes": 30}, headers={"If-Match": '"1"'})
    assert (stale.status_code, stale.json()["code"], stale.json()["current"]["minutes"]) == (409, "edit_conflict", 60)
    for headers in ({}, {"If-Match": "*"}, {"If-Match": '"x"'}):
        assert (await olena.patch(path, json={"minutes": 30}, headers=headers)).status_code == 422
