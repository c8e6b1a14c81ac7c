"""Every error code of datasets is documented with its status."""

from pathlib import Path

from project.lib.errors import DaimonError
from training.datasets import errors
from training.datasets.services.files import NoRoom

PAGE = (Path(__file__).parents[3] / "docs" / "datasets.md").read_text()


def test_documents_every_error() -> None:
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, DaimonError)]
    own = [kind for kind in kinds if kind.__module__ == errors.__name__]
    assert len(own) == 4
    for kind in (*own, NoRoom):
        assert f"| `{kind.code}` | {kind.status} |" in PAGE
