"""What visits add."""

from forum.foundation.capability import Capability, NavItem
from forum.foundation.errors import N_
from forum.visits.api import seats as api_seats
from forum.visits.api import visits as api_visits
from forum.visits.pages import editing, reading, seats
from forum.visits.refusals import REFUSALS

capability = Capability(
    name="visits",
    pages=(
        reading.visits,
        reading.visit,
        reading.calendar,
        reading.room,
        editing.new,
        editing.schedule,
        editing.edit,
        editing.change,
        seats.seat,
        seats.publish,
        seats.cancelling,
        seats.cancel,
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
    ),
    nav=(NavItem("/visits", N_("Visits"), 20),),
    refusals=REFUSALS,
)
