"""What a start loads: nothing that only a rare request or job needs."""

import subprocess
import sys

from project.settings.env import BASE_DIR

HEAVY = {"scipy", "sklearn", "polars", "reportlab", "sympy", "pandas", "matplotlib", "torch", "onnxruntime", "stripe"}
SCRIPT = "import project.waiting, sys; print(*{each.partition('.')[0] for each in sys.modules})"


def test_the_site_loads_no_heavy_library() -> None:
    done = subprocess.run([sys.executable, "-W", "ignore", "-c", SCRIPT], cwd=BASE_DIR, capture_output=True, text=True)
    loaded = set(done.stdout.split())
    assert "django" in loaded, done.stderr
    assert not loaded & HEAVY
