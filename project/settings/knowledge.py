"""Knowledge bases: how large a document and how full a knowledge base may be, and which folders they are kept in step with."""

from project.settings.env import number_setting, setting
from project.settings.images import roots

KNOWLEDGE_UPLOAD_MEGABYTES = number_setting(
    "KNOWLEDGE_UPLOAD_MEGABYTES",
    100,
    least=1,
    most=10_000,
    meaning="Largest document of a knowledge base, in megabytes.",
)
KNOWLEDGE_MOST_DOCUMENTS = number_setting(
    "KNOWLEDGE_MOST_DOCUMENTS", 10_000, least=1, most=10_000_000, meaning="Most documents that a knowledge base takes."
)
KNOWLEDGE_ROOTS = setting(
    "KNOWLEDGE_ROOTS",
    roots,
    default="",
    meaning="Folders below which people may keep a knowledge base in step with a folder of the server, separated by commas. Whoever can sign in may read what lies below; `{email}` in a path stands for the person's address. Empty: no folders.",
    expected="absolute paths of folders, separated by commas, none of them the whole disk",
)
