"""Datasets: how large an upload and how long a dataset may be."""

from project.settings.env import number_setting, setting, text

DATASET_UPLOAD_MEGABYTES = number_setting(
    "DATASET_UPLOAD_MEGABYTES", 1000, least=1, most=100_000, meaning="Largest file of a dataset, in megabytes."
)
DATASET_MOST_ROWS = number_setting(
    "DATASET_MOST_ROWS", 1_000_000, least=1, most=100_000_000, meaning="Most rows that a dataset takes."
)
HUB_URL = setting(
    "HUB_URL",
    lambda raw: text(raw).rstrip("/"),
    default="https://huggingface.co",
    meaning="The Hugging Face hub, or a mirror of it, that datasets and base models are imported from. A private address must also stand in OUTBOUND_ALLOWED_HOSTS.",
)
HUB_TOKEN = setting("HUB_TOKEN", text, default="", meaning="A token for what of the hub is not public.", is_secret=True)
