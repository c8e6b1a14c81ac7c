"""The page about pictures names every error, job kind and key of what it speaks of."""

import re
from pathlib import Path

from jobs.registry import kinds
from project.lib.errors import DaimonError
from training.images import errors
from training.images.rules.differences import Layer

PAGE = (Path(__file__).parents[3] / "docs" / "images.md").read_text()


def test_every_error_has_a_line() -> None:
    own = [
        each
        for each in vars(errors).values()
        if isinstance(each, type) and issubclass(each, DaimonError) and each.__module__ == errors.__name__
    ]
    assert len(own) == 15
    lines = {code: int(status) for codes, status in re.findall(r"^\| (`.+?`) \| (\d{3}) \|", PAGE, re.MULTILINE) for code in re.findall(r"`(\w+)`", codes)}  # fmt: skip
    assert lines == {each.code: each.status for each in own}


def test_every_code_a_picture_may_bear_is_named() -> None:
    sources = "\n".join(
        path.read_text() for path in Path(errors.__file__).parent.rglob("*.py") if "tests" not in path.parts
    )
    given = set(re.findall(r'"(image_(?:gone|empty|too_large|unreadable|too_costly))"', sources))
    assert given == set(re.findall(r"`(image_(?:gone|empty|too_large|unreadable|too_costly))`", PAGE))
    assert len(given) == 5


def test_every_kind_and_layer_is_named() -> None:
    own = {kind for kind, each in kinds().items() if each.work.__module__ == "training.images.handlers"}
    assert own == set(re.findall(r"^\| `(training\.\w+)` \|", PAGE, re.MULTILINE))
    assert all(f"`{layer}`" in PAGE for layer in Layer)
