"""How this capability's refusals are answered."""

from forum.foundation.errors import N_, Refusal

REFUSALS = {
    "signed_out": Refusal(401, N_("Please sign in first. What you typed is kept in this browser.")),
    "banned": Refusal(403, N_("Your account cannot write until %(until)s.")),
    "verify_first": Refusal(403, N_("Please confirm your e-mail address first: open the link we sent you.")),
}
