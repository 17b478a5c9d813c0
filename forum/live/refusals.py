"""How this capability's refusals are answered."""

from forum.foundation.errors import N_, Refusal

REFUSALS = {
    "too_many_asked": Refusal(
        409, N_("You have asked %(limit)s questions that wait for an answer. Please wait for one, or withdraw one.")
    ),
    "question_settled": Refusal(409, N_("The hosts have already decided about this question.")),
    "not_interpreter": Refusal(403, N_("Only interpreters whom the host has named write here.")),
    "code_wrong": Refusal(422, N_("This is not the code of this visit.")),
    "code_too_late": Refusal(
        409, N_("Attendance is noted only of those with a seat, and only while the visit takes place.")
    ),
    "not_mergeable": Refusal(409, N_("These two questions cannot be put together.")),
}
