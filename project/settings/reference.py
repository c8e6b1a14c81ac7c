"""Writes down every setting: docs/configuration.md for people, .env.example to start from. A test compares both."""

from pathlib import Path

from project.settings.env import BASE_DIR, Declared, declared

CONFIGURATION = BASE_DIR / "docs" / "configuration.md"
EXAMPLE = BASE_DIR / ".env.example"

INTRODUCTION = """\
# Settings

Daimon reads its settings from the environment and from a file `.env` in its folder; the environment wins. Each has a
default that runs on a laptop. A value that makes no sense stops the start with the setting's name and what was
expected. With `ENVIRONMENT=production`, `SECRET_KEY`, `ENCRYPTION_KEYS` and `ALLOWED_HOSTS` must be given.

This page is written by `./daimon manage document_settings`.

| Setting | Default | Meaning |
| --- | --- | --- |
"""

OUTSIDE = """
## Read before or outside the settings

| Variable | Read by | Meaning |
| --- | --- | --- |
| `DAIMON_ENV_FILE` | settings | Another file than `.env`; `none` reads no file. |
| `DAIMON_PYTHON` | `./daimon` | The Python (3.11 or newer) that makes `.venv`. |
| `PREPARE_WAIT` | `./daimon up` | Seconds its set-up task waits for the database: 60 unless set. |
| `NO_COLOR` | `./daimon up` | Set to anything: no colours in front of the lines. |
| `CHROMIUM` | `./daimon test` | The browser for page tests, when it is not found by itself. |
| `POSTGRES_PASSWORD` | `docker-compose.yml` | Password of the PostgreSQL container. Required there. |
| `WEB_BIND` | `docker-compose.yml` | Where the web container is reached: `127.0.0.1:8000` unless set. |
"""

EXAMPLE_INTRODUCTION = """\
# Copy to .env and uncomment what you change. What each means: docs/configuration.md
# Written by: ./daimon manage document_settings

# Required by docker-compose.yml only:
# POSTGRES_PASSWORD=
"""


def configuration() -> str:
    """The text of docs/configuration.md."""
    rows = [f"| `{each.name}` | {_shown(each)} | {each.meaning} |" for each in _sorted()]
    return INTRODUCTION + "\n".join(rows) + "\n" + OUTSIDE


def example() -> str:
    """The text of .env.example."""
    return EXAMPLE_INTRODUCTION + "".join(
        f"\n# {each.meaning}\n# {each.name}={_portable(each)}\n" for each in _sorted()
    )


def write() -> list[Path]:
    """Write both files and return those that changed."""
    changed = []
    for path, text in ((CONFIGURATION, configuration()), (EXAMPLE, example())):
        if not path.exists() or path.read_text() != text:
            path.write_text(text)
            changed.append(path)
    return changed


def _sorted() -> list[Declared]:
    return [declared[name] for name in sorted(declared)]


def _shown(each: Declared) -> str:
    return f"`{_portable(each)}`" if each.default else "(empty)"


def _portable(each: Declared) -> str:
    """The default as it reads on any machine."""
    return each.default.replace(str(BASE_DIR), ".")
