"""How this capability's refusals are answered."""

from forum.foundation.errors import N_, Refusal

REFUSALS = {
    "muted": Refusal(403, N_("A host has asked you to listen only, until %(until)s.")),
    "read_only": Refusal(403, N_("This room is open for reading only.")),
    "removed": Refusal(403, N_("A host has removed you from this room.")),
    "not_seated": Refusal(403, N_("Only those with a seat can write here. Take a seat at the visit first.")),
    "reset": Refusal(409, N_("The room's history has been rewritten. Please load it again from the start.")),
}
