"""What a start loads: nothing that only a rare request or job needs."""

import subprocess
import sys

from project.settings.env import BASE_DIR

# What ends a start before it begins: the supervisor needs none of it, and nothing else runs meanwhile.
SITE_ONLY = {"structlog", "redis", "kombu", "celery", "psycopg", "django.db", "django.http", "django.template"}
HEAVY = {"scipy", "sklearn", "polars", "reportlab", "sympy", "pandas", "matplotlib", "torch", "onnxruntime", "stripe"}
SCRIPT = """
import contextvars, project.waiting, sys
print(len(contextvars.copy_context()))
print(*{each.partition('.')[0] for each in sys.modules})
"""


def test_the_site_loads_no_heavy_library_and_leaves_requests_nothing_to_carry() -> None:
    done = subprocess.run([sys.executable, "-W", "ignore", "-c", SCRIPT], cwd=BASE_DIR, capture_output=True, text=True)
    variables, _, modules = done.stdout.partition("\n")
    loaded = set(modules.split())
    assert "django" in loaded, done.stderr
    assert not loaded & HEAVY
    assert int(variables) < 15, "each request copies the context's variables at every change of thread"


def test_the_supervisor_loads_nothing_of_the_site() -> None:
    script = "import project.stack.up, sys; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], cwd=BASE_DIR, capture_output=True, text=True)
    loaded = set(done.stdout.split())
    assert "project.settings.web" in loaded, done.stderr  # it reads and checks every setting nevertheless
    assert not loaded & SITE_ONLY
