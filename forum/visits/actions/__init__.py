"""The verbs of visits."""

from forum.visits.actions.handing_on import hand_on_seat
from forum.visits.actions.outages import declare_outage, withdraw_outage
from forum.visits.actions.passing import pass_on_late
from forum.visits.actions.preparation import name_roles, tick_task
from forum.visits.actions.publication import cancel_visit, publish_visit
from forum.visits.actions.questions import ask_question, change_answers, remove_question
from forum.visits.actions.requests import decide_request
from forum.visits.actions.schedule import change_visit, schedule_visit
from forum.visits.actions.seats import give_up_seat, take_seat
from forum.visits.actions.series import schedule_series

__all__ = [
    "ask_question", "cancel_visit", "change_answers", "change_visit", "decide_request", "declare_outage",
    "give_up_seat", "hand_on_seat", "name_roles", "pass_on_late", "publish_visit", "remove_question",
    "schedule_series", "schedule_visit", "take_seat", "tick_task", "withdraw_outage",
]  # fmt: skip
