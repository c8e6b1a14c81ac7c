"""How long a failed job waits before its next try: exponential, capped, and spread so that a herd does not return at once."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True)
class Backoff:
    """Seconds before the first retry, how they grow, and where they stop; ``jitter`` is the share that chance decides."""

    first: float = 2.0
    factor: float = 2.0
    most: float = 600.0
    jitter: float = 0.5

    def after(self, failures: int, *, chance: float) -> timedelta:
        """The wait after ``failures`` failures (1 or more); ``chance`` is a number from 0 to 1 drawn by the caller."""
        exponent = min(max(failures, 1) - 1, 60)
        whole = min(self.first * self.factor**exponent, self.most)
        return timedelta(seconds=whole * (1 - self.jitter + self.jitter * chance))
