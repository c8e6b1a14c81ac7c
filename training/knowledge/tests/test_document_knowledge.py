"""Every error code of knowledge bases is documented with its status, and readers need no Django."""

import subprocess
import sys
from pathlib import Path

from project.lib.errors import DaimonError
from training.knowledge import errors

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs" / "knowledge.md").read_text()


def test_documents_every_error() -> None:
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, DaimonError)]
    own = [kind for kind in kinds if kind.__module__ == errors.__name__]
    assert len(own) == 8
    for kind in own:
        assert f"| `{kind.code}` | {kind.status} |" in PAGE


def test_readers_need_no_django() -> None:
    code = "import sys, training.knowledge.parse_work; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0
