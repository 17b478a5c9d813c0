"""What visits add."""

from datetime import timedelta

from forum.foundation.capability import Capability, Command, Job, NavItem
from forum.foundation.errors import N_
from forum.visits import commands, feeds, jobs, listeners
from forum.visits.api import planning as api_planning
from forum.visits.api import seats as api_seats
from forum.visits.api import visits as api_visits
from forum.visits.events import VisitCancelled, VisitChanged, VisitPublished
from forum.visits.pages import editing, preparation, questions, reading, seats, slots, subscription, towns
from forum.visits.refusals import REFUSALS

capability = Capability(
    name="visits",
    pages=(
        reading.visits,
        slots.slots,
        slots.outages,
        slots.declare,
        reading.visit,
        reading.calendar,
        editing.new,
        editing.schedule,
        editing.edit,
        editing.change,
        seats.seat,
        seats.hand_on,
        seats.guests,
        seats.decide,
        preparation.preparation,
        preparation.prepare,
        questions.answering,
        questions.answer,
        questions.questions,
        questions.ask,
        seats.publish,
        seats.cancelling,
        seats.cancel,
        subscription.subscription,
        subscription.subscribe,
        subscription.remind,
        feeds.mine,
        feeds.of_town,
        towns.town,
    ),
    api=(
        api_visits.visits,
        api_visits.schedule,
        api_visits.visit,
        api_visits.change,
        api_visits.publish,
        api_visits.cancel,
        api_visits.calendar,
        api_seats.take,
        api_seats.give_up,
        api_planning.templates,
        api_planning.slots,
    ),
    listeners=tuple((event, listeners.visit_changed) for event in (VisitPublished, VisitChanged, VisitCancelled)),
    jobs=(
        Job("visits.offers", timedelta(seconds=30), jobs.pass_on_late_offers),
        Job("visits.reminders", timedelta(seconds=30), jobs.remind),
        Job("visits.letters", timedelta(seconds=5), jobs.write_letters),
        # A new edition comes with a new process, which looks at its start.
        Job("visits.clocks", timedelta(hours=1), jobs.keep_wall_times),
    ),
    commands=(
        # It answers to a mail server, which does not read what others say to people.
        Command(
            ("mail", "reply"),
            "take a calendar's answer to an invitation from standard input",
            commands.reply,
            commands.arguments,
            migrated=False,
            reaching=False,
        ),
    ),
    nav=(NavItem("/visits", N_("Visits"), 20, also=("/outages",)),),
    refusals=REFUSALS,
)
