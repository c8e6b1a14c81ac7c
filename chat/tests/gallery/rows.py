"""A dataset of questions about boats, with a row that is refused."""

import json

from accounts.models import User
from jobs.worker.drain import run_waiting
from training.datasets.services.add_version import upload_version
from training.datasets.services.make_dataset import make_dataset
from training.models import Dataset

ROWS = [
    {"question": "How long is the Sund 24?", "answer": "Seven metres and thirty centimetres from stem to stern."},
    {"question": "What is her hull made of?", "answer": "Larch on oak, with a deck of teak.", "split": "test"},
    {"question": "Who built her?", "answer": ""},
    {"question": "When was she launched?", "answer": "On the 14th of May, 1968, at the Lindqvist yard."},
]


def make_rows(owner: User) -> Dataset:
    """The dataset, read."""
    dataset = make_dataset(
        user=owner,
        name="Questions about boats",
        description="What guests ask at the pier, with the answers of the yard's book.",
        licence="CC-BY-4.0",
        tags=["boats", "guests"],
    )
    raw = "".join(json.dumps(row) + "\n" for row in ROWS).encode()
    upload_version(dataset=dataset, name="boats.jsonl", chunks=[raw])
    run_waiting(lanes=("bulk",))
    return dataset
