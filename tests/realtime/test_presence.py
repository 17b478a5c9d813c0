"""How presence is told: seldom to readers, as whole snapshots to other processes."""

from itertools import pairwise

from realtime.ports import HereNote, Member, Note
from realtime.presence import LONGEST_PAUSE_SECONDS, SHORTEST_PAUSE_SECONDS, Presence
from realtime.room import RENEW_SECONDS
from realtime.wire import Event, Hands, People, Person, TypingNow
from tests.realtime.town import somebody

ROOM = "r"


class Desk:
    """A presence, who sits in its room, and what it published."""

    def __init__(self, origin: str = "here") -> None:
        self.published: list[Note] = []
        self.presence = Presence(ROOM, origin, self.published.append)
        self.sitting: list[tuple[Member, int]] = []

    def sit(self, name: str | None, now: float) -> Member:
        member = somebody(name)
        self.sitting.append((member, len(self.sitting) + 1))
        self.presence.state.arrive(member.person, len(self.sitting), now)
        return member

    def tick(self, now: float) -> list[Event]:
        return self.presence.tick(now, lambda: self.sitting)

    def notes(self) -> list[HereNote]:
        return [note for note in self.published if isinstance(note, HereNote)]


def test_nothing_new_is_nothing_said() -> None:
    desk = Desk()
    desk.sit("Olena", 0.0)
    assert len(desk.tick(0.0)) == 1
    for now in (1.0, 2.0, 30.0):
        assert desk.tick(now) == []


def test_who_stays_is_vouched_for_before_the_lease_ends() -> None:
    desk = Desk()
    desk.sit("Olena", 0.0)
    for now in range(0, 300, 10):
        desk.tick(float(now))
        assert [person.name for person in desk.presence.state.people()] == ["Olena"]
    desk.sitting.clear()
    for now in range(300, 300 + int(RENEW_SECONDS) + 20, 10):
        desk.tick(float(now))
    assert desk.presence.state.people() == ()


def test_many_arrivals_are_told_together() -> None:
    desk, told = Desk(), 0
    for number in range(100):
        desk.sit(f"person {number}", number / 100)
        told += sum(isinstance(event, People) for event in desk.tick(number / 100))
    assert told <= 1 + 1 / SHORTEST_PAUSE_SECONDS
    (last,) = desk.tick(5.0)
    assert isinstance(last, People)
    assert last.count == 100


def test_a_large_room_is_told_of_its_people_less_often() -> None:
    desk = Desk()
    for number in range(3_000):
        desk.presence.state.arrive(Person(str(number), "x"), number, 0.0)
    desk.tick(0.0)
    times = []
    for step in range(1, 301):
        desk.presence.state.arrive(Person(f"late {step}", "x"), 10_000 + step, step / 10)
        if any(isinstance(event, People) for event in desk.tick(step / 10)):
            times.append(step / 10)
    pauses = [later - earlier for earlier, later in pairwise(times)]
    assert min(pauses) >= 6
    assert max(pauses) <= LONGEST_PAUSE_SECONDS


def test_typing_and_hands_do_not_wait_for_the_list_of_people() -> None:
    desk = Desk()
    for number in range(3_000):
        desk.presence.state.arrive(Person(str(number), "x"), number, 0.0)
    olena = desk.sit("Olena", 0.0)
    desk.tick(0.0)
    desk.presence.state.type("olena", 1.0)
    desk.presence.hand(olena, 1, 1.0, up=True)
    typing, hands = desk.tick(1.0)
    assert isinstance(typing, TypingNow)
    assert isinstance(hands, Hands)
    assert typing.people == hands.people == (olena.person,)
    desk.presence.hand(olena, 1, 2.0, up=False)
    (lowered,) = (event for event in desk.tick(2.0) if isinstance(event, Hands))
    assert lowered.people == ()


def test_a_newcomer_is_told_what_was_said_while_they_caught_up() -> None:
    desk = Desk()
    desk.sit("Olena", 0.0)
    before = desk.presence.told
    desk.tick(0.0)
    (missed,) = desk.presence.since(before)
    assert isinstance(missed, People)
    assert desk.presence.since(desk.presence.told) == []


def test_other_processes_get_snapshots_names_only_when_they_changed() -> None:
    desk = Desk()
    desk.sit("Olena", 0.0)
    desk.tick(0.0)
    first = desk.notes()[-1]
    assert first.people
    assert [person.name for person in first.people] == ["Olena"]
    desk.presence.state.type("olena", 1.0)
    desk.tick(1.0)
    second = desk.notes()[-1]
    assert (second.people, second.typing) == (None, ("olena",))
    desk.presence.tell_others(2.0, again=True)
    assert desk.notes()[-1].people == first.people
    assert len(desk.notes()) == 3


def test_the_whole_snapshot_comes_again_before_leases_elsewhere_end() -> None:
    desk = Desk()
    desk.sit("Olena", 0.0)
    for now in range(0, 120, 10):
        desk.tick(float(now))
    whole = [note for note in desk.notes() if note.people]
    assert len(whole) == 3  # at 0, 50 and 100 s


def test_what_other_processes_told_is_told_to_readers_here() -> None:
    here, there = Desk("here"), Desk("there")
    marek = there.sit("Marek", 0.0)
    there.sit(None, 0.0)
    there.tick(0.0)
    there.presence.state.type("marek", 1.0)
    there.presence.hand(marek, 1, 1.0, up=True)
    there.tick(1.0)
    for note in there.notes():
        here.presence.heard(note, 1.0)
    people, typing, hands = here.tick(1.0)
    assert isinstance(people, People)
    assert (people.count, people.people) == (2, (marek.person,))
    assert isinstance(typing, TypingNow)
    assert typing.people == (marek.person,)
    assert isinstance(hands, Hands)
    assert hands.people == (marek.person,)
    assert here.notes()[-1].people in ((), None)  # and not told on
