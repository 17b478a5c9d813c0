"""How this capability's refusals are answered."""

from forum.foundation.errors import N_, Refusal

REFUSALS = {
    "date_invalid": Refusal(422, N_("There is no such date or time. Please check the day, the month and the hour.")),
    "time_does_not_exist": Refusal(
        422, N_("Clocks skip this hour on that day. The next possible time is %(suggestion)s.")
    ),
    "time_ambiguous": Refusal(422, N_("Clocks pass this hour twice on that day. Please say which one is meant.")),
    "in_the_past": Refusal(422, N_("This time has already passed.")),
    "too_far": Refusal(422, N_("Visits can be scheduled up to %(years)s years ahead.")),
    "too_short": Refusal(422, N_("A visit lasts at least %(minutes)s minutes.")),
    "too_long": Refusal(422, N_("A visit lasts at most %(hours)s hours.")),
    "kind_unknown": Refusal(422, N_("Please choose what kind of visit it is.")),
    "interpretation_unknown": Refusal(422, N_("Please choose how people will understand each other.")),
    "interpretation_missing": Refusal(
        422, N_("A visit in several languages needs interpretation. Choose one, or a machine translation, and publish.")
    ),
    "languages_missing": Refusal(422, N_("Please choose at least one language that will be spoken.")),
    "video_url_invalid": Refusal(422, N_("The video link must be a full address that starts with https://.")),
    "municipality_unknown": Refusal(422, N_("Please choose a municipality from the list.")),
    "capacity_invalid": Refusal(422, N_("The number of seats must be between 1 and %(limit)s.")),
    "capacity_taken": Refusal(422, N_("There cannot be fewer seats than people who already have one: %(taken)s.")),
    "agenda_minutes": Refusal(422, N_("Each point of the programme needs its length in minutes.")),
    "agenda_too_long": Refusal(
        422, N_("The programme takes %(total)s minutes, but the visit lasts only %(limit)s minutes.")
    ),
    "agenda_too_many": Refusal(422, N_("The programme can have at most %(limit)s points.")),
    "not_published": Refusal(409, N_("This visit is not published yet.")),
    "visit_cancelled": Refusal(409, N_("This visit was cancelled.")),
    "visit_over": Refusal(409, N_("This visit is over.")),
    "already_started": Refusal(409, N_("This visit has already begun.")),
}
