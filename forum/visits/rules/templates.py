"""Visits that small staffs can plan in minutes: programme, roles and dated tasks, ready in every language.

Sentences are English and stand in the catalogues; `words.in_all_languages` says them in each.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from forum.foundation.errors import N_
from forum.visits.rules.plan import Kind
from forum.visits.rules.seats import Terms

ROLES: Mapping[str, str] = MappingProxyType(
    {
        "chair": N_("Chair"),
        "guide": N_("Guide"),
        "expert": N_("Expert"),
        "moderator": N_("Moderator of the talk"),
        "second_moderator": N_("Second moderator"),
        "camera": N_("Camera and sound"),
        "interpreter": N_("Interpreter"),
        "note_taker": N_("Note taker"),
        "first_adult": N_("Adult with the first group"),
        "second_adult": N_("Adult with the second group"),
    }
)


@dataclass(frozen=True, slots=True)
class Point:
    minutes: int
    title: str


@dataclass(frozen=True, slots=True)
class Due:
    """Something to do `days` after the visit, before it when negative."""

    days: int
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """A visit without its day; it is as long as its points together."""

    name: str
    about: str
    kind: Kind
    capacity: int
    terms: Terms
    points: tuple[Point, ...]
    roles: tuple[str, ...]
    tasks: tuple[Due, ...]

    @property
    def minutes(self) -> int:
        return sum(point.minutes for point in self.points)


_WELCOME, _BREAK = N_("Welcome: who is here, how the room works"), N_("Break")
_TRY = Due(-1, N_("Try the video link, the sound and the room with everybody who has a role"))

TEMPLATES: Mapping[str, Template] = MappingProxyType(
    {
        "first_call": Template(
            name=N_("First call"),
            about=N_("Two municipalities get to know each other and agree on one small step."),
            kind=Kind.PARTNER_MEETING,
            capacity=12,
            terms=Terms(offer_hours=24),
            points=(
                Point(10, _WELCOME),
                Point(15, N_("The first municipality: what we do well, what we look for")),
                Point(15, N_("The second municipality: what we do well, what we look for")),
                Point(15, N_("What we could do together this year")),
                Point(5, N_("Who does what until when")),
            ),
            roles=("chair", "note_taker", "interpreter"),
            tasks=(
                Due(-21, N_("Agree with the partner on the day, the languages and who comes")),
                Due(-7, N_("Send the programme and names of places to the interpreter")),
                _TRY,
                Due(7, N_("Send the notes with the agreed steps to both sides")),
            ),
        ),
        "site_tour": Template(
            name=N_("Virtual site tour"),
            about=N_("A live look at a plant, a school or a service, with time for questions."),
            kind=Kind.STUDY_VISIT,
            capacity=40,
            terms=Terms(offer_hours=24, quota_town=5),
            points=(
                Point(10, _WELCOME),
                Point(35, N_("Tour of the site, live by camera")),
                Point(10, _BREAK),
                Point(25, N_("Questions and answers")),
                Point(10, N_("What each of us takes home")),
            ),
            roles=("guide", "camera", "moderator", "interpreter"),
            tasks=(
                Due(-21, N_("Walk the route once and note where the signal is weak")),
                Due(-7, N_("Send slides and a list of terms to the interpreter")),
                _TRY,
                Due(7, N_("Publish the materials and thank those who asked")),
            ),
        ),
        "expert_clinic": Template(
            name=N_("Expert clinic"),
            about=N_("A few municipalities bring a case each and get advice on it."),
            kind=Kind.STUDY_VISIT,
            capacity=15,
            terms=Terms(offer_hours=24, approval=True, quota_town=3),
            points=(
                Point(5, _WELCOME),
                Point(20, N_("First case: the question and advice")),
                Point(20, N_("Second case: the question and advice")),
                Point(20, N_("Third case: the question and advice")),
                Point(10, N_("What everybody tries until the next time")),
            ),
            roles=("expert", "moderator", "interpreter"),
            tasks=(
                Due(-21, N_("Collect one case on one page from each municipality")),
                Due(-7, N_("Send the cases to the expert and the interpreter")),
                _TRY,
                Due(7, N_("Ask each municipality what it has tried")),
            ),
        ),
        "youth_exchange": Template(
            name=N_("Youth exchange"),
            about=N_("Two groups of young people with an adult each make something together."),
            kind=Kind.YOUTH_EXCHANGE,
            capacity=30,
            terms=Terms(offer_hours=24, approval=True, minors=True),
            points=(
                Point(10, N_("Welcome and our rules of talking")),
                Point(20, N_("Getting to know each other in small groups")),
                Point(35, N_("Working on one task together")),
                Point(10, _BREAK),
                Point(15, N_("We show what we made")),
            ),
            roles=("first_adult", "second_adult", "moderator", "interpreter"),
            tasks=(
                Due(-21, N_("Collect the consent of parents or guardians")),
                Due(-7, N_("Tell both groups the rules of talking and of photos")),
                _TRY,
                Due(7, N_("Ask both groups what they liked and what comes next")),
            ),
        ),
        "online_forum": Template(
            name=N_("Online forum"),
            about=N_("Many people talk about one subject, with examples from both sides."),
            kind=Kind.ONLINE_FORUM,
            capacity=150,
            terms=Terms(offer_hours=24, quota_town=10),
            points=(
                Point(10, N_("Opening")),
                Point(30, N_("Two municipalities tell what worked and what did not")),
                Point(40, N_("Open talk: questions from both sides")),
                Point(10, _BREAK),
                Point(20, N_("What we do about it: proposals")),
                Point(10, N_("Closing and next dates")),
            ),
            roles=("moderator", "second_moderator", "interpreter", "note_taker"),
            tasks=(
                Due(-21, N_("Invite speakers from both sides and announce the forum")),
                Due(-7, N_("Send the programme and slides to the interpreters")),
                _TRY,
                Due(7, N_("Publish the proposals and who takes them up")),
            ),
        ),
    }
)
