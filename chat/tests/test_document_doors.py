"""Every error of the doors is documented with its status."""

from pathlib import Path

from chat.door import application, errors
from chat.door.openai.errors import CODES
from project.lib.errors import DaimonError

PAGE = (Path(__file__).parents[2] / "docs" / "other-programs.md").read_text()


def test_documents_the_errors_of_the_doors() -> None:
    kinds = [
        kind
        for module in (errors, application)
        for kind in vars(module).values()
        if isinstance(kind, type) and issubclass(kind, DaimonError) and kind.__module__ == module.__name__
    ]
    assert len(kinds) == 10
    for kind in kinds:
        assert f"| `{kind.code}` | {kind.status} |" in PAGE, kind
    assert all(f"| `{code}` |" in PAGE for code in CODES.values())
