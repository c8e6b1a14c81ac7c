"""Every error code and job kind of the economy is in its guide."""

import inspect
from pathlib import Path

from django.conf import settings

from jobs.registry import kinds
from project.lib.errors import DaimonError
from spirits.rules.economy import errors

GUIDE = Path(settings.BASE_DIR) / "docs" / "economy.md"


def test_each_error_code_is_documented_with_its_status() -> None:
    text = GUIDE.read_text()
    own = [each for _, each in inspect.getmembers(errors, inspect.isclass) if each.__module__ == errors.__name__]
    assert len(own) >= 20
    assert all(issubclass(each, DaimonError) for each in own)
    assert [each.code for each in own if f"| `{each.code}` | {each.status} |" not in text] == []


def test_each_job_kind_is_documented() -> None:
    text = GUIDE.read_text() + (GUIDE.parent / "jobs.md").read_text()
    mine = [kind for kind in kinds() if kind.startswith("spirits.")]
    assert [kind for kind in mine if f"`{kind}`" not in text] == []
