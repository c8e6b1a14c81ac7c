"""compliance_checker: personal data, payment numbers and secrets in a text or file, and the text without them."""

from typing import Any

from project.lib.errors import InvalidInput
from spirits.queries.workspace import read_file
from spirits.tools import Budget, Context, NewArtifact, ToolResult, tool
from spirits.tools.schema import arguments, choice, many, text, yes_or_no

KINDS = ("email", "phone", "card", "bank_account", "identity_number", "ip_address", "birth_date", "secret")
ARGUMENTS = arguments(
    text=text("The text to examine.", most=200_000),
    path=text("A text file of the workspace to examine instead.", most=500),
    kinds=many("What to look for; all when left out.", choice("A kind.", *KINDS), most=len(KINDS)),
    country=text("ISO code of the country whose telephone numbers are written without a prefix.", most=2, least=2),
    redact=yes_or_no("Whether to give the text with every finding replaced.", default=False),
)


@tool(
    "compliance_checker",
    "Finds personal data, card and bank numbers (checksums verified) and secrets in a text or file; redacts them.",
    ARGUMENTS,
    returns={
        "type": "object",
        "properties": {
            "findings": {"type": "array", "description": "kind, masked value, place, and the rule behind it"},
            "counts": {"type": "object"},
            "is_clean": {"type": "boolean"},
            "redacted": {"type": ["string", "null"]},
        },
        "required": ["findings", "counts", "is_clean"],
    },
    budget=Budget(seconds=20, megabytes=512, results=500),
    example={"text": "Write to ann@example.org, card 4111 1111 1111 1111.", "redact": True},
)
def compliance_checker(context: Context, arguments: dict[str, Any]) -> ToolResult:
    """The findings with masked values; the values themselves are never repeated."""
    examined, name = _examined(context, arguments)
    found = context.work(
        "project.lib.personal_data_work:examine",
        examined, arguments.get("kinds") or list(KINDS), arguments.get("country"),
    )  # fmt: skip
    redacted = found.pop("redacted") if arguments["redact"] else (found.pop("redacted"), None)[1]
    found["redacted"] = redacted
    found["findings_left_out"] = max(0, len(found["findings"]) - context.budget.results)
    found["findings"] = found["findings"][: context.budget.results]
    files = (NewArtifact(f"redacted-{name}", "text/plain", redacted.encode()),) if redacted is not None else ()
    lines = [
        f"line {each['line']}: {each['name']} {each['masked']} - {each['rule']}" for each in found["findings"][:40]
    ]
    text_ = "\n".join(lines) or "Nothing was found."
    return ToolResult(
        found, f"{text_}\n\n{redacted}" if redacted is not None and len(redacted) < 10_000 else text_, files
    )


def _examined(context: Context, arguments: dict[str, Any]) -> tuple[str, str]:
    if ("text" in arguments) == ("path" in arguments):
        raise InvalidInput.of("text", "Give a text or the path of a file, one of them.")
    if "text" in arguments:
        return arguments["text"], "text.txt"
    content = read_file(context.user, arguments["path"])
    if len(content) > 1_000_000 or b"\0" in content[:10_000]:
        raise InvalidInput.of("path", "Must be a text file of at most 1,000,000 bytes.")
    return content.decode("utf-8", "replace").replace("\0", " "), arguments["path"].rpartition("/")[2]
