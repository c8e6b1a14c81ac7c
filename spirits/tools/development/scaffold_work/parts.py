"""What the kinds of projects share."""

Files = dict[str, str]


def one_line(text: str) -> str:
    """The text as it can stand in a docstring and in TOML; a sentence where there is none."""
    return " ".join(text.replace('"', "'").replace("\\", "").split()) or "Does one thing well."


def pyproject(package: str, description: str, more: str = "") -> str:
    """The project's own settings: what builds it and what tests it; ``more`` goes on in ``[project]``."""
    return f"""
[build-system]
requires = ["setuptools>=69"]
build-backend = "setuptools.build_meta"

[project]
name = "{package.replace("_", "-")}"
version = "0.1.0"
description = "{one_line(description)}"
requires-python = ">=3.11"
{more}
[tool.setuptools.packages.find]
include = ["{package}*"]

[tool.pytest.ini_options]
testpaths = ["tests"]
pythonpath = ["."]
"""


def readme(name: str, description: str, usage: str) -> str:
    """What the project is, how it is used, and how it is tested."""
    return f"# {name}\n\n{one_line(description)}\n\n{usage}\n\n## Tests\n\n    python -m pytest\n"


IGNORED = "__pycache__/\n*.egg-info/\n.venv/\nbuild/\ndist/\n"
