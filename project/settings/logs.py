"""Logs: one structured line per event, to standard output."""

from project.settings.env import choice_setting

LOG_FORMAT = choice_setting(
    "LOG_FORMAT", "text", "text", "json", meaning="`text` for people, `json` for a log collector."
)
LOG_LEVEL = choice_setting(
    "LOG_LEVEL", "INFO", "DEBUG", "INFO", "WARNING", "ERROR", meaning="The least severe event that is logged."
)

# Called with LOGGING by every process of the site; the supervisor reads these settings without loading structlog.
LOGGING_CONFIG = "project.lib.logs.configure"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "project.lib.logs.line", "style": LOG_FORMAT}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
    "loggers": {
        # Each request has its own line (daimon.request); Django's would be a second one.
        "django.request": {"level": "ERROR"},
        "django.server": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        "httpx2": {"level": "WARNING"},
        "httpcore2": {"level": "WARNING"},
    },
}
