"""Reading visits as somebody may see them."""

from forum.visits.queries.outages import outages_between, outages_of, town
from forum.visits.queries.preparation import TaskView, roles_of, tasks_of
from forum.visits.queries.questions import all_answers, answers_of, question_rows, questions_of
from forum.visits.queries.seats import (
    LIVE,
    PLACED,
    SEATED,
    Claimant,
    Guest,
    claimants,
    colleague,
    colleagues,
    decisions,
    guests,
    held,
    is_adult,
    is_too_young,
    late_offers,
    my_seat,
    offers,
    place_of,
    seat_row,
    seats_of,
    visits_of,
    visits_with_late_offers,
)
from forum.visits.queries.views import AgendaView, SeatView, VisitView
from forum.visits.queries.visits import (
    agenda_items,
    between,
    cancellations,
    drafts_of,
    invitations,
    last_hosted,
    municipalities,
    municipality_choices,
    municipality_slug,
    my_invitation,
    own_visit_of,
    past,
    programme,
    publications,
    reminders,
    seats,
    sitemap_entries,
    timetable,
    told_in,
    upcoming,
    users,
    visit_at,
    visit_for,
    visits,
)

__all__ = [
    "LIVE", "PLACED", "SEATED", "AgendaView", "Claimant", "Guest", "SeatView", "TaskView", "VisitView",
    "agenda_items", "all_answers", "answers_of", "between", "cancellations", "claimants", "colleague", "colleagues",
    "decisions", "drafts_of", "guests", "held", "invitations", "is_adult", "is_too_young", "last_hosted",
    "late_offers", "municipalities", "municipality_choices", "municipality_slug", "my_invitation", "my_seat",
    "offers", "outages_between", "outages_of", "own_visit_of", "past", "place_of", "programme", "publications",
    "question_rows", "questions_of", "reminders", "roles_of", "seat_row", "seats", "seats_of", "sitemap_entries",
    "tasks_of", "timetable", "told_in", "town", "upcoming", "users", "visit_at", "visit_for", "visits", "visits_of",
    "visits_with_late_offers",
]  # fmt: skip
