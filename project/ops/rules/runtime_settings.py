"""The settings staff may change while the site runs: their types, limits and defaults."""

from dataclasses import dataclass

from django.conf import settings

from project.lib.errors import InvalidInput

Value = bool | int | str


@dataclass(frozen=True)
class Declared:
    """One runtime setting."""

    name: str
    default: Value
    meaning: str
    least: int = 0
    most: int = 0
    choices: tuple[str, ...] = ()

    def checked(self, value: object) -> Value:
        """The value, when it has this setting's type and stays within its limits; InvalidInput otherwise."""
        if type(value) is not type(self.default):
            raise InvalidInput.of(self.name, f"Expected {self.expected}.")
        if isinstance(value, int) and not isinstance(value, bool) and not self.least <= value <= self.most:
            raise InvalidInput.of(self.name, f"Expected {self.expected}.")
        if isinstance(value, str) and (
            (self.choices and value not in self.choices) or len(value) > 500 or "\x00" in value
        ):
            raise InvalidInput.of(self.name, f"Expected {self.expected}.")
        return value

    @property
    def expected(self) -> str:
        """What a value must be, in words."""
        if isinstance(self.default, bool):
            return "true or false"
        if isinstance(self.default, int):
            return f"a whole number from {self.least} to {self.most}"
        return f"one of {', '.join(self.choices)}" if self.choices else "text of at most 500 characters"


_registry: dict[str, Declared] = {}


def declare(setting: Declared) -> Declared:
    """Add a runtime setting; upper apps declare theirs when they are loaded."""
    _registry[setting.name] = setting
    return setting


def declared() -> dict[str, Declared]:
    """Every runtime setting by name."""
    return dict(_registry)


SIGNUP = declare(Declared("signup", settings.SIGNUP, "Who may make an account.", choices=("open", "invite", "closed")))
STAFF_NEED_MFA = declare(
    Declared("staff_need_mfa", False, "Staff must have a second factor before they may do anything.")
)
SLOW_REQUEST_MS = declare(
    Declared("slow_request_ms", 2000, "A request that takes longer is an event.", least=10, most=600_000)
)
SLOW_QUERY_MS = declare(Declared("slow_query_ms", 500, "A query that takes longer is logged.", least=1, most=600_000))
API_LOG_DAYS = declare(Declared("api_log_days", 90, "Days the log of API requests is kept.", least=1, most=3650))
EVENT_DAYS = declare(Declared("event_days", 365, "Days system events are kept.", least=1, most=3650))
LIMITS_ON = declare(Declared("limits_on", settings.RATE_LIMITS, "Whether requests are limited at all."))
