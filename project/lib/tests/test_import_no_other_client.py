"""The guarded client is the only way out: nothing else in the project imports an HTTP client."""

import ast
from collections.abc import Iterator
from pathlib import Path

from project.lib import http
from project.lib.secrets import WrongKey

ROOT = Path(__file__).resolve().parents[3]
FORBIDDEN = (
    "httpx",
    "httpx2",
    "httpcore",
    "httpcore2",
    "requests",
    "aiohttp",
    "urllib3",
    "urllib.request",
    "http.client",
    "pycurl",
)
APPS = ("project", "accounts", "chat", "spirits", "training", "queue")


def imported_names(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def clients_in(source: str) -> list[str]:
    names = imported_names(ast.parse(source))
    return sorted({name for name in names if any(name == bad or name.startswith(f"{bad}.") for bad in FORBIDDEN)})


def is_bound(path: Path) -> bool:
    relative = path.relative_to(ROOT)
    return (
        "tests" not in relative.parts
        and relative.parts[:3] != ("project", "lib", "http")
        and relative.parts[:2] != ("project", "testing")
        and relative.parts[:2] != ("project", "stack")  # asks the web process it started itself whether it is ready
    )


def test_nothing_else_imports_an_http_client() -> None:
    files = [path for app in APPS for path in (ROOT / app).rglob("*.py") if is_bound(path)]
    assert len(files) > 20
    assert {str(path.relative_to(ROOT)): found for path in files if (found := clients_in(path.read_text()))} == {}


def test_would_notice_each_client() -> None:
    for name in FORBIDDEN:
        assert clients_in(f"import {name} as x") == [name]
    assert clients_in("from urllib import request") == ["urllib.request"]
    assert clients_in("from requests.adapters import HTTPAdapter") == [
        "requests.adapters",
        "requests.adapters.HTTPAdapter",
    ]
    assert clients_in("from urllib.parse import urlsplit") == []


def test_documents_each_error() -> None:
    page = (ROOT / "docs" / "outbound-calls.md").read_text()
    errors = [
        error for error in vars(http).values() if isinstance(error, type) and issubclass(error, http.OutboundError)
    ]
    assert len(errors) == 12
    for error in [*errors, WrongKey]:
        if error is not http.OutboundError:
            assert f"| `{error.code}` | {error.status} |" in page
