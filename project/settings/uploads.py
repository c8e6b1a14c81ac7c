"""Files attached in chats: how large one may be, and how much a person may keep."""

from project.settings.env import number_setting

UPLOAD_MEGABYTES = number_setting(
    "UPLOAD_MEGABYTES", 25, least=1, most=500, meaning="Largest file attached to a message, in megabytes."
)
UPLOADS_PER_PERSON_MEGABYTES = number_setting(
    "UPLOADS_PER_PERSON_MEGABYTES",
    2_000,
    least=1,
    most=10_000_000,
    meaning="How much the files that one person attached may take together, in megabytes.",
)
