"""Golden transcripts of the wire: the engine says, to the letter, what `tests/golden/` holds.

The files are also read by the page's own tests, so that both sides keep one contract. See tests/golden/README.md.
"""

import asyncio
import copy
import json
from pathlib import Path
from typing import Any

import pytest
from msgspec import convert

from realtime.wire import Entry, Limits, Translation
from tests.realtime import simulated_time
from tests.realtime.town import Client, Story, Town

GOLDEN = Path(__file__).parents[1] / "golden"
TRANSCRIPTS = sorted(GOLDEN.glob("*.json"))
ROOM = "lutsk"
QUIET_SECONDS = 0.3


def load(path: Path) -> dict[str, Any]:
    transcript: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return transcript


async def play(transcript: dict[str, Any]) -> list[dict[str, Any]]:
    """The steps with what the engine really said in place of every `hear` and `closed`."""
    async with Town(limits=Limits()) as town:
        story = town.log.rooms[ROOM] = copy.deepcopy(town.log.rooms[next(iter(town.log.rooms))])
        town.doors.can = tuple(transcript.get("can", ["read", "talk"]))
        town.log.muted = transcript.get("muted", {})
        for room in transcript.get("rooms", ()):
            town.log.rooms[room] = Story()
        for entry in transcript["log"]:
            town.log.commit(_entry(entry))
        client = town.connect(transcript.get("name", "Olena"), lang=transcript.get("lang", "uk"))
        left_out = {"people", "beat"} - set(transcript.get("hears", ()))
        others: dict[str, Client] = {}
        heard = 0
        played: list[dict[str, Any]] = []
        for step in transcript["steps"]:
            kind, told = next(iter(step.items()))
            if kind == "say":
                client.say_raw(told if isinstance(told, str) else json.dumps(told, ensure_ascii=False))
            elif kind == "log":
                entry = _entry(told)
                assert entry.seq == len(town.log.rooms[entry.room].entries) + 1
                town.log.write(entry)
            elif kind == "translate":
                town.hub.translated(convert({"room": ROOM, "t": "translation"} | told, Translation))
            elif kind == "come":
                others[told] = town.connect(told)
                others[told].say("hello", room=ROOM, after=0)
            elif kind == "go":
                others.pop(told).hang_up()
            elif kind == "epoch":
                story.epoch, story.entries = told["epoch"], story.entries[: told["head"]]
            elif kind == "wait":
                await asyncio.sleep(told)
            elif kind == "stop":
                asyncio.get_running_loop().create_task(town.hub.drain())
            if kind in ("hear", "closed"):
                await _quiet(client)
            if kind == "hear":
                events = [_lasting(event) for event in client.events[heard:] if event["t"] not in left_out]
                heard = len(client.events)
                played.append({"hear": events})
            else:
                played.append({"closed": client.code} if kind == "closed" else step)
        return played


@pytest.mark.parametrize("path", TRANSCRIPTS, ids=lambda path: path.stem)
def test_the_engine_says_what_the_transcript_holds(path: Path) -> None:
    transcript = load(path)
    assert simulated_time.run(play(transcript)) == transcript["steps"]


def test_there_is_a_transcript_of_every_event() -> None:
    said = {
        event["t"] for path in TRANSCRIPTS for step in load(path)["steps"] for event in step.get("hear", ()) if event
    }
    assert said >= {
        "welcome", "entry", "live", "posted", "typing", "hands", "reset", "error", "pong", "restart", "people", "beat",
        "translation",
    }  # fmt: skip
    asked = [step["say"] for path in TRANSCRIPTS for step in load(path)["steps"] if "say" in step]
    frames = {frame["t"] for frame in asked if isinstance(frame, dict) and isinstance(frame.get("t"), str)}
    assert frames >= {"hello", "post", "edit", "remove", "typing", "hand", "seen", "lang", "bye", "ping"}


@pytest.mark.parametrize("path", TRANSCRIPTS, ids=lambda path: path.stem)
def test_what_a_page_shows_follows_from_what_it_hears(path: Path) -> None:
    transcript = load(path)
    assert shown(transcript["steps"]) == transcript["shows"]


@pytest.mark.parametrize("mutant", ["drop", "repeat", "swap"])
def test_a_transcript_with_an_entry_dropped_repeated_or_swapped_is_refused(mutant: str) -> None:
    caught = 0
    for path in TRANSCRIPTS:
        steps = load(path)["steps"]
        changed = mutated(steps, mutant)
        if changed != steps:
            with pytest.raises(AssertionError):
                shown(changed)
            caught += 1
    assert caught >= 3


def shown(steps: list[dict[str, Any]]) -> dict[str, Any]:
    """What is on the screen of a reader of `lutsk` in the end: the reference for any client.

    Raises:
        AssertionError: an entry is missing, comes twice or out of order.
    """
    messages: dict[int, str] = {}
    head, last = 0, 0
    live, closed = False, None
    for step in steps:
        if "closed" in step:
            closed = step["closed"]
        if isinstance(step.get("say"), dict) and step["say"].get("t") == "hello" and step["say"].get("room") == ROOM:
            head, last = step["say"].get("after", head), step["say"].get("last", 0)
        for event in step.get("hear", ()):
            kind = event["t"]
            if event.get("room", ROOM) != ROOM:
                continue
            if kind == "reset":
                messages, head, live = {}, 0, False
            elif kind == "welcome" and last:
                head = max(0, event["head"] - last)
            elif kind == "live":
                assert head == event["head"]
                live = True
            elif kind == "entry":
                assert event["seq"] == head + 1, f"{event['seq']} after {head}"
                head = event["seq"]
                if event["kind"] == "said":
                    messages[event["seq"]] = event["text"]
                elif event.get("of") in messages:
                    messages[event["of"]] = event.get("text") or ""
    words = [[seq, text] for seq, text in sorted(messages.items()) if text]
    return {"messages": words, "live": live, "closed": closed}


def mutated(steps: list[dict[str, Any]], mutant: str) -> list[dict[str, Any]]:
    """The steps with one mistake in the first frames that hold two entries in a row before more."""
    steps = copy.deepcopy(steps)
    for step in steps:
        events = step.get("hear", [])
        places = [place for place, event in enumerate(events) if event["t"] == "entry" and event["room"] == ROOM]
        if len(places) >= 2 and places[1] == places[0] + 1:
            place = places[0]
            if mutant == "drop":
                del events[place]
            elif mutant == "repeat":
                events.insert(place, events[place])
            else:
                events[place : place + 2] = reversed(events[place : place + 2])
            break
    return steps


async def _quiet(client: Client) -> None:
    """Wait until nothing more comes."""
    number = -1
    while number != len(client.events):
        number = len(client.events)
        await asyncio.sleep(QUIET_SECONDS)


def _entry(told: dict[str, Any]) -> Entry:
    return convert({"room": ROOM, "t": "entry"} | told, Entry)


def _lasting(event: dict[str, Any]) -> dict[str, Any]:
    """The event without what chance decides."""
    return event | {"retry_after": "0-3"} if event["t"] == "restart" and 0 <= event["retry_after"] <= 3 else event


def record(path: Path) -> None:
    """Write down what the engine says now; look at the difference before you commit it."""
    transcript = load(path)
    steps = simulated_time.run(play(transcript))
    transcript = {**transcript, "steps": steps, "shows": shown(steps)}
    path.write_text(json.dumps(transcript, ensure_ascii=False, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    for transcript_path in TRANSCRIPTS:
        record(transcript_path)
