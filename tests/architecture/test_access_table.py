"""The table of who reads what speaks of every route that reads."""

from litestar import Litestar

from tests.access import table


def test_s6_every_route_has_its_rows(handlers: Litestar) -> None:
    known = table.routes(handlers)
    assert len(known) > 50
    told = {table.route_of(row.path, known) for row in table.rows()}
    assert None not in told, "a row of tests/access/table.txt names no route any more"
    assert known - told == set(), "say in tests/access/table.txt who reads what there"


def test_s6_every_thing_is_spoken_of_where_it_must_not_be_read() -> None:
    spoken = {row.thing for row in table.rows() if {"silent", *table.REFUSALS} & set(row.answers.values())}
    assert {name for name, readers in table.words().items() if len(readers) < len(table.EVERYBODY)} <= spoken
