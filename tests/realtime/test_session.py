"""The rules of one socket, without a socket."""

import json
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from realtime import session as rules
from realtime import wire
from realtime.session import Allowance, Append, Close, Enter, Leave, Send, Session, Show
from realtime.wire import LIFTED, Limits

ROOM = "r"


def new(limits: Limits | None = None, now: float = 0.0, *, rooms: tuple[str, ...] = (ROOM,)) -> Session:
    limits = limits or Limits()
    session = Session(limits, Allowance(limits, now), now)
    for room in rooms:
        session.entered(room)
    return session


def frame(t: str, **fields: Any) -> str:
    return json.dumps({"t": t} | ({} if t == "ping" else {"room": ROOM}) | fields, default=str, ensure_ascii=False)


def post(text: str = "hello", **fields: Any) -> str:
    return frame("post", **{"id": uuid4(), "text": text} | fields)


def codes(effects: list[rules.Effect]) -> list[str | int]:
    """Error codes and close codes of what came out."""
    answer: list[str | int] = []
    for effect in effects:
        if isinstance(effect, Close):
            answer.append(effect.code)
        elif isinstance(effect, Send) and isinstance(effect.event, wire.Error):
            answer.append(effect.event.code)
    return answer


def test_no_hello_in_five_seconds_ends_the_socket() -> None:
    session = new(rooms=())
    assert session.deadline == 5.0
    assert session.tick(4.99) == []
    assert codes(session.tick(5.0)) == [4408]
    assert session.receive(frame("ping"), 5.1) == []


@pytest.mark.parametrize("t", ["hello", "post", "lang"])
def test_only_languages_that_are_spoken_may_be_named(t: str) -> None:
    needed: dict[str, dict[str, Any]] = {"hello": {"after": 0}, "post": {"id": uuid4(), "text": "x"}, "lang": {}}
    fields = needed[t]
    session = new(Limits(languages=("uk", "pl")))
    assert codes(session.receive(frame(t, **fields, lang="ru"), 0.0)) == ["bad_frame"]
    assert codes(session.receive(frame(t, **fields, lang="pl"), 0.0)) == []
    assert codes(new().receive(frame(t, **fields, lang="ru"), 0.0)) == []


def test_pings_and_bad_frames_are_no_hello() -> None:
    session = new(rooms=())
    session.receive(frame("ping"), 1.0)
    session.receive("x", 2.0)
    assert codes(session.tick(5.0)) == [4408]


def test_a_hello_asks_to_enter_and_stops_the_clock() -> None:
    session = new(rooms=())
    assert session.receive(frame("hello", after=3), 1.0) == [Enter(wire.Hello(room=ROOM, after=3))]
    assert session.tick(60.0) == []


def test_a_second_hello_to_a_room_starts_it_over() -> None:
    session = new()
    assert session.receive(frame("hello", after=0), 1.0) == [Leave(ROOM), Enter(wire.Hello(room=ROOM, after=0))]
    assert session.rooms == set()


def test_the_third_bad_frame_ends_the_socket() -> None:
    session = new()
    assert codes(session.receive("[]", 0)) == ["bad_frame"]
    session.receive(frame("ping"), 0)
    assert codes(session.receive('{"t":{}}', 1)) == ["bad_frame"]
    assert codes(session.receive('{"t":"hello","room":"r","after":-1}', 500)) == [4400]
    assert session.closed


def test_binary_and_oversized_frames_end_the_socket() -> None:
    assert codes(new().receive_binary()) == [1003]
    assert codes(new().receive("x" * (16 * 1024 + 1), 0)) == [1009]
    assert codes(new().receive('"' + "ї" * 8 * 1024 + '"', 0)) == [1009]  # bytes are counted, not characters


def test_ten_posts_in_a_burst_then_one_a_second() -> None:
    session = new()
    for _ in range(10):
        (effect,) = session.receive(post(), 0.0)
        assert isinstance(effect, Append)
        assert not effect.only_repeat
    (eleventh,) = session.receive(post(), 0.0)
    assert isinstance(eleventh, Append)
    assert eleventh.only_repeat
    (later,) = session.receive(post(), 1.0)
    assert isinstance(later, Append)
    assert not later.only_repeat
    (too_soon,) = session.receive(post(), 1.5)
    assert isinstance(too_soon, Append)
    assert too_soon.only_repeat


def test_thirty_refused_posts_more_end_the_socket() -> None:
    session = new()
    answers: list[str | int] = []
    for _ in range(10 + 31):
        for effect in session.receive(post(), 0.0):
            assert isinstance(effect, Append)
            if effect.only_repeat:
                answers += codes(session.refused(effect.change, "slow_down", {}, 0.0))
    assert answers == ["slow_down"] * 30 + [4429]


def test_repeats_of_an_id_count_nothing() -> None:
    session = new()
    mine = uuid4()
    for _ in range(200):
        (effect,) = session.receive(post(id=mine), 0.0)
        assert isinstance(effect, Append)
        session.appended(effect.change, seq=7, dup=True, only_repeat=effect.only_repeat)
    for _ in range(10):
        (effect,) = session.receive(post(), 0.0)
        assert isinstance(effect, Append)
        assert not effect.only_repeat


def test_an_acknowledgement_names_the_post() -> None:
    session = new()
    mine = UUID("0d6f3b0e-9c1d-4f5e-8a51-7a6d2f6f1a11")
    (effect,) = session.receive(post(id=mine), 0.0)
    assert isinstance(effect, Append)
    assert session.appended(effect.change, seq=4, dup=False) == [Send(wire.Posted(room=ROOM, id=mine, seq=4))]


def test_lifted_limits_let_everything_through() -> None:
    session = new(LIFTED)
    for _ in range(500):
        (effect,) = session.receive(post(), 0.0)
        assert isinstance(effect, Append)
        assert not effect.only_repeat
        assert session.receive(frame("ping"), 0.0) == [Send(wire.Pong())]
        assert isinstance(session.receive(frame("typing"), 0.0)[0], Show)


def test_a_thousand_pings_a_second_are_a_flood() -> None:
    session = new()
    answers = [effect for number in range(1_000) for effect in session.receive(frame("ping"), number / 1_000)]
    assert answers[:50] == [Send(wire.Pong())] * 50
    assert codes(answers[50:]) == [1008]


@pytest.mark.parametrize("seconds", [1, 5, 25])
def test_an_honest_heartbeat_is_none(seconds: int) -> None:
    session = new()
    for number in range(300):
        assert session.receive(frame("ping"), float(number * seconds)) == [Send(wire.Pong())]


@pytest.mark.parametrize(
    ("text", "code"), [("", "text_empty"), ("a\x00", "control_character"), ("я" * 4_001, "text_too_long")]
)
def test_a_text_that_can_not_be_said_is_refused_by_name(text: str, code: str) -> None:
    mine = uuid4()
    (effect,) = new().receive(post(text, id=mine), 0.0)
    assert isinstance(effect, Send)
    assert isinstance(effect.event, wire.Error)
    assert (effect.event.code, effect.event.id, effect.event.room) == (code, mine, ROOM)


def test_a_flood_of_refused_texts_is_a_flood() -> None:
    session = new()
    answers: list[str | int] = []
    for _ in range(60):
        answers += codes(session.receive(post(" "), 0.0))
    assert answers[:10] == ["text_empty"] * 10
    assert answers[-1] == 4429


def test_whoever_asks_for_the_log_again_and_again_is_a_flood_and_who_comes_back_to_every_room_is_none() -> None:
    limits = Limits()
    session = new(rooms=())
    for number in range(2 * limits.rooms_per_socket):
        [*_, effect] = session.receive(frame("hello", room=f"r{number % limits.rooms_per_socket}", after=0), 0.0)
        assert isinstance(effect, Enter)
        session.entered(effect.hello.room)
    assert isinstance(session.receive(frame("hello", room="r0", after=0), 1.0)[-1], Enter)
    assert codes(session.receive(frame("hello", room="r0", after=0), 1.0)) == [4429]


def test_rooms_that_are_not_held_are_no_rooms() -> None:
    session = new(rooms=())
    for t, fields in (
        ("typing", {}),
        ("hand", {"up": True}),
        ("seen", {"seq": 1}),
        ("lang", {"lang": "pl"}),
        ("post", {"id": uuid4(), "text": "t"}),
        ("edit", {"id": uuid4(), "seq": 1, "text": "t"}),
        ("remove", {"id": uuid4(), "seq": 1}),
    ):
        assert codes(session.receive(frame(t, **fields), 0.0)) == ["no_room"]
    assert session.receive(frame("bye"), 0.0) == []


def test_an_absent_room_costs_the_socket_only_if_it_was_all() -> None:
    session = new(rooms=("other",))
    assert codes(session.turned_away(ROOM, "no_room", {})) == ["no_room"]
    assert not session.closed
    session.receive(frame("bye", room="other"), 0.0)
    assert codes(session.turned_away(ROOM, "no_room", {})) == [4404]


@pytest.mark.parametrize(("code", "closing"), [("signed_out", 4401), ("banned", 4403)])
def test_who_may_not_be_here_at_all_is_closed(code: str, closing: int) -> None:
    assert codes(new(rooms=("other",)).turned_away(ROOM, code, {})) == [closing]
    (effect,) = (session := new()).receive(post(), 0.0)
    assert isinstance(effect, Append)
    assert codes(session.refused(effect.change, code, {}, 0.0)) == [closing]


def test_facts_of_a_refusal_travel() -> None:
    session = new()
    (effect,) = session.receive(post(), 0.0)
    assert isinstance(effect, Append)
    (said,) = session.refused(effect.change, "muted", {"until": "tomorrow"}, 0.0)
    assert isinstance(said, Send)
    assert json.loads(wire.encode(said.event))["until"] == "tomorrow"


def test_a_socket_holds_so_many_rooms_and_no_more() -> None:
    session = new(rooms=tuple(f"room {number}" for number in range(32)))
    assert codes(session.receive(frame("hello", after=0), 0.0)) == ["slow_down"]
    assert isinstance(session.receive(frame("hello", room="room 3", after=0), 0.0)[1], Enter)


def test_sockets_of_one_account_share_what_they_may_write() -> None:
    limits = Limits()
    shared = Allowance(limits, 0.0)
    sockets = [Session(limits, shared, 0.0) for _ in range(5)]
    paid = 0
    for session in sockets:
        session.entered(ROOM)
        for _ in range(10):
            (effect,) = session.receive(post(), 0.0)
            assert isinstance(effect, Append)
            paid += not effect.only_repeat
    assert paid == 10


def test_a_clock_that_goes_back_takes_nothing_away() -> None:
    session = new(now=7_200.0)
    session.receive(post(), 7_200.0)
    (effect,) = session.receive(post(), 0.0)
    assert isinstance(effect, Append)
    assert not effect.only_repeat


STEPS = st.one_of(
    st.text(max_size=20),
    st.builds(lambda n: "x" * n, st.integers(16_000, 17_000)),
    st.sampled_from(["hello", "post", "edit", "remove", "typing", "hand", "seen", "lang", "bye", "ping"]).flatmap(
        lambda t: st.fixed_dictionaries(
            {"t": st.just(t)},
            optional={
                "room": st.sampled_from(["a", "b", "c"]),
                "after": st.integers(-1, 5),
                "id": st.uuids().map(str),
                "text": st.sampled_from(["hi", "", "a\x00"]),
                "seq": st.integers(0, 5),
                "up": st.booleans(),
                "lang": st.sampled_from(["uk", "pl"]),
            },
        ).map(json.dumps)
    ),
)


@given(st.lists(st.tuples(STEPS, st.floats(0, 2), st.sampled_from(["yes", "no_room", "banned"])), max_size=60))
def test_whatever_comes_nothing_follows_a_close_and_rooms_stay_true(steps: list[tuple[str, float, str]]) -> None:
    session, now, held = new(rooms=()), 0.0, set[str]()
    for text, pause, gate in steps:
        now += pause
        was_closed = session.closed
        effects = session.receive(text, now)
        if was_closed:
            assert effects == []
        for place, effect in enumerate(effects):
            if isinstance(effect, Close):
                assert place == len(effects) - 1
            elif isinstance(effect, Enter):
                if gate == "yes":
                    session.entered(effect.hello.room)
                    held.add(effect.hello.room)
                else:
                    session.turned_away(effect.hello.room, gate, {})
            elif isinstance(effect, Leave):
                held.discard(effect.room)
            elif isinstance(effect, Append):
                assert effect.change.room in held
                session.appended(effect.change, seq=1, dup=False, only_repeat=effect.only_repeat)
            elif isinstance(effect, Show):
                assert effect.frame.room in held
        assert session.rooms == held
