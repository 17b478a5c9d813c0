"""How this capability's refusals are answered."""

from forum.foundation.errors import N_, Refusal

REFUSALS = {
    "poll_empty": Refusal(422, N_("Please ask a question in at least one language.")),
    "options_differ": Refusal(422, N_("Every language needs the same answers, in the same order.")),
    "too_few_options": Refusal(422, N_("Too few answers to choose from (fewest: %(limit)s).")),
    "too_many_options": Refusal(422, N_("Too many answers to choose from (most: %(limit)s).")),
    "option_repeated": Refusal(422, N_("The same answer stands there twice.")),
    "poll_kind_unknown": Refusal(422, N_("Please choose one of these.")),
    "poll_closing_invalid": Refusal(422, N_("A poll closes in the future, within a year.")),
    "poll_closed": Refusal(409, N_("This poll is closed; votes cannot be changed any more.")),
    "poll_exists": Refusal(409, N_("This thread has a poll already.")),
    "choice_missing": Refusal(422, N_("Please choose an answer.")),
    "choice_unknown": Refusal(422, N_("There is no such answer.")),
    "choice_repeated": Refusal(422, N_("Each answer and each place can be given once only.")),
    "one_choice_only": Refusal(422, N_("Please choose one answer only.")),
}
