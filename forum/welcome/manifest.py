"""What welcoming adds."""

from forum.foundation.capability import Capability
from forum.welcome import pages

capability = Capability(
    name="welcome",
    pages=(
        pages.guidelines,
        pages.language_form,
        pages.choose_language,
        pages.places_form,
        pages.choose_places,
        pages.last_step,
        pages.finish,
    ),
)
