"""Move an old data folder in: check it, apply it, verify it, roll it back."""

from training.legacy.services.apply import apply_legacy
from training.legacy.services.check import check_legacy
from training.legacy.services.roll_back import roll_back_legacy

__all__ = ["apply_legacy", "check_legacy", "roll_back_legacy"]
