"""Operations: limits, the API log, metrics, tracing and error reports."""

import os

from project.settings.env import number_setting, setting, switch, text
from project.settings.paths import APP_STATE_DIR

RATE_LIMITS = switch(
    "RATE_LIMITS", True, meaning="Limit requests by address, person and key; staff set the figures in the admin."
)
METRICS_TOKEN = setting(
    "METRICS_TOKEN",
    text,
    default="",
    is_secret=True,
    meaning="The bearer token a Prometheus server reads /metrics with. Empty: only signed-in staff may read it.",
)
TRACES_URL = setting(
    "TRACES_URL",
    text,
    default="",
    meaning="An OpenTelemetry collector's OTLP/HTTP address for traces (http://host:4318/v1/traces). Empty: no traces. Needs requirements-observability.txt.",
)
TRACES_PERCENT = number_setting(
    "TRACES_PERCENT", 100, least=1, most=100, meaning="How many of a hundred requests are traced."
)
SENTRY_DSN = setting(
    "SENTRY_DSN",
    text,
    default="",
    is_secret=True,
    meaning="Where errors of ours are reported to, as Sentry names it. Empty: nowhere. Needs requirements-observability.txt.",
)
API_LOG = switch("API_LOG", True, meaning="Keep a line for each API request in the database.")

# Counters of every web process are kept in files here and added up for /metrics.
METRICS_DIR = APP_STATE_DIR / "metrics"
METRICS_DIR.mkdir(parents=True, exist_ok=True, mode=0o700)
os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", str(METRICS_DIR))
