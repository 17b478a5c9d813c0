"""What other capabilities ask of discussions, and the command line."""

import pytest

from forum.discussion import queries
from forum.entrypoints import cli
from forum.foundation.services import Services
from tests.discussion.conftest import Talk


async def test_landing_page_and_sitemap_know_only_what_everybody_may_read(services: Services, talk: Talk) -> None:
    kept, hidden = await talk.thread(title="Kept"), await talk.thread(title="Hidden")
    await talk.hide(await talk.opening(hidden))
    async with services.database.read() as db:
        assert [t.public_id for t in await queries.latest_threads(db, 5)] == [kept["id"]]
        (board,) = await queries.boards_overview(db)
        assert (board.threads, board.latest_title) == (1, "Kept")
        paths = {path: changed async for path, changed in queries.sitemap_entries(db)}
    assert set(paths) == {"/boards/water", f"/threads/{kept['id']}-kept"}
    assert set(paths.values()) == {services.clock.now()}


async def test_a_board_is_created_from_the_command_line(services: Services, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["board", "create", "--slug", "waste", "--uk", "Відходи", "--en", "Waste", "--pl", "Odpady"]
    chosen = cli.parser().parse_args(words)
    assert await chosen.command.run(chosen, services) == 0
    assert capsys.readouterr().out == "waste\n"
    async with services.database.read() as db:
        assert (await queries.board(db, "waste")).names == {"uk": "Відходи", "en": "Waste", "pl": "Odpady"}
