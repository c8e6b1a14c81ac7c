"""Composition of Daimon: settings, URLs, servers and the layers every app stands on."""

import sys
from pathlib import Path

# ``queue/`` holds the app package ``jobs`` and is no package itself: one named ``queue`` would shadow the standard library.
_queue_folder = str(Path(__file__).resolve().parent.parent / "queue")
if _queue_folder not in sys.path:
    sys.path.append(_queue_folder)
