"""code_generator: a working project into the workspace; with a model, code to a brief. Checked before it is kept."""

import json
import re
from typing import Any

from project.lib.errors import InvalidInput
from spirits.rules.workspace_paths import clean_path
from spirits.services.workspace import write_files
from spirits.tools import Budget, Context, Effect, ToolResult, tool
from spirits.tools.content.writing import MODEL, AnswerUnusable, write
from spirits.tools.errors import ToolUnavailable
from spirits.tools.sandbox import run_program
from spirits.tools.schema import arguments, choice, text

WORK = "spirits.tools.development.scaffold_work"
FILE = re.compile(r"^(?:#+\s*|\*\*|`)*([\w./-]+\.[A-Za-z0-9]+)(?:`|\*\*|:)*\s*\n+```[\w+-]*\n(.*?)^```", re.M | re.S)
MOST_FILES = 60
RULES = ("--select", "E,F,W,I,B,UP", "--line-length", "140")
SYSTEM = (
    "You write small, complete, working programs. Answer with files only: before each code block its path alone on a line, "
    "such as src/app.py, then a fenced block with the whole file. Include tests that pass. No other words."
)


@tool(
    "code_generator",
    "Scaffolds a working project (library, CLI, web API, Django app, test suite), or writes code to a brief with a model.",
    arguments(
        required="folder",
        folder=text("Folder of the workspace for the project.", most=200),
        kind=choice("What to scaffold.", "library", "cli", "web_api", "django_app", "test_suite"),
        name=text("The project's name.", most=60),
        description=text("What it is for, in a sentence.", most=300, default="Does one thing well."),
        brief=text("Instead of a kind: what to write. Needs a language model.", most=10_000),
        model=MODEL,
    ),
    returns={
        "type": "object",
        "properties": {
            "folder": {"type": "string"}, "files": {"type": "array"}, "problems": {"type": "array"}, "lint": {"type": "array"},
            "is_linted": {"type": "boolean"}, "use": {"type": "object"},
        },
        "required": ["folder", "files", "problems", "lint", "is_linted"],
    },
    effect=Effect.WORKSPACE,
    budget=Budget(seconds=120, bytes=5_000_000, results=200),
    needs=("a language model for a brief",),
    example={"folder": "prices", "kind": "library", "name": "price list", "description": "Adds prices up."},
)  # fmt: skip
def code_generator(context: Context, arguments: dict[str, Any]) -> ToolResult:
    """The files that were written, and what is wrong with them. What does not parse is refused, and nothing is written."""
    if ("kind" in arguments) == ("brief" in arguments):
        raise InvalidInput.of("kind", "Give a kind to scaffold or a brief to write to, one of them.")
    use = None
    if "kind" in arguments:
        if "name" not in arguments:
            raise InvalidInput.of("name", "Required to scaffold a project.")
        files = context.work(f"{WORK}:scaffold", arguments["kind"], arguments["name"], arguments["description"])
    else:
        files, use = _written(context, arguments)
    problems = context.work(f"{WORK}:problems", files)
    if problems:
        first = problems[0]
        raise AnswerUnusable(
            f"{first['path']} does not parse (line {first['line']}: {first['problem']}). Nothing was written."
        )
    folder = clean_path(arguments["folder"])
    contents = {f"{folder}/{path}": content.encode() for path, content in files.items()}
    write_files(user=context.user, contents=contents, now=context.now, call_id=context.call_id)
    lint, is_linted = _linted(context, files)
    data: dict[str, Any] = {
        "folder": folder, "files": [{"path": path, "size": len(content)} for path, content in contents.items()],
        "problems": problems, "lint": lint[: context.budget.results], "is_linted": is_linted,
    }  # fmt: skip
    if use:
        data["use"] = use
    words = f"Wrote {len(contents)} files into {folder}: {', '.join(files)}."
    words += f" The linter found {len(lint)} things." if is_linted else " Not linted: programs cannot be run here."
    return ToolResult(data, words)


def _written(context: Context, given: dict[str, Any]) -> tuple[dict[str, str], dict[str, object]]:
    said = write(context, system=SYSTEM, user=given["brief"], model=given.get("model"), temperature=0.2)
    files = {clean_path(path): content for path, content in FILE.findall(f"{said.text}\n")}
    if not files:
        fenced = re.search(r"```[\w+-]*\n(.*?)^```", f"{said.text}\n", re.M | re.S)
        files = {"main.py": fenced[1] if fenced else said.text + "\n"}
    if len(files) > MOST_FILES:
        raise AnswerUnusable(f"The model wrote {len(files)} files; at most {MOST_FILES} are kept. Ask for less.")
    return files, said.use


def _linted(context: Context, files: dict[str, str]) -> tuple[list[dict[str, Any]], bool]:
    """What ruff says of the Python files, in the sandbox; and whether it could be asked."""
    python = {path: content.encode() for path, content in files.items() if path.endswith(".py")}
    if not python:
        return [], True
    command = ["python", "-m", "ruff", "check", "--isolated", "--no-cache", "--output-format", "json", *RULES, "."]
    try:
        result = run_program(python, command, seconds=min(20.0, context.seconds_left()), cancel=context.cancel)
    except ToolUnavailable:
        return [], False
    try:
        found = json.loads(result.stdout)
    except ValueError:
        return [], False
    return [
        {
            "path": str(each["filename"]).removeprefix("/sandbox/"), "line": each["location"]["row"],
            "rule": each["code"], "problem": each["message"],
        }
        for each in found
    ], True  # fmt: skip
