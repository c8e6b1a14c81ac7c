"""Loaded by pytest before Django's settings: gives each parallel worker caches of its own."""

import os
import re

import pytest

_worker = re.fullmatch(r"gw(\d+)", os.environ.get("PYTEST_XDIST_WORKER", ""))
WORKER_NUMBER = int(_worker.group(1)) + 1 if _worker else 0

if "DATABASE_URL" not in os.environ or "REDIS_URL" not in os.environ:
    raise pytest.UsageError("The tests need servers of their own: run them with ./daimon test [pytest options].")

os.environ["RATE_LIMITS"] = "false"  # tests of the limits switch them on
os.environ["API_LOG"] = "false"  # and so do those of the API log
os.environ["REDIS_URL"] = re.sub(r"(db=|/)\d+$", rf"\g<1>{WORKER_NUMBER}", os.environ["REDIS_URL"])
