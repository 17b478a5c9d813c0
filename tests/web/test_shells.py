"""Pages with holes: rendered once around them, filled for each reader."""

import gzip
from typing import Any

from forum.web.shells import MOST_SHELLS, Shared, Shell, gzipped, hole, plain
from forum.web.viewer import ANONYMOUS, Viewer


def page(around: str = "ї") -> Shell:
    return Shell(f"<p>{around}{hole('name.html')}</p>{hole('reply.html')}")


def test_holes_are_filled_in_their_order_and_the_rest_stays() -> None:
    asked: list[str] = []

    def fill(template: str) -> str:
        asked.append(template)
        return f"[{len(asked)}]"

    shell = page()
    assert plain(shell.filled(fill)).decode() == "<p>ї[1]</p>[2]"
    assert plain(shell.filled(fill)).decode() == "<p>ї[3]</p>[4]"
    assert asked == ["name.html", "reply.html"] * 2


def test_pieces_compressed_apart_are_one_file() -> None:
    shell = page("ї" * 100_000)
    for name in ("", "Олена", "x" * 70_000):
        pieces = shell.filled(lambda _: name)  # noqa: B023 - called at once
        assert gzip.decompress(gzipped(pieces)) == plain(pieces)


def test_a_shell_is_kept_for_all_who_may_do_the_same_and_for_nobody_in_particular() -> None:
    shells: dict[Any, Shell] = {}
    made: list[Viewer] = []

    def shell_for(viewer: Viewer, wrote: tuple[int, ...] = (9,), of: str = "uk") -> Shell:
        def make() -> Shell:
            made.append(viewer)
            return page()

        return Shared({}, viewer.unless_among(wrote), shells=shells).shell(of, make)

    olena, tomasz = (Viewer(id=row, name=str(row), public_id=str(row), confirmed=True) for row in (1, 2))
    assert shell_for(olena) is shell_for(tomasz)
    others = (Viewer(id=3, confirmed=True, role="moderator"), Viewer(id=4), ANONYMOUS,
              Viewer(id=5, confirmed=True, suspended_until="2027-02-03T00:00:00Z"))  # fmt: skip
    found = {id(shell_for(viewer)) for viewer in (olena, *others)}
    assert len(found) == 5
    assert shell_for(olena, of="pl") is not shell_for(olena)
    assert len(shells) == 6
    assert shell_for(olena, wrote=(1,)) is not shell_for(olena, wrote=(1,))
    assert all(reader.is_anybody and not reader.name for _, reader, _ in shells)
    for number in range(3 * MOST_SHELLS):
        shell_for(olena, of=str(number))
    assert len(shells) <= MOST_SHELLS


def test_nothing_is_kept_where_a_page_shares_nothing() -> None:
    shared = Shared({}, ANONYMOUS)
    assert shared.shell("uk", page) is not shared.shell("uk", page)
