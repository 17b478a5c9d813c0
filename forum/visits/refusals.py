"""How this capability's refusals are answered."""

from forum.foundation.errors import N_, Refusal

REFUSALS = {
    "too_far": Refusal(422, N_("Visits can be scheduled up to %(years)s years ahead.")),
    "too_short": Refusal(422, N_("A visit lasts at least %(minutes)s minutes.")),
    "too_long": Refusal(422, N_("A visit lasts at most %(hours)s hours.")),
    "kind_unknown": Refusal(422, N_("Please choose what kind of visit it is.")),
    "interpretation_unknown": Refusal(422, N_("Please choose how people will understand each other.")),
    "interpretation_missing": Refusal(
        422,
        N_(
            "Several languages are spoken at this visit, so it needs interpretation before it is published. Please edit"
            " it and choose how people will understand each other: an interpreter, channels or a written translation."
        ),
    ),
    "languages_missing": Refusal(422, N_("Please choose at least one language that will be spoken.")),
    "video_url_invalid": Refusal(422, N_("The video link must be a full address that starts with https://.")),
    "capacity_invalid": Refusal(422, N_("The number of seats must be between 1 and %(limit)s.")),
    "capacity_taken": Refusal(422, N_("There cannot be fewer seats than people who already have one: %(taken)s.")),
    "quota_invalid": Refusal(422, N_("The number of seats of a side or a municipality can be at most %(limit)s.")),
    "offer_hours_invalid": Refusal(422, N_("A free seat can be kept for somebody for at most %(limit)s hours.")),
    "closes_hours_invalid": Refusal(422, N_("Seats can close at most %(limit)s hours before the start.")),
    "question_kind_unknown": Refusal(422, N_("Please choose what kind of answer you expect.")),
    "options_count": Refusal(422, N_("A choice needs %(fewest)s to %(limit)s answers, each on a line of its own.")),
    "options_unequal": Refusal(422, N_("Each language needs the same number of answers, in the same order.")),
    "form_too_long": Refusal(409, N_("There can be at most %(limit)s questions.")),
    "question_unknown": Refusal(422, N_("This question is not asked any more. Please look at the form again.")),
    "answer_missing": Refusal(422, N_("Please answer this question.")),
    "answer_invalid": Refusal(422, N_("Please choose one of the answers, or write text where text is asked for.")),
    "no_place": Refusal(409, N_("You have no seat at this visit, and have not asked for one.")),
    "repeat_unknown": Refusal(422, N_("Please choose whether the visit repeats every week or every month.")),
    "repeat_times": Refusal(422, N_("A series has 2 to %(limit)s visits.")),
    "material_invalid": Refusal(
        422, N_("Each line of materials begins with a full address that starts with https://, then a title.")
    ),
    "too_many_materials": Refusal(422, N_("A point can have at most %(limit)s materials in each language.")),
    "outage_days": Refusal(422, N_("It can be written down for 1 to %(limit)s days at once.")),
    "outage_too_far": Refusal(422, N_("It can be written down for at most %(days)s days ahead.")),
    "outages_too_many": Refusal(
        409, N_("At most %(limit)s times without power can be written down. Please remove some first.")
    ),
    "agenda_minutes": Refusal(422, N_("Each point of the programme needs its length in minutes.")),
    "agenda_too_long": Refusal(
        422, N_("The programme takes %(total)s minutes, but the visit lasts only %(limit)s minutes.")
    ),
    "agenda_too_many": Refusal(422, N_("The programme can have at most %(limit)s points.")),
    "reminder_unknown": Refusal(
        422, N_("A reminder is a time before the visit such as 7d, 3h or 15m: at most 30 days, 99 hours or 99 minutes.")
    ),
    "reminders_too_many": Refusal(422, N_("A visit can have at most %(limit)s reminders.")),
    "not_published": Refusal(409, N_("This visit is not published yet.")),
    "visit_cancelled": Refusal(409, N_("This visit was cancelled.")),
    "visit_over": Refusal(409, N_("This visit is over.")),
    "already_started": Refusal(409, N_("This visit has already begun.")),
    "seats_closed": Refusal(409, N_("Seats at this visit are no longer given: the time for it has passed.")),
    "adults_only": Refusal(403, N_("This visit is for people of 18 and older: its host has not opened it to others.")),
    "offer_over": Refusal(409, N_("This seat was kept for you only until a certain time, which has passed.")),
    "already_approved": Refusal(
        409, N_("This person has been approved already. They can give their seat up themselves.")
    ),
    "no_seat_to_hand_on": Refusal(409, N_("You have no seat that you could hand on.")),
    "not_of_the_delegation": Refusal(422, N_("A seat can be handed on only to an official of your municipality.")),
    "already_seated": Refusal(409, N_("This person already has a seat.")),
}
