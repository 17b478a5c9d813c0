"""How this capability's refusals are answered."""

from forum.foundation.errors import N_, Refusal

REFUSALS = {
    "type": Refusal(415, N_("Only JPEG, PNG and WebP pictures and PDF, ODT and DOCX documents can be attached.")),
    "too_many_pixels": Refusal(
        422, N_("The picture is too large: at most %(megapixels)s million pixels. Make it smaller and try again.")
    ),
    "too_many_frames": Refusal(422, N_("Moving pictures cannot be attached, only still ones.")),
    "broken_image": Refusal(422, N_("The picture is damaged and cannot be read.")),
    "broken_document": Refusal(422, N_("The document is damaged or protected and cannot be read.")),
    "active_content": Refusal(
        422, N_("The document holds macros, scripts, other files or a password. Save it without them and try again.")
    ),
    "too_much_inside": Refusal(422, N_("The file unpacks to far more than it says and was refused.")),
    "description_missing": Refusal(422, N_("Please say what the picture shows, for those who cannot see it.")),
    "file_missing": Refusal(422, N_("Please choose a file first.")),
    "file_unknown": Refusal(422, N_("An attached file is not there any more. Please attach it again.")),
    "too_many_files": Refusal(422, N_("Too many files for one text (most: %(limit)s).")),
    "too_many_waiting": Refusal(
        429, N_("Too many of your files wait for a text (most: %(limit)s). Publish or remove some first.")
    ),
    "too_much_today": Refusal(
        429, N_("You have attached as much as one day allows (%(megabytes)s MB). Please go on tomorrow.")
    ),
}
