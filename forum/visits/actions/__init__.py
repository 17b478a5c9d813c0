"""The verbs of visits."""

from forum.visits.actions.publication import cancel_visit, publish_visit
from forum.visits.actions.schedule import change_visit, schedule_visit
from forum.visits.actions.seats import give_up_seat, take_seat

__all__ = ["cancel_visit", "change_visit", "give_up_seat", "publish_visit", "schedule_visit", "take_seat"]
