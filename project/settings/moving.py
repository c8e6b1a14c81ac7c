"""Moving an old installation in."""

from project.settings.env import number_setting

MOVE_IN_FILE_BYTES = number_setting(
    "MOVE_IN_FILE_BYTES",
    256_000_000,
    least=1_000_000,
    most=4_000_000_000,
    meaning="Largest file of an old data folder that import_legacy reads, in bytes; it takes about ten times that in memory.",
)
