"""How this capability's refusals are answered."""

from forum.foundation.errors import N_, Refusal

REFUSALS = {
    "thread_closed": Refusal(403, N_("This thread is closed; it takes no more replies.")),
    "not_yours": Refusal(403, N_("Only its author may do this.")),
    "reply_to_unknown": Refusal(422, N_("The post you answer is not in this thread any more.")),
    "slug_invalid": Refusal(422, N_("An address has small Latin letters, digits and single hyphens only.")),
    "slug_taken": Refusal(409, N_("There is already a board under that address.")),
}
