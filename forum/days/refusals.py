"""How this capability's refusals are answered."""

from forum.foundation.errors import N_, Refusal

REFUSALS = {
    "day_of_one_date": Refusal(422, N_("A forum day begins and ends on the same date.")),
    "day_ends_too_soon": Refusal(422, N_("The end must be at least %(minutes)s minutes after the beginning.")),
    "day_too_far": Refusal(422, N_("Forum days can be planned up to %(years)s years ahead.")),
    "schedule_time": Refusal(422, N_("Each point of the programme needs its time, such as 10:15.")),
    "schedule_outside": Refusal(422, N_("The point at %(time)s lies outside the hours of the day.")),
    "schedule_order": Refusal(422, N_("The point at %(time)s begins before the one above it.")),
    "schedule_too_long": Refusal(422, N_("The programme of a day can have at most %(limit)s points.")),
    "day_cancelled": Refusal(409, N_("This forum day was cancelled.")),
    "day_over": Refusal(409, N_("This forum day is over.")),
}
