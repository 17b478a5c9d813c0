"""Who is here, who writes, whose hand is up, and when each is forgotten."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from realtime.room import (
    GRACE_SECONDS,
    HAND_SECONDS,
    LEASE_SECONDS,
    MOST_NAMED,
    RENEW_SECONDS,
    TYPING_SECONDS,
    Room,
)
from realtime.wire import Person

OLENA, MAREK = Person("olena", "Олена"), Person("marek", "Marek")


def at(room: Room, now: float) -> Room:
    room.expire(now)
    return room


def test_a_lease_lasts_a_minute_and_is_renewed() -> None:
    assert RENEW_SECONDS < LEASE_SECONDS == 60
    room = Room()
    room.arrive(OLENA, 1, 0.0)
    assert at(room, 59.9).people() == (OLENA,)
    room.arrive(OLENA, 1, 50.0)
    assert at(room, 109.9).people() == (OLENA,)
    assert at(room, 110.0).people() == ()


def test_who_leaves_stays_five_seconds_more() -> None:
    room = Room()
    room.arrive(OLENA, 1, 0.0)
    version = room.people_version
    room.depart(OLENA, 1, 10.0)
    assert at(room, 10.0 + GRACE_SECONDS - 0.1).people() == (OLENA,)
    room.arrive(OLENA, 2, 14.9)
    assert room.people_version == version  # a reload does not flicker
    assert at(room, 30.0).people() == (OLENA,)


def test_a_person_with_two_windows_leaves_with_the_second() -> None:
    room = Room()
    room.arrive(OLENA, 1, 0.0)
    room.arrive(OLENA, 2, 0.0)
    room.depart(OLENA, 1, 1.0)
    assert at(room, 20.0).people() == (OLENA,)
    room.depart(OLENA, 2, 20.0)
    assert at(room, 25.0).people() == ()


def test_leaving_does_not_lengthen_a_lease() -> None:
    room = Room()
    room.arrive(OLENA, 1, 0.0)
    room.depart(OLENA, 1, 58.0)
    assert at(room, 60.0).people() == ()


def test_guests_are_counted_and_not_named() -> None:
    room = Room()
    room.arrive(None, 1, 0.0)
    room.arrive(None, 2, 0.0)
    room.arrive(OLENA, 3, 0.0)
    assert (room.count(), room.people()) == (3, (OLENA,))
    room.depart(None, 1, 1.0)
    assert room.count() == 2
    assert at(room, 60.0).count() == 0


def test_a_hundred_are_named_and_all_are_counted() -> None:
    room = Room()
    for number in range(150):
        room.arrive(Person(str(number), f"person {number}"), number, 0.0)
    assert len(room.people()) == MOST_NAMED == 100
    assert room.people()[0].id == "0"
    assert room.count() == 150


def test_typing_is_forgotten_and_ends_when_it_was_said() -> None:
    room = Room()
    room.arrive(OLENA, 1, 0.0)
    room.arrive(MAREK, 2, 0.0)
    room.type("olena", 0.0)
    room.type("marek", 3.0)
    assert room.typing() == (OLENA, MAREK)
    room.stop_typing("olena")
    assert room.typing() == (MAREK,)
    assert at(room, 3.0 + TYPING_SECONDS).typing() == ()


def test_hands_stand_in_order_and_come_down_by_themselves() -> None:
    room = Room()
    for person, holder in ((OLENA, 1), (MAREK, 2)):
        room.arrive(person, holder, 0.0)
    room.raise_hand("marek", 2, 1.0, at=101.0)
    room.raise_hand("olena", 1, 2.0, at=102.0)
    room.raise_hand("marek", 2, 3.0, at=103.0)
    assert room.hands() == (MAREK, OLENA)
    room.lower_hand("marek", 4.0, at=104.0)
    assert room.hands() == (OLENA,)
    for renewal in range(0, int(HAND_SECONDS), 50):
        room.arrive(OLENA, 1, float(renewal))
    assert at(room, HAND_SECONDS).hands() == (OLENA,)
    assert at(room, HAND_SECONDS + 2.0).hands() == ()


def test_who_is_gone_neither_types_nor_holds_a_hand_up() -> None:
    room = Room()
    room.arrive(OLENA, 1, 0.0)
    room.raise_hand("olena", 1, 0.0, at=0.0)
    room.type("olena", 3.9)
    room.depart(OLENA, 1, 0.0)
    assert at(room, 5.0).hands() == room.typing() == ()


@pytest.mark.parametrize("act", ["type", "raise_hand"])
def test_who_is_not_here_can_do_nothing(act: str) -> None:
    room = Room()
    if act == "type":
        room.type("olena", 0.0)
    else:
        room.raise_hand("olena", 1, 0.0, at=0.0)
    assert room.typing() == room.hands() == ()


def test_another_process_is_mirrored() -> None:
    here, there = Room(), Room()
    there.arrive(MAREK, 1, 0.0)
    there.arrive(None, 2, 0.0)
    there.type("marek", 0.0)
    there.raise_hand("marek", 1, 0.0, at=50.0)
    here.arrive(OLENA, 1, 0.0)
    here.mirror("there", there.snapshot(0.0), 0.0)
    assert (here.people(), here.count()) == ((OLENA, MAREK), 3)
    assert here.typing() == here.hands() == (MAREK,)
    assert here.snapshot(0.0).people == (OLENA,)  # what was heard is not told on
    there.depart(MAREK, 1, 10.0)
    there.depart(None, 2, 10.0)
    there.lower_hand("marek", 10.0, at=60.0)
    here.mirror("there", there.snapshot(10.0), 10.0)
    assert here.hands() == ()
    assert here.count() == 2
    assert at(here, 15.0).people() == (OLENA,)


class Nodes:
    """Two processes that tell each other of one room. Marek raised his hand in the first and came back in the other."""

    def __init__(self) -> None:
        self.one, self.two = Room(), Room()
        self.one.arrive(MAREK, 7, 0.0)
        self.one.raise_hand("marek", 7, 0.0, at=100.0)
        self.tell(0.0)
        self.one.depart(MAREK, 7, 1.0)
        self.two.arrive(MAREK, 9, 2.0)
        self.tell(2.0)

    def tell(self, now: float) -> None:
        for room in (self.one, self.two):
            room.expire(now)
        self.two.mirror("one", self.one.snapshot(now), now)
        self.one.mirror("two", self.two.snapshot(now), now)

    def hands(self) -> list[tuple[Person, ...]]:
        return [self.one.hands(), self.two.hands()]


@pytest.mark.parametrize("since", [3.0, 8.0, 55.0])
def test_a_hand_is_lowered_where_its_person_is_now_and_stays_down(since: float) -> None:
    nodes = Nodes()
    for now in range(3, int(since)):
        nodes.tell(float(now))
    assert nodes.hands() == [(MAREK,), (MAREK,)]  # coming back elsewhere did not lower it
    nodes.two.lower_hand("marek", since, at=50.0)  # the other one's clock is late
    for later in (0.0, 1.0, 5.0, 30.0):
        nodes.two.arrive(MAREK, 9, since + later)
        nodes.tell(since + later)
        nodes.tell(since + later)
        assert nodes.hands() == [(), ()]
    nodes.two.raise_hand("marek", 9, since + 31.0, at=51.0)
    nodes.tell(since + 31.0)
    assert nodes.hands() == [(MAREK,), (MAREK,)]


def test_a_hand_comes_down_by_itself_in_every_process() -> None:
    nodes = Nodes()
    nodes.one.arrive(MAREK, 8, 4.0)
    for now in range(4, int(HAND_SECONDS) + 10):
        nodes.one.arrive(MAREK, 8, float(now))
        nodes.two.arrive(MAREK, 9, float(now))
        nodes.tell(float(now))
        assert nodes.hands() == [(MAREK,) if now < HAND_SECONDS else ()] * 2


def test_a_process_that_died_is_forgotten() -> None:
    here, there = Room(), Room()
    there.arrive(MAREK, 1, 0.0)
    here.mirror("there", there.snapshot(0.0), 0.0)
    assert at(here, 59.0).people() == (MAREK,)
    assert at(here, 60.0).people() == ()


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["arrive", "depart", "type", "hand", "lower", "expire"]),
            st.sampled_from([OLENA, MAREK]),
            st.integers(1, 3),
            st.floats(0, 30),
        ),
        max_size=60,
    )
)
def test_versions_rise_exactly_with_what_is_seen_and_nobody_outlives_a_lease(
    steps: list[tuple[str, Person, int, float]],
) -> None:
    room, now, vouched = Room(), 0.0, dict[str, float]()
    for act, person, holder, pause in steps:
        now += pause
        before = (room.people(), room.typing(), room.hands())
        versions = (room.people_version, room.typing_version, room.hands_version)
        if act == "arrive":
            room.arrive(person, holder, now)
            vouched[person.id] = now
        elif act == "depart":
            room.depart(person, holder, now)
        elif act == "type":
            room.type(person.id, now)
        elif act == "hand":
            room.raise_hand(person.id, holder, now, at=now)
        elif act == "lower":
            room.lower_hand(person.id, now, at=now)
        else:
            room.expire(now)
            for here in room.people():
                assert now < vouched[here.id] + LEASE_SECONDS
        after = (room.people(), room.typing(), room.hands())
        risen = (room.people_version, room.typing_version, room.hands_version)
        for old, new, was, is_ in zip(before, after, versions, risen, strict=True):
            if old != new:
                assert is_ > was
