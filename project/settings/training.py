"""Training runs: with which Python, and how much of the machine one takes."""

from project.settings.env import number_setting, setting, text

TRAINING_PYTHON = setting(
    "TRAINING_PYTHON",
    text,
    default="",
    meaning="A Python in which requirements-training.txt is installed, for LoRA adapters. Empty: the one that Daimon runs with.",
)
TRAINING_THREADS = number_setting(
    "TRAINING_THREADS", 1, least=1, most=256, meaning="Threads that the training of a LoRA adapter computes with."
)
SERVED_MODEL_MEGABYTES = number_setting(
    "SERVED_MODEL_MEGABYTES",
    8_000,
    least=1_500,
    most=1_000_000,
    meaning="Memory of the process that serves a model trained here; adapters of larger base models are files only.",
)
RAY_ADDRESS = setting(
    "RAY_ADDRESS",
    lambda raw: text(raw).rstrip("/"),
    default="",
    meaning="The job server of a Ray cluster on which LoRA adapters are trained, such as http://ray-head:8265; a private address must stand in OUTBOUND_ALLOWED_HOSTS. Empty: none.",
)
HUB_MODEL_MEGABYTES = number_setting(
    "HUB_MODEL_MEGABYTES",
    3_000,
    least=0,
    most=1_000_000,
    meaning="Largest base model that a training run fetches from the hub of HUB_URL, in megabytes; 0: none are fetched.",
)
