"""Small projects that work as they are written: their own tests pass. Plain text in, plain text out."""

import ast
import re
from collections.abc import Callable, Mapping
from textwrap import dedent

from project.lib.errors import InvalidInput

Files = dict[str, str]
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


def _one_line(text: str) -> str:
    return " ".join(text.replace('"', "'").replace("\\", "").split()) or "Does one thing well."


def _pyproject(package: str, description: str, more: str = "") -> str:
    return f"""
[build-system]
requires = ["setuptools>=69"]
build-backend = "setuptools.build_meta"

[project]
name = "{package.replace("_", "-")}"
version = "0.1.0"
description = "{_one_line(description)}"
requires-python = ">=3.11"
{more}
[tool.setuptools.packages.find]
include = ["{package}*"]

[tool.pytest.ini_options]
testpaths = ["tests"]
pythonpath = ["."]
"""


def _readme(name: str, description: str, usage: str) -> str:
    return f"# {name}\n\n{_one_line(description)}\n\n{usage}\n\n## Tests\n\n    python -m pytest\n"


IGNORED = "__pycache__/\n*.egg-info/\n.venv/\nbuild/\ndist/\n"


def _library(package: str, name: str, description: str) -> Files:
    return {
        "pyproject.toml": _pyproject(package, description),
        "README.md": _readme(name, description, f"    from {package} import Item, total"),
        ".gitignore": IGNORED,
        f"{package}/__init__.py": f'''
            """{_one_line(description)}"""

            from {package}.items import Item, total

            __all__ = ["Item", "total"]
        ''',
        f"{package}/items.py": '''
            """What the library is about: items with a price, and their sum."""

            from collections.abc import Iterable
            from dataclasses import dataclass


            @dataclass(frozen=True)
            class Item:
                """Something with a name and a price in cents."""

                name: str
                cents: int

                def __post_init__(self) -> None:
                    if self.cents < 0:
                        raise ValueError("a price is not negative")


            def total(items: Iterable[Item]) -> int:
                """The sum of the prices in cents."""
                return sum(item.cents for item in items)
        ''',
        "tests/test_items.py": f"""
            import pytest

            from {package} import Item, total


            def test_prices_add_up():
                assert total([Item("pen", 120), Item("ink", 340)]) == 460


            def test_nothing_costs_nothing():
                assert total([]) == 0


            def test_a_negative_price_is_refused():
                with pytest.raises(ValueError):
                    Item("pen", -1)
        """,
    }


def _command(package: str, name: str, description: str) -> Files:
    script = f'\n[project.scripts]\n{package.replace("_", "-")} = "{package}.cli:main"\n'
    return {
        "pyproject.toml": _pyproject(package, description, script),
        "README.md": _readme(name, description, f"    python -m {package} words FILE"),
        ".gitignore": IGNORED,
        f"{package}/__init__.py": f'"""{_one_line(description)}"""\n',
        f"{package}/__main__.py": f'''
            """Lets Python run the package."""

            from {package}.cli import main

            raise SystemExit(main())
        ''',
        f"{package}/cli.py": f'''
            """The command line."""

            import argparse
            import sys
            from collections.abc import Sequence
            from pathlib import Path


            def main(arguments: Sequence[str] | None = None) -> int:
                """Run the command and return its exit code."""
                given = parser().parse_args(arguments)
                try:
                    text = sys.stdin.read() if given.file == "-" else Path(given.file).read_text(encoding="utf-8")
                except OSError as error:
                    print(f"{{given.file}}: {{error.strerror}}", file=sys.stderr)
                    return 2
                print(count(text, given.what))
                return 0


            def parser() -> argparse.ArgumentParser:
                """What the command understands."""
                made = argparse.ArgumentParser(prog="{package.replace("_", "-")}", description="{_one_line(description)}")
                made.add_argument("what", choices=["words", "lines", "characters"])
                made.add_argument("file", help="a text file, or - for standard input")
                return made


            def count(text: str, what: str) -> int:
                """How many words, lines or characters a text has."""
                parts = {{"words": text.split(), "lines": text.splitlines(), "characters": text}}
                return len(parts[what])
        ''',
        "tests/test_cli.py": f"""
            import pytest

            from {package}.cli import count, main


            @pytest.mark.parametrize(("what", "expected"), [("words", 3), ("lines", 2), ("characters", 12)])
            def test_a_text_is_counted(what, expected):
                assert count("one two\\nsix\\n", what) == expected


            def test_the_command_prints_the_count(tmp_path, capsys):
                path = tmp_path / "a.txt"
                path.write_text("one two")
                assert main(["words", str(path)]) == 0
                assert capsys.readouterr().out == "2\\n"


            def test_a_missing_file_is_told(tmp_path, capsys):
                assert main(["words", str(tmp_path / "none")]) == 2
                assert "No such file" in capsys.readouterr().err
        """,
    }


def _web_api(package: str, name: str, description: str) -> Files:
    return {
        "pyproject.toml": _pyproject(package, description),
        "README.md": _readme(
            name, description, f"    python -m {package}      # serves on http://127.0.0.1:8000/notes"
        ),
        ".gitignore": IGNORED,
        f"{package}/__init__.py": f'"""{_one_line(description)}"""\n',
        f"{package}/__main__.py": f'''
            """Serves the API for development; in production any WSGI server runs {package}.app:make_app()."""

            from wsgiref.simple_server import make_server

            from {package}.app import make_app

            with make_server("127.0.0.1", 8000, make_app()) as server:
                server.serve_forever()
        ''',
        f"{package}/notes.py": '''
            """The notes that are kept, by number."""

            from dataclasses import dataclass, field


            @dataclass
            class Notes:
                """Notes in memory; give it a database when they should outlive the process."""

                rows: dict[int, str] = field(default_factory=dict)

                def add(self, text: str) -> int:
                    """Keep a note and return its number."""
                    if not text.strip():
                        raise ValueError("text: must not be empty")
                    number = max(self.rows, default=0) + 1
                    self.rows[number] = text
                    return number
        ''',
        f"{package}/app.py": f'''
            """A JSON API as a WSGI application: GET /notes, POST /notes, GET and DELETE /notes/NUMBER."""

            import json
            from collections.abc import Callable, Iterable
            from typing import Any

            from {package}.notes import Notes

            LARGEST = 100_000
            Answer = tuple[int, Any]
            REASONS = {{200: "OK", 201: "Created", 204: "No Content", 400: "Bad Request", 404: "Not Found",
                       405: "Method Not Allowed", 413: "Content Too Large"}}


            def make_app(notes: Notes | None = None) -> Callable[..., Iterable[bytes]]:
                """The application over these notes, or over new ones."""
                kept = Notes() if notes is None else notes

                def app(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
                    status, body = answer(kept, environ)
                    content = b"" if status == 204 else json.dumps(body).encode()
                    headers = [("Content-Type", "application/json"), ("Content-Length", str(len(content)))]
                    start_response(f"{{status}} {{REASONS[status]}}", headers)
                    return [content]

                return app


            def answer(notes: Notes, environ: dict[str, Any]) -> Answer:
                """Status and body for one request."""
                method, path = environ["REQUEST_METHOD"], environ.get("PATH_INFO", "/").rstrip("/")
                if path == "/notes":
                    return collection(notes, method, environ)
                number = path.removeprefix("/notes/")
                if not number.isascii() or not number.isdigit() or int(number) not in notes.rows:
                    return 404, {{"error": "not found"}}
                if method == "DELETE":
                    del notes.rows[int(number)]
                    return 204, None
                return (200, {{"id": int(number), "text": notes.rows[int(number)]}}) if method == "GET" else (405, {{"error": "method"}})


            def collection(notes: Notes, method: str, environ: dict[str, Any]) -> Answer:
                """All notes, or a new one."""
                if method == "GET":
                    return 200, [{{"id": number, "text": text}} for number, text in notes.rows.items()]
                if method != "POST":
                    return 405, {{"error": "method"}}
                length = int(environ.get("CONTENT_LENGTH") or 0)
                if length > LARGEST:
                    return 413, {{"error": "too large"}}
                try:
                    number = notes.add(json.loads(environ["wsgi.input"].read(length))["text"])
                except (ValueError, KeyError, TypeError, AttributeError) as error:
                    return 400, {{"error": str(error) or "text: required"}}
                return 201, {{"id": number, "text": notes.rows[number]}}
        ''',
        "tests/test_app.py": f"""
            import io
            import json

            from {package}.app import make_app


            def call(app, method, path, body=b""):
                told = []
                environ = {{"REQUEST_METHOD": method, "PATH_INFO": path, "CONTENT_LENGTH": str(len(body)), "wsgi.input": io.BytesIO(body)}}
                content = b"".join(app(environ, lambda status, headers: told.append(status)))
                return int(told[0][:3]), json.loads(content) if content else None


            def test_a_note_is_kept_read_and_removed():
                app = make_app()
                assert call(app, "POST", "/notes", b'{{"text": "milk"}}') == (201, {{"id": 1, "text": "milk"}})
                assert call(app, "GET", "/notes") == (200, [{{"id": 1, "text": "milk"}}])
                assert call(app, "GET", "/notes/1") == (200, {{"id": 1, "text": "milk"}})
                assert call(app, "DELETE", "/notes/1") == (204, None)
                assert call(app, "GET", "/notes/1")[0] == 404


            def test_nonsense_is_refused():
                app = make_app()
                for body in (b"", b"[]", b"{{}}", b'{{"text": " "}}'):
                    assert call(app, "POST", "/notes", body)[0] == 400
                assert call(app, "PUT", "/notes")[0] == 405
                assert call(app, "GET", "/other")[0] == 404
        """,
    }


def _django_app(package: str, name: str, description: str) -> Files:
    model = "".join(part.capitalize() for part in package.split("_")) + "Entry"
    return {
        "README.md": _readme(
            name,
            description,
            f"Add `{package}` to INSTALLED_APPS and `path('{package}/', include('{package}.urls'))` to the URLs.",
        ),
        ".gitignore": IGNORED,
        "pyproject.toml": _pyproject(package, description, 'dependencies = ["Django>=5.2"]\n'),
        "check_settings.py": f'''
            """Settings for this app's own tests."""

            SECRET_KEY = "only for tests"
            DATABASES = {{"default": {{"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}}}
            INSTALLED_APPS = ["django.contrib.contenttypes", "django.contrib.auth", "{package}"]
            ROOT_URLCONF = "{package}.urls"
            DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
            USE_TZ = True
        ''',
        f"{package}/__init__.py": f'"""{_one_line(description)}"""\n',
        f"{package}/apps.py": f'''
            """The app's name."""

            from django.apps import AppConfig


            class Config(AppConfig):
                """{_one_line(name)}."""

                name = "{package}"
        ''',
        f"{package}/models.py": f'''
            """What is kept."""

            from django.db import models


            class {model}(models.Model):
                """One entry with a title that is not empty."""

                title = models.CharField(max_length=200)
                is_done = models.BooleanField(default=False)
                created_at = models.DateTimeField(auto_now_add=True)

                class Meta:
                    ordering = ["-created_at", "-id"]
                    constraints = [models.CheckConstraint(condition=~models.Q(title=""), name="{package}_has_a_title")]

                def __str__(self) -> str:
                    return self.title
        ''',
        f"{package}/migrations/__init__.py": "",
        f"{package}/migrations/0001_initial.py": f'''
            """The first table."""

            from django.db import migrations, models


            class Migration(migrations.Migration):
                """Makes {model}."""

                initial = True
                dependencies = []
                operations = [
                    migrations.CreateModel(
                        name="{model}",
                        fields=[
                            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                            ("title", models.CharField(max_length=200)),
                            ("is_done", models.BooleanField(default=False)),
                            ("created_at", models.DateTimeField(auto_now_add=True)),
                        ],
                        options={{
                            "ordering": ["-created_at", "-id"],
                            "constraints": [models.CheckConstraint(condition=~models.Q(title=""), name="{package}_has_a_title")],
                        }},
                    ),
                ]
        ''',
        f"{package}/views.py": f'''
            """The app's endpoints, as JSON."""

            from django.http import HttpRequest, JsonResponse
            from django.shortcuts import get_object_or_404
            from django.views.decorators.http import require_http_methods

            from {package}.models import {model}


            @require_http_methods(["GET", "POST"])
            def entries(request: HttpRequest) -> JsonResponse:
                """All entries, or a new one."""
                if request.method == "POST":
                    title = request.POST.get("title", "").strip()
                    if not title or len(title) > 200:
                        return JsonResponse({{"title": "1 to 200 characters"}}, status=400)
                    return JsonResponse(shown({model}.objects.create(title=title)), status=201)
                return JsonResponse({{"entries": [shown(entry) for entry in {model}.objects.all()[:100]]}})


            @require_http_methods(["POST"])
            def done(request: HttpRequest, entry_id: int) -> JsonResponse:
                """Mark an entry as done."""
                entry = get_object_or_404({model}, pk=entry_id)
                entry.is_done = True
                entry.save(update_fields=["is_done"])
                return JsonResponse(shown(entry))


            def shown(entry: {model}) -> dict[str, object]:
                """The entry as JSON."""
                return {{"id": entry.pk, "title": entry.title, "is_done": entry.is_done}}
        ''',
        f"{package}/urls.py": f'''
            """The app's addresses."""

            from django.urls import path

            from {package} import views

            urlpatterns = [
                path("", views.entries, name="{package}-entries"),
                path("<int:entry_id>/done/", views.done, name="{package}-done"),
            ]
        ''',
        "tests/test_views.py": """
            import os
            import unittest

            os.environ.setdefault("DJANGO_SETTINGS_MODULE", "check_settings")
            import django  # noqa: E402

            django.setup()
            from django.core.management import call_command  # noqa: E402
            from django.test import Client  # noqa: E402
            from django.test.utils import setup_test_environment, teardown_test_environment  # noqa: E402


            class TestEntries(unittest.TestCase):
                @classmethod
                def setUpClass(cls):
                    setup_test_environment()
                    call_command("migrate", verbosity=0)

                @classmethod
                def tearDownClass(cls):
                    teardown_test_environment()

                def test_an_entry_is_made_listed_and_done(self):
                    client = Client()
                    made = client.post("/", {"title": "Milk"}).json()
                    self.assertEqual(client.get("/").json()["entries"], [made])
                    self.assertTrue(client.post(f"/{made['id']}/done/").json()["is_done"])

                def test_nonsense_is_refused(self):
                    client = Client()
                    self.assertEqual(client.post("/", {"title": " "}).status_code, 400)
                    self.assertEqual(client.post("/99/done/").status_code, 404)
        """,
    }


def _test_suite(package: str, name: str, description: str) -> Files:
    return {
        "README.md": _readme(name, description, "Tests by kind: plain, with many cases, with a fixture, of errors."),
        "pyproject.toml": _pyproject(package, description),
        "tests/conftest.py": '''
            """What the tests share."""

            from collections.abc import Callable
            from pathlib import Path

            import pytest


            @pytest.fixture
            def write(tmp_path: Path) -> Callable[[str, str], Path]:
                """Writes a file for one test."""

                def write(name: str, content: str) -> Path:
                    path = tmp_path / name
                    path.write_text(content)
                    return path

                return write
        ''',
        f"tests/test_{package}.py": f'''
            """Tests of {_one_line(name)}: replace what they import by the code under test."""

            import json
            from statistics import StatisticsError, mean

            import pytest


            def test_a_plain_case():
                assert mean([1, 2, 3]) == 2


            @pytest.mark.parametrize(("values", "expected"), [([5], 5), ([-1, 1], 0), ([0.5, 1.5], 1)])
            def test_many_cases(values, expected):
                assert mean(values) == expected


            def test_an_error_is_raised():
                with pytest.raises(StatisticsError):
                    mean([])


            def test_with_a_file(write):
                path = write("data.json", json.dumps([1, 3]))
                assert mean(json.loads(path.read_text())) == 2
        ''',
    }


KINDS: dict[str, Callable[[str, str, str], Files]] = {
    "library": _library,
    "cli": _command,
    "web_api": _web_api,
    "django_app": _django_app,
    "test_suite": _test_suite,
}
