"""All texts of the site, from every module and template of ours."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.template import Engine, engines

from project.ops.translations import python_texts, template_texts
from project.ops.translations.text import Text
from project.settings.env import BASE_DIR

PACKAGES = ("accounts", "chat", "project", "queue", "spirits", "training")
NOT_SHOWN = frozenset({"tests", "testing", "migrations", "management", "stack", "settings"})
# Doors for programs, staff and models speak English; what they mark for gettext is taken all the same.
NOT_ON_PAGES = frozenset({"admin", "api", "door", "edge", "legacy", "mcp", "tools"})
SHOWN_ALL_THE_SAME = "spirits/tools/errors.py"  # what stands on the cards of calls and at the forms to try a tool
# What only the operator meets: a broken catalogue or template, and the provider that tests and demonstrations talk to.
FOR_OPERATORS = frozenset({"catalogue", "scripted", "templatetags", "baseline.py"})


def all_texts() -> dict[Text, str]:
    """Each text with the first file it stands in, sorted by that."""
    root = BASE_DIR
    django: Any = engines["django"]
    engine: Engine = django.engine
    found: dict[Text, str] = {}
    for path in _modules(root):
        _note(found, python_texts.marked_texts(path), path, root)
        if not NOT_ON_PAGES & set(path.relative_to(root).parts) or path == root / SHOWN_ALL_THE_SAME:
            _note(found, python_texts.plain_texts(path), path, root)
            if not FOR_OPERATORS & set(path.relative_to(root).parts):
                _note(found, python_texts.sentences_with_values(path), path, root)
    for path in sorted((root / "templates").rglob("*.*")):
        if path.suffix in (".html", ".txt"):
            _note(found, template_texts.texts_of(path, engine), path, root)
    return _without_twins(found)


def _modules(root: Path) -> Iterator[Path]:
    for package in PACKAGES:
        for path in sorted((root / package).rglob("*.py")):
            if not NOT_SHOWN & set(path.relative_to(root).parts):
                yield path


def _note(found: dict[Text, str], texts: Iterator[Text], path: Path, root: Path) -> None:
    for each in texts:
        found.setdefault(each, str(path.relative_to(root)))


def _without_twins(found: dict[Text, str]) -> dict[Text, str]:
    """gettext knows a text with a plural by its singular as well."""
    plurals = {(each.words, each.context) for each in found if each.plural}
    return {each: where for each, where in found.items() if each.plural or (each.words, each.context) not in plurals}
