"""Datasets: how large an upload and how long a dataset may be."""

from project.settings.env import number_setting

DATASET_UPLOAD_MEGABYTES = number_setting(
    "DATASET_UPLOAD_MEGABYTES", 1000, least=1, most=100_000, meaning="Largest file of a dataset, in megabytes."
)
DATASET_MOST_ROWS = number_setting(
    "DATASET_MOST_ROWS", 1_000_000, least=1, most=100_000_000, meaning="Most rows that a dataset takes."
)
