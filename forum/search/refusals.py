"""How this capability's refusals are answered."""

from forum.foundation.errors import N_, Refusal

REFUSALS = {
    "too_many_words": Refusal(422, N_("That is too much at once: at most %(limit)s words.")),
    "search_kind_unknown": Refusal(422, N_("Please choose a kind of text from the list.")),
    "day_invalid": Refusal(422, N_("Please write a day as year, month and day: 2027-03-29.")),
}
