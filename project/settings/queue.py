"""The job queue: how long a worker may be silent, how much one person may run at once, and how long history is kept."""

from project.settings.env import number_setting

QUEUE_LEASE_SECONDS = number_setting(
    "QUEUE_LEASE_SECONDS",
    15,
    least=2,
    most=3600,
    meaning="Seconds a worker may be silent before its jobs are given to another.",
)
QUEUE_RUNNING_PER_USER = number_setting(
    "QUEUE_RUNNING_PER_USER",
    16,
    least=1,
    most=10_000,
    meaning="Most jobs of one person that run at once in a lane; the others wait.",
)
QUEUE_RETENTION_DAYS = number_setting(
    "QUEUE_RETENTION_DAYS", 30, least=1, most=3650, meaning="Days a finished job and its attempts are kept."
)
QUEUE_PAYLOAD_BYTES = number_setting(
    "QUEUE_PAYLOAD_BYTES", 262_144, least=1024, most=16_777_216, meaning="Largest input of one job, in bytes."
)
