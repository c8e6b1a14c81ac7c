"""cultural_adapter: dates, numbers, money, units, names, addresses and plurals as a locale writes them."""

from typing import Any

from project.lib.errors import InvalidInput
from spirits.tools import Budget, Context, ToolResult, tool
from spirits.tools.schema import arguments, choice, integer, many, number, record, text

LINE = text("One line.", most=200)
VALUE = record(
    "A value: give its kind, and what that kind needs.",
    required="kind",
    kind=choice("What it is.", "date", "time", "number", "percent", "money", "unit", "name", "address", "plural", "phone", "list"),
    value=text("A date (2026-03-01), date and time (2026-03-01T14:30), a number as text, or a telephone number.", most=100),
    currency=text("ISO 4217 code for money.", most=3, least=3, pattern="^[A-Z]{3}$"),
    unit=choice("For a unit: converted where the locale measures otherwise.", "kilometer", "mile", "meter", "foot",
                "centimeter", "inch", "kilogram", "pound", "gram", "ounce", "celsius", "fahrenheit", "liter", "gallon"),
    length=choice("How long a date or time is written.", "short", "medium", "long", "full", default="medium"),
    given=text("A person's given name.", most=100), family=text("A person's family name.", most=100),
    street=LINE, city=LINE, postal_code=LINE, region=LINE, recipient=LINE,
    forms=record("For a plural: the word for each plural form of the language.", zero=LINE, one=LINE, two=LINE, few=LINE, many=LINE, other=LINE),
    count=number("For a plural: how many.", -1e12, 1e12),
    items=many("For a list: its entries.", LINE, most=100),
)  # fmt: skip
ARGUMENTS = arguments(
    required="locale",
    locale=text("Whom to write for, such as de-DE, en-US, ja-JP, ar-EG.", most=20),
    text=text("A text: its dates, numbers with units and money are adapted, its idioms are flagged.", most=20_000),
    source_locale=text("The locale the text is written for.", most=20, default="en-US"),
    values=many("Single values to write.", VALUE, most=200),
    most_idioms=integer("How many idioms to report.", 0, 100, default=50),
)


@tool(
    "cultural_adapter",
    "Writes dates, numbers, money, units, names, addresses and plurals for a locale; adapts a text and flags its idioms.",
    ARGUMENTS,
    returns={
        "type": "object",
        "properties": {
            "locale": {"type": "object", "description": "What the locale's conventions are."},
            "values": {"type": "array"},
            "text": {"type": ["string", "null"]},
            "changes": {"type": "array"},
            "idioms": {"type": "array"},
        },
        "required": ["locale", "values", "changes", "idioms"],
    },
    budget=Budget(seconds=10, megabytes=384),
    example={"locale": "de-DE", "values": [{"kind": "money", "value": "1234.5", "currency": "EUR"}]},
)
def cultural_adapter(context: Context, arguments: dict[str, Any]) -> ToolResult:
    """The values as the locale writes them, and the adapted text."""
    if not {"text", "values"} & arguments.keys():
        raise InvalidInput.of("values", "Give values, a text, or both.")
    found = context.work("spirits.tools.content.cultural_work:adapt", **arguments)
    lines = [each["written"] for each in found["values"]]
    if found["text"] is not None:
        lines.append(found["text"])
    lines += [f"Idiom at {each['start']}: {each['idiom']!r} means {each['meaning']!r}." for each in found["idioms"]]
    return ToolResult(found, "\n".join(lines))
