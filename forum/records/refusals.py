"""How this capability's refusals are answered."""

from forum.foundation.errors import N_, Refusal

REFUSALS = {
    "entry_kind_unknown": Refusal(422, N_("Please choose a decision, an action or a note.")),
    "owner_missing": Refusal(422, N_("Please say who sees to it: a person or a municipality.")),
    "owner_unknown": Refusal(422, N_("Please choose somebody who took part, or their municipality.")),
    "only_actions_have_owners": Refusal(422, N_("Only an action has somebody who sees to it and a day.")),
    "too_many_entries": Refusal(422, N_("Minutes can have at most %(limit)s entries.")),
    "minutes_frozen": Refusal(409, N_("Both sides have approved these minutes. They cannot be changed any more.")),
    "minutes_not_frozen": Refusal(
        409, N_("Only approved minutes are hidden. What is not approved yet can be changed or removed.")
    ),
    "minutes_changed": Refusal(
        409, N_("The minutes were changed in the meantime. Please read what changed and approve again.")
    ),
    "minutes_empty": Refusal(409, N_("There is nothing to approve yet.")),
    "visit_not_over": Refusal(409, N_("This is possible once the visit is over.")),
    "not_an_action": Refusal(422, N_("Only an action can be done.")),
    "no_seat": Refusal(403, N_("This is for those who had a seat at the visit.")),
    "score_missing": Refusal(422, N_("Please choose a mark from 1 to 5.")),
    "feedback_given": Refusal(409, N_("You have already answered.")),
    "feedback_closed": Refusal(409, N_("Answers are taken for thirty days after a visit.")),
    "presence_invalid": Refusal(422, N_("Please write minutes from 0 to %(limit)s.")),
    "attendee_unknown": Refusal(422, N_("Only those who had a seat can be marked.")),
    "recording_needs_text": Refusal(422, N_("A recording needs a text beside it, for those who cannot watch it.")),
    "not_present": Refusal(409, N_("A certificate is for those whom the host has marked as present long enough.")),
}
