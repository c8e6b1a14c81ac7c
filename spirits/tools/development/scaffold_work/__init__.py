"""Small projects that work as they are written: their own tests pass. Plain text in, plain text out."""

import ast
import re
from collections.abc import Callable, Mapping
from textwrap import dedent

from project.lib.errors import InvalidInput
from spirits.tools.development.scaffold_work.command import command
from spirits.tools.development.scaffold_work.django_app import django_app
from spirits.tools.development.scaffold_work.library import library
from spirits.tools.development.scaffold_work.parts import Files
from spirits.tools.development.scaffold_work.suite import suite
from spirits.tools.development.scaffold_work.web_api import web_api

RESERVED = {"test", "tests", "site", "src", "django", "project", "settings"}


def scaffold(kind: str, name: str, description: str) -> Files:
    """The files of a new project by path; InvalidInput for "name" where Python could not import it."""
    package = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")
    if not package.isidentifier() or package in RESERVED:
        raise InvalidInput.of("name", "Needs a name that Python can import, such as 'price list'.")
    return {path: dedent(text).lstrip("\n") for path, text in KINDS[kind](package, name, description).items()}


def problems(files: Mapping[str, str]) -> list[dict[str, object]]:
    """What does not parse: path, line and problem of each Python file."""
    found: list[dict[str, object]] = []
    for path, text in files.items():
        if path.endswith(".py"):
            try:
                ast.parse(text, path)
            except (SyntaxError, ValueError) as error:
                found.append({"path": path, "line": getattr(error, "lineno", None) or 0, "problem": str(error)[:200]})
    return found


KINDS: dict[str, Callable[[str, str, str], Files]] = {
    "library": library,
    "cli": command,
    "web_api": web_api,
    "django_app": django_app,
    "test_suite": suite,
}
