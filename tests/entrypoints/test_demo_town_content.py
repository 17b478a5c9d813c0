"""The demo town's texts: complete, consistent, within the limits of the product and spelt in the right alphabet."""

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

import forum
from forum.discussion.rules import MAX_TAGS, Reaction

TOWN = Path(forum.__file__).parent / "entrypoints" / "demo" / "texts"
NOUNS = ("boards", "days", "municipalities", "people", "room_talk", "threads", "visits")
LANGUAGES = {"uk", "en", "pl"}

MAX_TITLE_CHARACTERS = 200
MAX_POST_CHARACTERS = 20_000
MAX_ROOM_CHARACTERS = 4_000
SMALLEST_SHARE_OF_POSTS = 0.25
SMALLEST_SHARE_OF_TALK = 0.20

POSTED = re.compile(r"-(?P<days>[1-9]\d*)d (?P<hour>\d\d):(?P<minute>\d\d)")
SAID = re.compile(r"-(?P<hours>\d+)h(?P<minutes>[0-5]\d)m")
WALL_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
REGION = {"UA": re.compile(r"UA\d\d")}
NUTS3 = re.compile(r"[A-Z]{2}[A-Z0-9]{3}")
LINK = re.compile(r"https?://([^/\s)]+)")
RESERVED_HOST = re.compile(r"([a-z0-9-]+\.)*example\.(org|com|net)")


def load(noun: str) -> Any:
    return json.loads((TOWN / f"{noun}.json").read_text(encoding="utf-8"))


BOARDS = load("boards")
DAYS = load("days")
MUNICIPALITIES = load("municipalities")
PEOPLE = load("people")
THREADS = load("threads")
VISITS = load("visits")
TALK = load("room_talk")
ECHOES = load("echoes")
TAGS = load("tags")

PERSON = {person["key"]: person for person in PEOPLE}
TOWNS = {town["slug"] for town in MUNICIPALITIES}


def posts() -> list[dict[str, Any]]:
    """Opening posts and replies together."""
    return [post for thread in THREADS for post in (thread, *thread["replies"])]


def strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from strings(item)
    elif isinstance(value, dict):
        for item in value.values():
            yield from strings(item)


def texts_by_language() -> Iterator[tuple[str, str]]:
    """Every human text with the language it says it is in."""

    def translated(value: Any) -> Iterator[tuple[str, str]]:
        if isinstance(value, list):
            for item in value:
                yield from translated(item)
        elif isinstance(value, dict):
            for key, item in value.items():
                if key in LANGUAGES and isinstance(item, str):
                    yield key, item
                else:
                    yield from translated(item)

    yield from translated([BOARDS, DAYS, MUNICIPALITIES, VISITS])
    for post in posts():
        yield post["lang"], post["body"]
    for thread in THREADS:
        yield thread["lang"], thread["title"]
    for message in (message for messages in TALK.values() for message in messages):
        yield message["lang"], message["text"]
        if "edit" in message:
            yield message["lang"], message["edit"]


def minutes_before_today(at: str) -> int:
    """Sortable distance of a post's wall time; larger is later."""
    match = POSTED.fullmatch(at)
    assert match, f"{at!r} must look like '-12d 09:40'"
    hour, minute = int(match["hour"]), int(match["minute"])
    assert hour in range(6, 24), f"{at!r}: between 00:00 and 06:00 a clock change may swallow the hour"
    assert minute in range(60), at
    return -int(match["days"]) * 24 * 60 + hour * 60 + minute


def minutes_before_now(at: str) -> int:
    match = SAID.fullmatch(at)
    assert match, f"{at!r} must look like '-23h05m'"
    return -(int(match["hours"]) * 60 + int(match["minutes"]))


def is_repeated(values: list[str]) -> list[str]:
    return [value for value, times in Counter(values).items() if times > 1]


def start_day(visit: dict[str, Any]) -> int | str:
    day = visit["starts"]["day"]
    assert isinstance(day, int | str)
    return day


@pytest.mark.parametrize("noun", NOUNS)
def test_files_are_normalised_plain_utf_8(noun: str) -> None:
    raw = (TOWN / f"{noun}.json").read_bytes().decode("utf-8")
    assert raw == json.dumps(json.loads(raw), ensure_ascii=False, indent=2) + "\n"
    assert unicodedata.is_normalized("NFC", raw)
    for text in strings(json.loads(raw)):
        assert text == text.strip()
        bad = [c for c in text if unicodedata.category(c) in {"Cc", "Cf", "Cs", "Co", "Cn"} and c != "\n"]
        assert not bad, (bad, text[:60])


def test_the_town_is_large_enough() -> None:
    countries = Counter(town["country"] for town in MUNICIPALITIES)
    others = {country: count for country, count in countries.items() if country not in {"UA", "PL"}}
    assert len(MUNICIPALITIES) >= 14
    assert countries["UA"] >= 6
    assert countries["PL"] >= 4
    assert len(others) >= 2
    assert sum(others.values()) >= 4
    assert len({town["region"] for town in MUNICIPALITIES if town["country"] == "UA"}) >= 6
    assert len(BOARDS) == 6
    assert len(PEOPLE) >= 24
    assert len(THREADS) >= 24
    assert len(posts()) >= 120
    assert len(VISITS) >= 8
    assert all(60 <= len(messages) <= 90 for messages in TALK.values())


def test_nothing_is_named_twice() -> None:
    for names in (
        [town["slug"] for town in MUNICIPALITIES],
        [board["slug"] for board in BOARDS],
        [person["key"] for person in PEOPLE],
        [person["email"] for person in PEOPLE],
        [person["name"] for person in PEOPLE],
        [visit["key"] for visit in VISITS],
        [thread["title"] for thread in THREADS],
        [post["key"] for post in posts()],
        [post["body"] for post in posts()],
    ):
        assert is_repeated(names) == []
    for slug in [board["slug"] for board in BOARDS] + [post["key"] for post in posts()] + sorted(TOWNS):
        assert SLUG.fullmatch(slug), slug


def test_municipalities_carry_official_region_codes() -> None:
    for town in MUNICIPALITIES:
        assert set(town["name"]) == set(town["region_name"]) == LANGUAGES, town["slug"]
        assert town["population_about"] is None or town["population_about"] > 400
        if town["region"] is not None:
            assert town["region"].startswith(town["country"]), town["slug"]
            assert REGION.get(town["country"], NUTS3).fullmatch(town["region"]), town["slug"]


def test_people_fill_the_whole_cast() -> None:
    roles = Counter(person["role"] for person in PEOPLE)
    assert set(roles) == {"resident", "youth", "official", "moderator", "administrator"}
    assert roles["moderator"] == 2
    assert {person["zone"] for person in PEOPLE if person["role"] == "moderator"} == {"Europe/Warsaw", "Europe/Kyiv"}
    assert roles["administrator"] == 1
    assert Counter(person["age_band"] for person in PEOPLE)["16_17"] == 2
    country = {town["slug"]: town["country"] for town in MUNICIPALITIES}
    assert len({country[person["municipality"]] for person in PEOPLE if person["role"] == "official"}) >= 4
    for person in PEOPLE:
        assert person["municipality"] in TOWNS
        assert person["lang"] in LANGUAGES
        assert person["age_band"] in {"adult", "16_17", "under_16"}
        assert person["age_band"] == "adult" or person["role"] == "youth"
        assert RESERVED_HOST.fullmatch(person["email"].partition("@")[2]), person["email"]
        assert ZoneInfo(person["zone"]).key == person["zone"]


def test_posts_point_at_people_boards_and_earlier_posts() -> None:
    boards = {board["slug"] for board in BOARDS}
    for thread in THREADS:
        assert thread["board"] in boards
        seen = {thread["key"]}
        last = minutes_before_today(thread["at"])
        assert thread["author"] in PERSON
        for reply in thread["replies"]:
            assert reply["author"] in PERSON
            assert reply.get("reply_to", thread["key"]) in seen, reply["key"]
            assert minutes_before_today(reply["at"]) > last, f"{reply['key']} is not later than the post before"
            last = minutes_before_today(reply["at"])
            seen.add(reply["key"])
    assert {thread["board"] for thread in THREADS} == boards


def test_days_are_planned_by_moderators_and_only_questions_are_voted_for() -> None:
    threads = {thread["key"]: thread for thread in THREADS}
    for day in DAYS:
        assert PERSON[day["by"]]["role"] == "moderator"
        assert day["board"] in {board["slug"] for board in BOARDS}
        assert set(day["title"]) == set(day["welcome"]) == LANGUAGES
        assert all(WALL_TIME.fullmatch(time) for time in (day["starts"], day["ends"]))
        times = [point["time"] for point in day["programme"]]
        assert times == sorted(times)
        assert all(day["starts"] <= time < day["ends"] for time in times)
        asked = {reply["key"]: reply for reply in threads.get(day.get("questions", ""), {"replies": []})["replies"]}
        for key, voters in day.get("votes", {}).items():
            assert "reply_to" not in asked[key]
            assert asked[key]["author"] not in voters
            assert set(voters) <= set(PERSON)
            assert is_repeated(voters) == []
        assert set(day.get("answered", [])) <= set(asked)


def test_languages_are_balanced_and_meet() -> None:
    counts = Counter(post["lang"] for post in posts())
    assert set(counts) == LANGUAGES
    assert min(counts.values()) >= SMALLEST_SHARE_OF_POSTS * counts.total(), counts
    meeting = [t for t in THREADS if {t["lang"], *(reply["lang"] for reply in t["replies"])} == LANGUAGES]
    assert len(meeting) >= 12
    assert {thread["lang"] for thread in THREADS} == LANGUAGES
    for messages in TALK.values():
        talk = Counter(message["lang"] for message in messages)
        assert set(talk) == LANGUAGES
        assert min(talk.values()) >= SMALLEST_SHARE_OF_TALK * talk.total(), talk


def test_texts_fit_the_limits_of_the_product() -> None:
    for thread in THREADS:
        assert 0 < len(thread["title"]) <= MAX_TITLE_CHARACTERS
        assert "\n" not in thread["title"]
    for post in posts():
        assert 0 < len(post["body"]) <= MAX_POST_CHARACTERS
    for visit in VISITS:
        assert all(0 < len(title) <= MAX_TITLE_CHARACTERS for title in visit["title"].values())
        assert all(0 < len(about) <= MAX_POST_CHARACTERS for about in visit["description"].values())
        for item in visit["agenda"]:
            assert all(0 < len(title) <= MAX_TITLE_CHARACTERS for title in item["title"].values())
    for messages in TALK.values():
        for message in messages:
            assert 0 < len(message["text"]) <= MAX_ROOM_CHARACTERS
            assert 0 < len(message.get("edit", message["text"])) <= MAX_ROOM_CHARACTERS


def test_letters_belong_to_the_language() -> None:
    for language, text in texts_by_language():
        prose = LINK.sub("", text)
        if language == "uk":
            assert not set(prose.lower()) & set("ыэёъ"), text[:80]
            assert re.search(r"[а-яіїєґ]", prose.lower()), text[:80]
            assert not set(prose) & set("„”“\"'"), text[:80]
        else:
            # A word in its own alphabet may be quoted: „громадська рада”, *дотація*, [word].
            words = re.sub(r"„[^”]*”|“[^”]*”|\*[^*]+\*", "", prose)
            assert not re.search(r"[\u0400-\u04ff]", words), text[:80]
        if language == "pl":
            assert not set(prose) & set('«»“"'), text[:80]
            assert prose.count("„") == prose.count("”"), text[:80]
        if language == "en":
            assert not set(prose) & set('«»„"'), text[:80]
            assert prose.count("“") == prose.count("”"), text[:80]
        # One look-alike letter from the other alphabet inside a word breaks search and screen readers.
        mixed = re.search(r"\w*([a-zA-Z][\u0400-\u04ff]|[\u0400-\u04ff][a-zA-Z])\w*", prose)
        assert mixed is None, (mixed, text[:80])


def test_links_lead_to_reserved_hosts_only() -> None:
    for text in strings([BOARDS, MUNICIPALITIES, THREADS, VISITS, TALK]):
        for host in LINK.findall(text):
            assert RESERVED_HOST.fullmatch(host), host


def test_visits_point_at_people_and_towns() -> None:
    for visit in VISITS:
        host = PERSON[visit["host"]]
        assert host["role"] in {"official", "moderator"}, visit["key"]
        assert host["municipality"] == visit["municipality"]
        assert visit["kind"] in {"study_visit", "online_forum", "partner_meeting", "youth_exchange"}
        assert visit["status"] in {"published", "draft", "cancelled"}
        assert visit["interpretation"] in {"consecutive", "channels", "text", "none"}, "no machine translates yet"
        assert visit["interpretation"] != "none" or len(visit["languages"]) == 1
        assert visit["original"] in visit["languages"]
        assert set(visit["languages"]) <= LANGUAGES
        assert set(visit["title"]) == set(visit["description"]) == set(visit["languages"]), visit["key"]
        assert ZoneInfo(visit["zone"]).key == visit["zone"]
        assert visit["capacity"] > 0
        assert visit["host"] not in visit["guests"]
        assert set(visit["guests"]) <= set(PERSON)
        assert is_repeated(visit["guests"]) == []


def test_agendas_fill_the_visit_in_all_its_languages() -> None:
    for visit in VISITS:
        assert sum(item["minutes"] for item in visit["agenda"]) == visit["minutes"], visit["key"]
        for item in visit["agenda"]:
            assert item["minutes"] > 0
            assert set(item["title"]) == set(visit["title"]), (visit["key"], item["title"])
            assert item["lang"] in visit["languages"]


def test_visits_stand_in_every_state() -> None:
    published = [visit for visit in VISITS if visit["status"] == "published"]
    relative = [day for visit in published if isinstance(day := start_day(visit), int)]
    assert -1 in relative, "one visit ended yesterday"
    assert any(day <= -14 for day in relative), "one visit ended weeks ago"
    assert sum(0 < day <= 30 for day in relative) >= 3, "some visits are in the next weeks"
    assert {visit["status"] for visit in VISITS} == {"published", "draft", "cancelled"}
    live = [visit for visit in published if start_day(visit) == 0]
    assert [visit["starts"]["time"] for visit in live] == ["now-20m"]
    assert live[0]["minutes"] > 20
    for visit in VISITS:
        assert WALL_TIME.fullmatch(visit["starts"]["time"]) or visit in live, visit["key"]


def test_only_the_small_visit_has_a_waiting_list() -> None:
    full = [visit for visit in VISITS if len(visit["guests"]) > visit["capacity"]]
    assert len(full) == 1
    assert full[0]["status"] == "published"
    assert full[0]["capacity"] <= 10
    day = start_day(full[0])
    assert isinstance(day, int)
    assert day > 0


def test_one_agenda_crosses_the_clock_change_and_starts_at_a_real_hour() -> None:
    crossing = []
    for visit in VISITS:
        day = start_day(visit)
        if isinstance(day, int):
            continue
        zone = ZoneInfo(visit["zone"])
        hour, minute = map(int, visit["starts"]["time"].split(":"))
        start = datetime(*date.fromisoformat(day).timetuple()[:3], hour, minute, tzinfo=zone)
        assert start.astimezone(ZoneInfo("UTC")).astimezone(zone) == start
        end = (start.astimezone(ZoneInfo("UTC")) + timedelta(minutes=visit["minutes"])).astimezone(zone)
        if start.utcoffset() != end.utcoffset():
            crossing.append(visit["key"])
    assert len(crossing) == 1


def test_room_talk_is_a_day_among_people_with_a_seat() -> None:
    by_key = {visit["key"]: visit for visit in VISITS}
    for key, messages in TALK.items():
        visit = by_key[key]
        assert visit["status"] == "published"
        moderators = {person["key"] for person in PEOPLE if person["role"] == "moderator"}
        may_talk = {visit["host"], *visit["guests"][: visit["capacity"]]} | moderators
        times = [minutes_before_now(message["at"]) for message in messages]
        assert times == sorted(times)
        assert times[-1] < 0
        assert times[-1] - times[0] >= 20 * 60
        for index, message in enumerate(messages):
            assert message["author"] in may_talk, message["author"]
            assert 0 <= message.get("reply_to", 0) < max(index, 1)
            assert not messages[message.get("reply_to", index)].get("removed") or message.get("removed")
        assert any("edit" in message for message in messages)
        assert any(message.get("removed") for message in messages)


def test_every_thread_carries_tags_of_the_vocabulary_and_every_tag_has_three_names() -> None:
    vocabulary = {tag["slug"]: tag["name"] for tag in TAGS}
    assert len(vocabulary) == len(TAGS)
    for slug, names in vocabulary.items():
        assert SLUG.fullmatch(slug)
        assert set(names) == LANGUAGES
    for key, echo in ECHOES.items():
        assert 1 <= len(set(echo["tags"])) == len(echo["tags"]) <= MAX_TAGS, key
        assert set(echo["tags"]) <= vocabulary.keys(), key


def test_what_answers_a_thread_is_a_reply_to_it() -> None:
    answers = {key: echo["answer"] for key, echo in ECHOES.items() if "answer" in echo}
    replies = {thread["key"]: {reply["key"] for reply in thread["replies"]} for thread in THREADS}
    assert answers
    assert [key for key, answer in answers.items() if answer not in replies[key]] == []


def test_everybody_reacts_to_posts_that_are_there_and_not_to_their_own() -> None:
    assert list(ECHOES) == [thread["key"] for thread in THREADS]
    for thread in THREADS:
        authors = {post["key"]: post["author"] for post in (thread, *thread["replies"])}
        for key, kinds in ECHOES[thread["key"]]["reactions"].items():
            assert set(kinds) <= set(Reaction), key
            for people in kinds.values():
                assert set(people) <= PERSON.keys() - {authors[key]}, key
                assert len(set(people)) == len(people), key
