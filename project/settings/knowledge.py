"""Knowledge bases: how large a document and how full a knowledge base may be."""

from project.settings.env import number_setting

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
