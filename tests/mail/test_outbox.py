"""Mails from the moment they are posted until a server has them."""

import dataclasses
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from email import message_from_bytes, policy
from typing import Any

import pytest
import sqlalchemy as sa
from aiosmtpd.controller import Controller

from forum.foundation.database import table
from forum.foundation.errors import Refused
from forum.foundation.services import Services
from forum.mail import actions, compose, jobs, queries
from forum.mail.actions import delivery
from forum.mail.models import OutboxMail
from forum.mail.rules import ATTEMPTS_AT, Outcome, next_attempt, plain
from forum.mail.smtp import Relay
from tests.cast import Cast
from tests.conftest import TurnedClock

mails = table(OutboxMail)
FACTS = {"link": "/uk/reset/abc"}


class Misbehaving:
    """A mail server's manners: `at_rcpt` and `at_dot` say what it does for a try, None for what is right."""

    def __init__(self) -> None:
        self.accepted: list[bytes] = []
        self.at_rcpt: list[str | None] = []
        self.at_dot: list[str | None] = []

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        act = self.at_rcpt.pop(0) if self.at_rcpt else None
        if act == "drop":
            server.transport.close()
        elif act:
            return act
        envelope.rcpt_tos.append(address)
        return "250 ok"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        act = self.at_dot.pop(0) if self.at_dot else None
        if act in (None, "take-and-drop"):
            self.accepted.append(envelope.original_content)
        if act in ("drop", "take-and-drop"):
            server.transport.close()
            return "250 never read"
        return act or "250 ok"


@pytest.fixture
def server() -> Misbehaving:
    return Misbehaving()


@pytest.fixture
async def posting(services: Services, server: Misbehaving) -> AsyncIterator[Services]:
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(server, hostname="127.0.0.1", port=port)
    controller.start()
    services.settings = dataclasses.replace(services.settings, smtp_url=f"smtp://127.0.0.1:{port}")
    yield services
    controller.stop()


async def post(services: Services, **more: Any) -> str:
    wanted = {
        "to": "olena@example.org",
        "lang": "uk",
        "kind": "account.reset",
        "template": "accounts/reset",
        "facts": FACTS,
    }
    async with services.database.work() as work:
        return await actions.post(work, **{**wanted, **more})


async def rows(services: Services) -> list[Any]:
    async with services.database.read() as db:
        return list((await db.execute(sa.select(mails).order_by(mails.c.id))).all())


async def test_a_mail_is_sent_byte_for_byte_as_it_was_posted(posting: Services, server: Misbehaving) -> None:
    await post(posting)
    content = (await rows(posting))[0].content
    await jobs.send_waiting(posting)
    assert [bytes(c).rstrip(b"\r\n") for c in server.accepted] == [content.rstrip(b"\r\n")]
    assert [(row.state, row.attempts) for row in await rows(posting)] == [("sent", 1)]


async def test_without_a_mail_server_everything_stays_and_can_be_read(services: Services, cast: Cast) -> None:
    mail_id = await post(services)
    await jobs.send_waiting(services)
    assert (await rows(services))[0].state == "waiting"
    page = await (await cast.browser()).get("/en/outbox")
    assert page.status_code == 200
    assert "http://127.0.0.1:8000/uk/reset/abc" in page.text
    assert page.headers["cache-control"] == "no-store"
    assert (await (await cast.browser()).get(f"/en/outbox/{mail_id}")).status_code == 200
    assert (await (await cast.browser()).get("/en/outbox/nothing")).status_code == 404
    services.settings = dataclasses.replace(services.settings, development=False)
    assert (await (await cast.browser()).get("/en/outbox")).status_code == 404


@pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded", "Via", "X-Real-IP"])
async def test_nobody_reads_the_outbox_through_a_proxy(cast: Cast, header: str) -> None:
    browser = await cast.browser(**{header: "203.0.113.9"})
    assert (await browser.get("/en/outbox")).status_code == 404


@pytest.mark.parametrize(
    ("where", "act", "state", "copies"),
    [
        ("at_rcpt", "451 later", "waiting", 1),
        ("at_rcpt", "421 not now", "waiting", 1),
        ("at_rcpt", "550 5.1.1 nobody", "failed", 0),
        ("at_rcpt", "drop", "waiting", 1),
        ("at_dot", "451 later", "waiting", 1),
        ("at_dot", "554 no", "failed", 0),
        ("at_dot", "drop", "waiting", 1),
        ("at_dot", "take-and-drop", "waiting", 2),
    ],
)
async def test_m2_smtp_fault_matrix(
    posting: Services, server: Misbehaving, clock: TurnedClock, where: str, act: str, state: str, copies: int
) -> None:
    await post(posting)
    setattr(server, where, [act])
    await jobs.send_waiting(posting)
    row = (await rows(posting))[0]
    assert row.state == state
    assert row.last_error
    clock.turn(minutes=2)
    await jobs.send_waiting(posting)
    assert len(server.accepted) == copies
    assert len(set(server.accepted)) <= 1
    assert not [row for row in await rows(posting) if row.state == "sending"]


async def test_a_fault_of_one_mail_leaves_the_others_of_its_batch_untouched(
    posting: Services, server: Misbehaving
) -> None:
    for number in range(5):
        await post(posting, to=f"p{number}@example.org")
    server.at_rcpt = [None, "550 nobody", None, "drop", None]
    await jobs.send_waiting(posting)
    assert [row.state for row in await rows(posting)] == ["sent", "failed", "sent", "waiting", "sent"]


async def test_a_server_that_is_away_is_left_alone(services: Services) -> None:
    services.settings = dataclasses.replace(services.settings, smtp_url="smtp://127.0.0.1:9")
    await post(services)
    await jobs.send_waiting(services)
    row = (await rows(services))[0]
    assert (row.state, row.attempts) == ("waiting", 1)
    assert row.last_error.startswith("connect:")


async def test_m3_retry_schedule(posting: Services, server: Misbehaving, clock: TurnedClock) -> None:
    start = clock.now()
    await post(posting)
    server.at_rcpt = ["451 later"] * 20
    at: list[timedelta] = []
    for _ in range(20):
        await jobs.send_waiting(posting)
        at.append(clock.now() - start)
        row = (await rows(posting))[0]
        if row.state != "waiting":
            break
        clock.moment = row.next_at
    assert row.state == "failed"
    assert len(at) == len(ATTEMPTS_AT) == 10
    for happened, planned in zip(at, ATTEMPTS_AT, strict=True):
        assert planned * 0.8 <= happened <= planned * 1.2


def test_the_jitter_is_a_fifth_either_way(clock: TurnedClock) -> None:
    assert next_attempt(1, clock.now(), 0.0) == clock.now() + timedelta(seconds=48)
    assert next_attempt(1, clock.now(), 1.0) == clock.now() + timedelta(seconds=72)
    assert next_attempt(10, clock.now(), random.random()) is None


async def test_m5_not_after(posting: Services, server: Misbehaving, clock: TurnedClock) -> None:
    await post(posting, not_after=clock.now() + timedelta(minutes=30))
    await post(posting)
    clock.turn(hours=2)
    await jobs.send_waiting(posting)
    assert [row.state for row in await rows(posting)] == ["withdrawn", "sent"]
    assert len(server.accepted) == 1


async def test_m7_two_workers(posting: Services, server: Misbehaving) -> None:
    import asyncio

    for number in range(60):
        await post(posting, to=f"p{number}@example.org")
    await asyncio.gather(jobs.send_waiting(posting), jobs.send_waiting(posting))
    ids = {message_from_bytes(content, policy=policy.default)["Message-ID"] for content in server.accepted}
    assert len(server.accepted) == len(ids) == 60


async def test_a_mail_whose_worker_died_is_taken_up_after_its_lease_with_the_same_bytes(
    posting: Services, server: Misbehaving, clock: TurnedClock
) -> None:
    await post(posting)
    async with posting.database.work() as work:
        claimed = await delivery.claim(work, 10)
    await jobs.send_waiting(posting)
    assert server.accepted == []
    clock.turn(minutes=6)
    await jobs.send_waiting(posting)
    assert len(server.accepted) == 1
    async with posting.database.work() as work:
        await delivery.settle(work, claimed[0], Outcome.FAILED, "late news")
    assert (await rows(posting))[0].state == "sent"


async def test_m8_frozen_bytes(
    posting: Services, server: Misbehaving, clock: TurnedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    await post(posting)
    before = (await rows(posting))[0].content
    server.at_dot = ["451 later"]
    await jobs.send_waiting(posting)
    monkeypatch.setattr(compose, "compose", None)
    clock.turn(minutes=2)
    await jobs.send_waiting(posting)
    assert server.accepted[0].rstrip(b"\r\n") == before.rstrip(b"\r\n")


async def test_a_sent_mail_with_a_secret_is_not_kept(posting: Services) -> None:
    await post(posting, urgent=True)
    await post(posting)
    await jobs.send_waiting(posting)
    urgent, other = await rows(posting)
    assert (urgent.content, bool(other.content)) == (b"", True)


EVIL_WORDS = [
    "a\r\nBcc: x@evil.test", "a\nb", "a\x00b", "x" * 2000, "=?utf-8?q?hi?=", '"a@b" <x@evil.test>', "🎈", "\u202eevil",
    "https://evil.test/x", "evil.test", "//evil.test", "http:evil.test",
]  # fmt: skip


@pytest.mark.parametrize("words", EVIL_WORDS)
async def test_m11_headers_safe(services: Services, clock: TurnedClock, words: str) -> None:
    """What people wrote stands in the subject and in the text, and makes no header, no line and no link."""
    facts = {**FACTS, "title": words, "reason": words, "seated": True, "starts_at": clock.now(), "zone": "Europe/Kyiv"}
    await post(services, template="visits/cancelled", facts=facts)
    row = (await rows(services))[0]
    parsed = message_from_bytes(row.content, policy=policy.default)
    assert parsed["To"] == "olena@example.org"
    assert [key for key in parsed if key.lower() in ("bcc", "cc", "list-unsubscribe")] == []
    assert len(parsed.get_all("Subject", [])) == 1
    text = queries.text_of(row.content)
    assert "evil.test" not in text
    assert text.count("http://") == 1
    html = parsed.get_body(("html",))
    assert html is not None
    assert "evil.test" not in html.get_content()
    assert max(len(line) for line in row.content.split(b"\r\n")) <= 998


async def test_m11_an_address_with_a_line_break_makes_no_mail(services: Services) -> None:
    with pytest.raises(ValueError, match=r".*"):
        await post(services, to="a@b.ua\r\nBcc: x@evil.test")
    assert await rows(services) == []


def test_a_link_in_words_of_people_is_no_link() -> None:
    assert plain("https://evil.test") == "evil[.]test"
    assert plain("see www.evil.test now") == "see www[.]evil[.]test now"


async def test_m1_a_mail_and_its_cause_are_stored_together_or_not_at_all(services: Services) -> None:
    async def fail() -> None:
        async with services.database.work() as work:
            await actions.post(work, to="a@b.ua", lang="uk", kind="k", template="accounts/reset", facts=FACTS)
            raise LookupError

    with pytest.raises(LookupError):
        await fail()
    assert await rows(services) == []


async def test_a_withdrawn_mail_is_not_sent_and_an_unknown_one_is_not_found(
    posting: Services, server: Misbehaving
) -> None:
    mail_id = await post(posting)
    async with posting.database.work() as work:
        await actions.withdraw(work, mail_id)
    await jobs.send_waiting(posting)
    assert server.accepted == []
    async with posting.database.read() as db:
        with pytest.raises(Refused, match="not_found"):
            await queries.mail(db, "%")


async def test_a_server_that_hangs_after_the_dot_leaves_the_mail_in_doubt(
    posting: Services, server: Misbehaving
) -> None:
    import asyncio

    held: list[Callable[[], Awaitable[None]]] = []

    async def hang(*_: Any) -> str:
        held.append(lambda: asyncio.sleep(0))
        await asyncio.Event().wait()
        return "250 never"

    server.handle_DATA = hang  # type: ignore[method-assign, assignment]
    await post(posting)
    async with posting.database.work() as work:
        batch = await delivery.claim(work, 10)
    relay = Relay(str(posting.settings.smtp_url), posting.settings.mail_from, step_seconds=2, data_seconds=0.2)
    await jobs.send_batch(posting, batch, relay)
    row = (await rows(posting))[0]
    assert held
    assert (row.state, row.attempts) == ("waiting", 1)
    assert row.last_error.startswith("DATA:")
