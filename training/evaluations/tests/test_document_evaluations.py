"""Every error code and metric of evaluations is documented."""

from pathlib import Path

from project.lib.errors import DaimonError
from training.evaluations import errors
from training.evaluations.rules.metrics import Metric

PAGE = (Path(__file__).parents[3] / "docs" / "evaluations.md").read_text()


def test_documents_every_error_and_metric() -> None:
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, DaimonError)]
    own = [kind for kind in kinds if kind.__module__ == errors.__name__]
    assert len(own) == 8
    for kind in own:
        assert f"| `{kind.code}` | {kind.status} |" in PAGE
    for metric in Metric:
        assert f"`{metric.value}`" in PAGE
