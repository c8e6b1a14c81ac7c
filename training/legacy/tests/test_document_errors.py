"""Every error code of moving in is documented with its status."""

from pathlib import Path

from project.lib.errors import DaimonError
from training.legacy import errors

PAGE = (Path(__file__).parents[3] / "docs" / "moving-in.md").read_text()


def test_documents_every_error() -> None:
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, DaimonError)]
    own = [kind for kind in kinds if kind.__module__ == errors.__name__]
    assert len(own) == 6
    for kind in own:
        assert f"| `{kind.code}` | {kind.status} |" in PAGE
