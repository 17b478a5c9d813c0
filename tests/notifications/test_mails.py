"""Mails of what one was told of: chosen, stopped, ended by one press."""

import re
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
import sqlalchemy as sa

from forum.accounts.models import User
from forum.foundation.database import Database, table
from forum.foundation.services import Services
from forum.mail import jobs as mail_jobs
from forum.mail.actions import delivery
from forum.mail.models import OutboxMail
from forum.mail.rules import Outcome
from forum.mail.smtp import Attempt
from tests.notifications.conftest import Ears

SECRET = "непристойність"
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


def opened(content: bytes) -> EmailMessage:
    message = message_from_bytes(content, policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


def text(content: bytes) -> str:
    part = opened(content).get_body(("plain",))
    assert part is not None
    return str(part.get_content())


async def answered(ears: Ears, body: str = "Відповідь із подробицями") -> dict[str, str]:
    """Olena's thread, and an answer to her by Tomasz."""
    thread = await ears.talk.thread("olena")
    opening = await ears.talk.opening(thread)
    return await ears.talk.reply(thread, "tomasz", reply_to=opening["id"], body=body)


async def test_nobody_is_mailed_who_did_not_choose_it(ears: Ears) -> None:
    await answered(ears)
    assert await ears.outbox() == []


async def test_who_chose_it_is_mailed_in_their_language(ears: Ears) -> None:
    await ears.mails("olena", "answers")
    await ears.mails("kasia", "watched", "mentions")
    await ears.follow("kasia", "boards/water", "watch")
    post = await answered(ears)
    mails = {mail.recipient: mail for mail in await ears.outbox()}
    assert set(mails) == {"olena@example.org", "kasia@example.org"}
    to_olena, to_kasia = mails["olena@example.org"], mails["kasia@example.org"]
    assert (to_olena.lang, to_kasia.lang) == ("uk", "pl")
    assert "Відповідь із подробицями" in text(to_olena.content)
    assert f"/uk/posts/{post['id']}" in text(to_olena.content)
    assert "Tomasz Zieliński" in to_olena.subject
    assert "Ремонт водогону" in to_olena.subject
    assert "/pl/posts/" in text(to_kasia.content)
    assert len(await ears.outbox()) == 2


async def test_who_read_it_on_the_site_first_is_not_mailed(ears: Ears, database: Database) -> None:
    await ears.mails("olena", "answers")
    post = await answered(ears)
    thread = post["thread"]
    await (await ears.cast.program("olena")).put(f"/api/v1/threads/{thread}/reading", json={"number": 2})
    assert await ears.outbox() == []


async def test_m11_names_and_texts_make_no_links_and_no_headers(ears: Ears, database: Database) -> None:
    tomasz = await ears.cast.id("tomasz")
    async with database.work() as work:
        await work.db.execute(sa.update(table(User)).where(table(User).c.id == tomasz).values(name="Tomasz evil.test"))
    await ears.mails("olena", "answers")
    await answered(ears, "Bcc: all@example.org\n\nsee https://evil.test/x now")
    [mail] = await ears.outbox()
    assert "evil[.]test" in mail.subject
    assert "evil.test/x" not in text(mail.content).replace("evil[.]test", "")
    assert opened(mail.content)["Bcc"] is None


@pytest.mark.parametrize("how", ["hidden", "thread hidden", "withdrawn", "unsubscribed", "choice"])
async def test_m9_what_went_before_it_was_sent_is_never_sent(ears: Ears, how: str) -> None:
    await ears.mails("olena", "answers")
    post = await answered(ears, SECRET)
    [mail] = await ears.outbox()
    assert SECRET in text(mail.content)
    if how == "hidden":
        await ears.talk.hide(post)
    elif how == "thread hidden":
        await ears.talk.hide(await ears.talk.opening({"id": post["thread"]}))
    elif how == "withdrawn":
        await (await ears.cast.program("tomasz")).delete(f"/api/v1/posts/{post['id']}")
    elif how == "unsubscribed":
        link = opened(mail.content)["List-Unsubscribe"].strip("<>")
        path = "/unsubscribe/" + link.split("/unsubscribe/")[1]
        assert (await (await ears.cast.browser()).post(path, data=ONE_CLICK)).status_code == 200
    else:
        await ears.mails("olena", "mentions")
    [mail] = await ears.outbox()
    assert (mail.state, mail.content, mail.subject) == ("withdrawn", b"", "")


async def test_m9_a_mail_that_the_worker_holds_already_is_looked_at_once_more(
    ears: Ears, services: Services, database: Database
) -> None:
    await ears.mails("olena", "answers")
    post = await answered(ears, SECRET)
    await ears.outbox()
    async with database.work() as work:
        batch = await delivery.claim(work, 10)
    assert len(batch) == 1
    await ears.talk.hide(post)
    relay = Silent()
    assert await mail_jobs.send_batch(services, batch, relay)  # type: ignore[arg-type]
    assert relay.sent == []
    [mail] = await ears.outbox()
    assert mail.state == "withdrawn"


class Silent:
    """A mail server that takes everything."""

    def __init__(self) -> None:
        self.sent: list[bytes] = []

    async def open(self) -> Attempt:
        return Attempt(Outcome.SENT)

    async def send(self, recipient: str, content: bytes) -> Attempt:
        self.sent.append(content)
        return Attempt(Outcome.SENT)

    async def close(self) -> None:
        return None


async def test_r13_of_a_mail_that_was_sent_no_word_is_kept_once_its_post_is_hidden(
    ears: Ears, services: Services, database: Database
) -> None:
    await ears.mails("olena", "answers")
    post = await answered(ears, SECRET)
    await ears.outbox()
    async with database.work() as work:
        batch = await delivery.claim(work, 10)
    relay = Silent()
    await mail_jobs.send_batch(services, batch, relay)  # type: ignore[arg-type]
    assert len(relay.sent) == 1
    await ears.talk.hide(post)
    [mail] = await ears.outbox()
    assert (mail.state, mail.content, mail.subject) == ("sent", b"", "")


async def test_an_edit_before_sending_is_mailed_as_it_reads_then(ears: Ears) -> None:
    await ears.mails("olena", "answers")
    post = await answered(ears, SECRET)
    await ears.outbox()
    tomasz = await ears.cast.program("tomasz")
    await tomasz.patch(f"/api/v1/posts/{post['id']}", json={"body": "Чемна відповідь", "version": 1})
    before, now = await ears.outbox()
    assert (before.state, before.content) == ("withdrawn", b"")
    assert "Чемна відповідь" in text(now.content)
    assert SECRET not in text(now.content)


async def test_m10_one_click(ears: Ears, database: Database) -> None:
    await ears.mails("olena", "answers", "mentions")
    await answered(ears)
    [mail] = await ears.outbox()
    message = opened(mail.content)
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    link = message["List-Unsubscribe"]
    assert re.fullmatch(r"<http://127\.0\.0\.1:8000/unsubscribe/[\w-]{43}>", link)
    path = "/unsubscribe/" + link.strip("<>").split("/unsubscribe/")[1]
    assert path not in text(mail.content)
    browser = await ears.cast.browser()
    for method in ("GET", "HEAD"):
        answer = await browser.request(method, path)
        assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
    assert (await browser.options(path)).status_code == 405
    assert (await browser.post(path)).status_code == 400
    assert (await browser.post(path, data={"List-Unsubscribe": "Two"})).status_code == 400
    assert await chosen(ears) == ["mentions", "answers"]
    foreign = await ears.cast.browser("tomasz")
    for client in (ears.cast._client({}), foreign, browser):
        for headers in ({}, {"Sec-Fetch-Site": "cross-site", "Origin": "https://mail.example"}):
            done = await client.post(path, data=ONE_CLICK, headers=headers)
            assert done.status_code == 200
            assert "location" not in done.headers
            assert "set-cookie" not in done.headers
    assert await chosen(ears) == ["mentions"]
    for forged in ("/unsubscribe/invented", "/unsubscribe/" + "A" * 43):
        assert (await browser.get(forged)).status_code == 404
        assert (await browser.post(forged, data=ONE_CLICK)).status_code == 404


async def test_m10_mail_about_an_account_cannot_be_ended(ears: Ears, database: Database) -> None:
    await ears.cast.id("olena")
    await (await ears.cast.browser()).post("/en/forgot", data={"email": "olena@example.org"})
    async with database.read() as db:
        mails = table(OutboxMail)
        content = (await db.execute(sa.select(mails.c.content))).scalar_one()
    assert opened(content)["List-Unsubscribe"] is None


async def chosen(ears: Ears) -> list[str]:
    page = (await (await ears.cast.browser("olena")).get("/en/notifications/settings")).text
    return re.findall(r'value="(\w+)" checked', page)
