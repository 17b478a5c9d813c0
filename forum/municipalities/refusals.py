"""How this capability's refusals are answered."""

from forum.foundation.errors import N_, Refusal

REFUSALS = {
    "town_slug_invalid": Refusal(
        422, N_("A municipality's part of the address has small Latin letters, digits and single hyphens: nowy-sacz.")
    ),
    "country_unknown": Refusal(422, N_("Please give the country by its two letters, such as UA or PL.")),
    "region_invalid": Refusal(422, N_("A region's code has capital Latin letters and digits, at most 20.")),
    "population_invalid": Refusal(422, N_("Please give the number of inhabitants as a whole number.")),
}
