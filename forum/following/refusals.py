"""How this capability's refusals are answered."""

from forum.foundation.errors import N_, Refusal

REFUSALS = {
    "level_unknown": Refusal(422, N_("Choose to watch, to track, to hear only what concerns you, or to mute.")),
}
