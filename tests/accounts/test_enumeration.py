"""What a stranger learns of who has an account: nothing, from no answer and from no stopwatch."""

import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
import sqlalchemy as sa
from argon2 import PasswordHasher

from forum.accounts import hashing
from forum.foundation.database import Database
from tests.accounts.test_flow import FORM, registered
from tests.cast import Cast

TRIES = 200
# Every address has as many letters as the owner's, so that the answers' lengths can be compared too.
OWNER = FORM["email"]
WAYS_IN = {"sign-in": {"password": "not the password"}, "register": FORM, "forgot": {}}


@dataclass
class Cost:
    """What one answer took. Time spent waiting says more of the machine's other work than of ours, so it is not here:
    what is waited for are the database's statements and commits, and those are counted.

    Attributes:
        cpu: seconds of processor time of the whole process; passwords are hashed, and SQLite works, in its threads.
    """

    cpu: float = 0
    hashed: int = 0
    statements: int = 0
    commits: int = 0


@contextmanager
def costs(database: Database, monkeypatch: pytest.MonkeyPatch) -> Iterator[Cost]:
    """A cost that grows with everything done in the block, but for its `cpu`."""
    cost = Cost()

    def count(name: str) -> None:
        setattr(cost, name, getattr(cost, name) + 1)

    def counted(hash_or_verify: Callable[..., Any]) -> Callable[..., Any]:
        def call(*given: Any) -> Any:
            count("hashed")
            return hash_or_verify(*given)

        return call

    for name in ("_hash", "_verify"):
        monkeypatch.setattr(hashing, name, counted(getattr(hashing, name)))
    engine = database.engine.sync_engine
    listeners = {"before_cursor_execute": lambda *_: count("statements"), "commit": lambda *_: count("commits")}
    for event, listener in listeners.items():
        sa.event.listen(engine, event, listener)
    yield cost
    for event, listener in listeners.items():
        sa.event.remove(engine, event, listener)


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.parametrize("way", WAYS_IN)
async def test_s8_enumeration(cast: Cast, database: Database, monkeypatch: pytest.MonkeyPatch, way: str) -> None:
    """Interleaved tries with a known and an unknown address; times are compared where the whole work is ours, on SQLite.

    Signing in hashes as it does for people. Elsewhere hashing, which is the same in both cases by count, would only
    hide a difference: there it is made cheap, and the rest is held to the bar.
    """
    await registered(cast)
    if way != "sign-in":
        monkeypatch.setattr(hashing, "HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    # Compressed, an answer is as long as the letters that were typed happen to make it.
    browser, tries = await cast.browser(**{"Accept-Encoding": "identity"}), TRIES if database.is_sqlite else 5
    spent: dict[bool, list[Cost]] = {True: [], False: []}
    answers: dict[bool, Any] = {}
    with costs(database, monkeypatch) as so_far:
        for number in range(-2, tries):
            for known in (True, False) if number % 2 else (False, True):
                email = OWNER if known else f"u{number % 1000:04}@example.org"
                vars(so_far).update(vars(Cost(cpu=-time.process_time())))
                answer = await browser.post(f"/uk/{way}", data={**WAYS_IN[way], "email": email})
                so_far.cpu += time.process_time()
                if number >= 0:  # the first two warm caches up
                    spent[known].append(Cost(**vars(so_far)))
                answers[known] = seen(answer, email)
            assert answers[True] == answers[False]
    for count in ("hashed", "statements", "commits"):
        assert {getattr(cost, count) for cost in spent[True]} == {getattr(cost, count) for cost in spent[False]}, count
    if database.is_sqlite:
        known_cpu, unknown_cpu = [statistics.median(cost.cpu for cost in spent[known]) for known in (True, False)]
        assert 0.9 < known_cpu / unknown_cpu < 1.1, (known_cpu, unknown_cpu)


def seen(answer: httpx.Response, email: str) -> tuple[int, list[tuple[bytes, bytes]], bytes]:
    """All that a stranger sees of an answer: status, headers in order, bytes; the address typed comes back as "-"."""
    return answer.status_code, answer.headers.raw, answer.content.replace(email.encode(), b"-")
