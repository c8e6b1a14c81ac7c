"""Operations: limits, the API log, metrics, tracing and error reports."""

import os

from project.settings.env import setting, switch, text
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
API_LOG = switch("API_LOG", True, meaning="Keep a line for each API request in the database.")

# Counters of every web process are kept in files here and added up for /metrics.
METRICS_DIR = APP_STATE_DIR / "metrics"
METRICS_DIR.mkdir(parents=True, exist_ok=True, mode=0o700)
os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", str(METRICS_DIR))
