"""Every error code is documented, and every operation of the earlier documents leads to one that exists."""

import re
from pathlib import Path

from django.urls import resolve

from project.lib.errors import DaimonError
from training.runs import errors

PAGE = (Path(__file__).parents[3] / "docs" / "training.md").read_text()
SOME = "01900000-0000-7000-8000-000000000000"


def test_documents_every_error() -> None:
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, DaimonError)]
    own = [kind for kind in kinds if kind.__module__ == errors.__name__]
    assert len(own) == 6
    for kind in own:
        assert f"| `{kind.code}` | {kind.status} |" in PAGE


def test_each_earlier_operation_leads_somewhere() -> None:
    table = PAGE.partition("## The operations")[2].partition("## Errors")[0]
    rows = [line for line in table.splitlines() if line.startswith("| ") and "`" in line]
    assert len(rows) == 28
    for row in rows:
        for method, path in re.findall(r"`(GET|POST|PATCH|DELETE) (/api/v1/[^`]*)`", row):
            view = resolve(re.sub(r"\{\w+\}", SOME, path)).func
            assert method.lower() in view.actions, row  # type: ignore[attr-defined]  # DRF's
