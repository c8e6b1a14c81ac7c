"""code_optimizer: rewrites of Python code that keep its meaning, with a diff and the reason of each."""

from typing import Any

from spirits.tools import Budget, Context, NewArtifact, ToolResult, tool
from spirits.tools.schema import arguments, choice, many, text

KINDS = ("performance", "simplification", "modernisation")

ARGUMENTS = arguments(
    required="code",
    code=text("Python code.", most=200_000),
    file_name=text("Its name, for the diff.", most=200, default="code.py"),
    kinds=many("Rewrites to apply.", choice("A kind.", *KINDS), most=3, uniqueItems=True, default=list(KINDS)),
)


@tool(
    "code_optimizer",
    "Applies meaning-keeping rewrites to Python code (performance, simplification, modernisation): diff and reasons.",
    ARGUMENTS,
    returns={
        "type": "object",
        "properties": {"code": {"type": "string"}, "diff": {"type": "string"}, "changes": {"type": "array"}},
        "required": ["code", "diff", "changes"],
    },
    budget=Budget(seconds=15, megabytes=512),
    example={"code": "total = sum([x * x for x in xs])\n"},
)
def code_optimizer(context: Context, arguments: dict[str, Any]) -> ToolResult:
    """The code rewritten, which is parsed again before it is given back; nothing is run."""
    work = "spirits.tools.development.rewriting_work:optimize"
    found = context.work(work, arguments["code"], arguments["file_name"], arguments["kinds"])
    if not found["changes"]:
        return ToolResult(found, "No rewrite applies to this code.")
    first = "; ".join(f"line {each['line']}: {each['why']}" for each in found["changes"][:5])
    diff = NewArtifact("changes.diff", "text/x-diff", found["diff"].encode())
    return ToolResult(found, f"{len(found['changes'])} rewrites. {first}", (diff,))
