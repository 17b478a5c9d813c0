"""How this capability's refusals are answered."""

from forum.foundation.errors import N_, Refusal

REFUSALS = {
    "signed_out": Refusal(401, N_("Please sign in first.")),
    "sign_in_failed": Refusal(401, N_("The e-mail address or the password is wrong.")),
    "password_wrong": Refusal(422, N_("This is not your present password.")),
    "banned": Refusal(403, N_("Your account cannot write until %(until)s.")),
    "verify_first": Refusal(403, N_("Please confirm your e-mail address first: open the link we sent you.")),
    "email_taken": Refusal(409, N_("There is already an account with this e-mail address.")),
    "link_used": Refusal(410, N_("This link was used already or is too old. Ask for a new one.")),
    "email_invalid": Refusal(422, N_("Please enter an e-mail address like name@example.org.")),
    "password_too_short": Refusal(422, N_("Please choose a password of at least %(limit)s characters.")),
    "password_too_long": Refusal(422, N_("Please choose a password of at most %(limit)s characters.")),
    "too_common": Refusal(422, N_("This password is among the first that others would try. Please choose another.")),
    "name_invalid": Refusal(422, N_("Please enter a name in letters of one alphabet, without hidden characters.")),
    "name_taken": Refusal(422, N_("This name looks like that of an official. Please choose another.")),
    "name_alike": Refusal(
        422, N_("This name looks like somebody else's and is spelt otherwise. Please change it, or add to it.")
    ),
    "role_unknown": Refusal(422, N_("There is no such role.")),
    "age_band_missing": Refusal(422, N_("Please choose your age group.")),
    "municipality_unknown": Refusal(422, N_("Please choose a municipality from the list.")),
}
