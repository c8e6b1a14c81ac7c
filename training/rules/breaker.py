"""When a provider that keeps failing is left alone for a while."""

from dataclasses import dataclass

FAILURES = 5
REST_SECONDS = 10.0


@dataclass
class Breaker:
    """Opens after FAILURES in a row; after a rest one trial is let through, and its outcome decides."""

    failures: int = 0
    opened_at: float | None = None
    is_on_trial: bool = False

    def allows(self, now: float) -> bool:
        """Whether a call may be made now; while open, one caller at a time after the rest."""
        if self.opened_at is None:
            return True
        if self.is_on_trial or now - self.opened_at < REST_SECONDS:
            return False
        self.is_on_trial = True
        return True

    def is_resting(self, now: float) -> bool:
        """Whether calls are refused for the sake of the rest."""
        return self.opened_at is not None and now - self.opened_at < REST_SECONDS

    def seconds_left(self, now: float) -> int:
        """How long the rest still lasts, at least a second."""
        return max(round(REST_SECONDS - (now - (self.opened_at or now))), 1)

    def succeeded(self) -> None:
        """The provider answered."""
        self.failures, self.opened_at, self.is_on_trial = 0, None, False

    def failed(self, now: float) -> None:
        """The provider did not answer, by its own fault."""
        self.failures += 1
        if self.is_on_trial or self.failures >= FAILURES:
            self.opened_at = now
        self.is_on_trial = False

    def left(self) -> None:
        """The caller left before anything was known."""
        self.is_on_trial = False
