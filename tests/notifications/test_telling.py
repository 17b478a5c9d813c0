"""Who is told of what, and when that ends."""

import re

from forum.following.actions import follow
from forum.following.rules import Level, Place
from forum.foundation.database import Database
from forum.notifications import jobs
from forum.notifications.actions import telling
from tests.cast import Cast
from tests.notifications.conftest import Ears

BELL = re.compile(r'class="bell__count">([^<]+)<')


async def test_who_is_answered_or_quoted_is_told_once(ears: Ears) -> None:
    thread = await ears.talk.thread("olena")
    opening = await ears.talk.opening(thread)
    answer = await ears.talk.reply(thread, "tomasz", reply_to=opening["id"])
    quote = await ears.talk.reply(thread, "kasia", reply_to=answer["id"], body="> My też\n\nA u nas nie.")
    assert await ears.heard("olena") == [("reply", quote["id"], True), ("answer", answer["id"], True)]
    assert await ears.heard("tomasz") == [("quote", quote["id"], True)]
    assert await ears.heard("kasia") == []


async def test_nobody_is_told_of_their_own_words(ears: Ears) -> None:
    thread = await ears.talk.thread("olena")
    opening = await ears.talk.opening(thread)
    await ears.talk.reply(thread, "olena", reply_to=opening["id"])
    assert await ears.heard("olena") == []


async def test_one_notification_stands_for_all_that_is_new_in_a_thread_until_it_is_read(ears: Ears) -> None:
    thread = await ears.talk.thread("olena")
    first, _, third = [await ears.talk.reply(thread, "tomasz") for _ in range(3)]
    assert await ears.heard("olena") == [("reply", first["id"], True)]
    olena = await ears.cast.program("olena")
    told = (await olena.get("/api/v1/notifications")).json()["items"][0]
    assert (told["more"], told["by"], told["thread"]) == (2, "Tomasz Zieliński", thread["id"])
    await olena.put(f"/api/v1/threads/{thread['id']}/reading", json={"number": third["number"]})
    assert await ears.heard("olena") == [("reply", first["id"], False)]
    fourth = await ears.talk.reply(thread, "tomasz")
    assert await ears.heard("olena") == [("reply", fourth["id"], True), ("reply", first["id"], False)]


async def test_a_board_is_watched_for_everything_and_tracked_for_new_threads(ears: Ears) -> None:
    await ears.follow("kasia", "boards/water", "watch")
    await ears.follow("bohdan", "boards/water", "track")
    thread = await ears.talk.thread("olena")
    opening = await ears.talk.opening(thread)
    for name in ("kasia", "bohdan"):
        assert await ears.heard(name) == [("thread", opening["id"], True)]
        read = await (await ears.cast.program(name)).put(f"/api/v1/threads/{thread['id']}/reading", json={"number": 1})
        assert read.status_code == 204
    reply = await ears.talk.reply(thread, "tomasz")
    assert (await ears.heard("kasia"))[0] == ("reply", reply["id"], True)
    assert await ears.heard("bohdan") == [("thread", opening["id"], False)]


async def test_who_watches_a_board_goes_on_watching_a_thread_they_write_in(ears: Ears, database: Database) -> None:
    await ears.mails("kasia", "watched")
    await ears.follow("kasia", "boards/water", "watch")
    thread = await ears.talk.thread("kasia")
    await ears.talk.reply(thread, "tomasz")
    assert [mail.kind for mail in await ears.outbox()] == ["notification.watched"]


async def test_what_is_chosen_for_a_thread_wins_over_its_board(ears: Ears) -> None:
    thread = await ears.talk.thread("olena")
    assert await ears.heard("bohdan") == []
    await ears.follow("kasia", "boards/water", "watch")
    await ears.follow("kasia", f"threads/{thread['id']}", "normal")
    await ears.follow("bohdan", "boards/water", "mute")
    await ears.follow("bohdan", f"threads/{thread['id']}", "track")
    reply = await ears.talk.reply(thread, "tomasz")
    assert await ears.heard("kasia") == []
    assert await ears.heard("bohdan") == [("reply", reply["id"], True)]


async def test_muted_places_and_people_are_not_heard(ears: Ears, database: Database) -> None:
    thread = await ears.talk.thread("olena")
    opening = await ears.talk.opening(thread)
    kasia = await ears.talk.reply(thread, "kasia")
    await ears.follow("olena", f"threads/{thread['id']}", "mute")
    mute = await ears.cast.id("kasia"), Place.PERSON, await ears.cast.id("tomasz"), Level.MUTE
    async with database.work() as work:
        await follow(work, *mute)
    await ears.talk.reply(thread, "tomasz", reply_to=opening["id"])
    await ears.talk.reply(thread, "tomasz", reply_to=kasia["id"])
    assert await ears.heard("olena") == []
    assert await ears.heard("kasia") == []


async def test_r13_a_hidden_or_withdrawn_post_takes_its_notifications_along(ears: Ears) -> None:
    thread = await ears.talk.thread("olena")
    opening = await ears.talk.opening(thread)
    answer = await ears.talk.reply(thread, "tomasz", reply_to=opening["id"])
    assert await ears.heard("olena") == [("answer", answer["id"], True)]
    await ears.talk.hide(answer)
    assert await ears.heard("olena") == []
    assert not BELL.search((await (await ears.cast.browser("olena")).get("/en/boards")).text)
    second = await ears.talk.reply(thread, "tomasz", reply_to=opening["id"])
    tomasz = await ears.cast.program("tomasz")
    assert (await tomasz.delete(f"/api/v1/posts/{second['id']}")).status_code == 204
    assert await ears.heard("olena") == []


async def test_what_stood_for_a_whole_thread_stands_for_the_rest_when_its_post_goes(ears: Ears) -> None:
    thread = await ears.talk.thread("olena")
    first, second = [await ears.talk.reply(thread, name) for name in ("tomasz", "kasia")]
    assert await ears.heard("olena") == [("reply", first["id"], True)]
    await ears.talk.hide(first)
    assert await ears.heard("olena") == [("reply", second["id"], True)]
    await ears.talk.hide(second)
    assert await ears.heard("olena") == []


async def test_a_hidden_thread_is_told_of_to_nobody_but_moderators(ears: Ears) -> None:
    thread = await ears.talk.thread("olena")
    reply = await ears.talk.reply(thread, "tomasz")
    assert await ears.heard("olena") == [("reply", reply["id"], True)]
    for name in ("kasia", "root"):
        await ears.follow(name, f"threads/{thread['id']}", "watch")
    await ears.talk.hide(await ears.talk.opening(thread))
    assert await ears.heard("olena") == []
    behind = await ears.talk.reply(thread, "ada", reply_to=reply["id"])
    assert await ears.heard("tomasz") == []
    assert await ears.heard("kasia") == []
    assert await ears.heard("root") == [("reply", behind["id"], True)]


async def test_a_post_hidden_before_the_workers_turn_is_told_of_to_nobody(ears: Ears) -> None:
    thread = await ears.talk.thread("olena")
    await ears.talk.hide(await ears.talk.reply(thread, "tomasz"))
    assert await ears.heard("olena") == []


async def test_many_followers_are_told_some_at_a_time(ears: Ears, database: Database) -> None:
    thread = await ears.talk.thread("tomasz")
    assert await ears.heard("olena") == []
    names = ["olena", "kasia", "bohdan", "root", "ada"]
    for name in names:
        await ears.follow(name, f"threads/{thread['id']}", "track")
    reply = await ears.talk.reply(thread, "tomasz")
    turns = 0
    while True:
        async with database.work() as work:
            if not await telling.tell_followers(work, limit=2):
                break
        turns += 1
    assert turns > 2
    for name in names:
        assert await ears.heard(name) == [("reply", reply["id"], True)]


async def test_the_inbox_by_thread_and_the_bell(ears: Ears) -> None:
    one = await ears.talk.thread("olena", title="Перша тема")
    two = await ears.talk.thread("olena", title="Друга тема")
    opening = await ears.talk.opening(one)
    await ears.talk.reply(one, "tomasz", reply_to=opening["id"])
    await ears.talk.reply(two, "kasia")
    await ears.talk.reply(one, "kasia", reply_to=opening["id"])
    await jobs.tell_and_mail(ears.services)
    olena = await ears.cast.browser("olena")
    page = (await olena.get("/en/notifications")).text
    assert page.count('<li class="told told--unread">') == 2
    assert page.count("Перша тема</bdi>") == 1
    assert "<bdi>Tomasz Zieliński</bdi> answered you" in page
    assert "A new reply by <bdi>Kasia Wójcik</bdi>" in page
    assert BELL.findall(page) == ["3"]
    for data, left in (({"thread": one["id"]}, ["1"]), ({}, [])):
        assert (await olena.post("/en/notifications/reading", data=data)).status_code == 303
        assert BELL.findall((await olena.get("/uk/boards")).text) == left
    assert "told--unread" not in (await olena.get("/en/notifications")).text


async def test_the_inbox_pages_by_key_and_is_ones_own(ears: Ears, cast: Cast) -> None:
    thread = await ears.talk.thread("olena")
    opening = await ears.talk.opening(thread)
    told = [(await ears.talk.reply(thread, "tomasz", reply_to=opening["id"]))["id"] for _ in range(5)]
    olena, found, after = await cast.program("olena"), [], ""
    while True:
        answer = (await olena.get(f"/api/v1/notifications?limit=2{after}")).json()
        found += [one["post"] for one in answer["items"]]
        if answer["next"] is None:
            break
        after = f"&after={answer['next']}"
    assert found == told[::-1]
    kasia = await cast.program("kasia")
    assert (await kasia.get("/api/v1/notifications")).json()["items"] == []
    assert (await kasia.put("/api/v1/notifications/reading", json={})).status_code == 204
    assert all(unread for _, _, unread in await ears.heard("olena"))
    for path in ("/en/notifications", "/en/notifications/settings"):
        assert (await (await cast.browser()).get(path)).status_code == 401
