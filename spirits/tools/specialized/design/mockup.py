"""ui_mockup_tool: a wireframe from a list of components."""

from typing import Any

from project.lib.errors import InvalidInput
from spirits.tools import Budget, Context, NewArtifact, ToolResult, tool
from spirits.tools.schema import arguments, choice, integer, many, record, text, yes_or_no
from spirits.tools.specialized.design.wireframe import KINDS, draw, write_html

ITEMS = {"list", "table", "tabs", "nav", "select", "radio"}
SCREENS = {"phone": 390, "tablet": 768, "desktop": 1200}

ARGUMENTS = arguments(
    required="components",
    title=text("The screen's title.", most=80, default="Screen"),
    screen=choice("How wide the screen is.", *SCREENS, default="phone"),
    components=many(
        "What the screen shows, from top to bottom.",
        record(
            "A component.",
            required="kind",
            kind=choice("What it is.", *KINDS),
            label=text("Its words: the heading, the field's label, the button's name, a picture's content.", most=300),
            items=many(
                "Entries of a list, nav, tabs, select or radio; of a table each row with | between the cells.",
                text("An entry.", most=200),
                most=30,
            ),
            beside=yes_or_no("Whether it stands beside the one before instead of below.", default=False),
            height=integer("Height in pixels, of a picture or a text area.", 40, 1000, default=140),
        ),
        most=60,
    ),
)


@tool(
    "ui_mockup_tool",
    "Draws a wireframe of a screen from a list of components, as SVG, PNG and HTML.",
    ARGUMENTS,
    returns={
        "type": "object",
        "properties": {"width": {"type": "integer"}, "height": {"type": "integer"}, "places": {"type": "array"}},
        "required": ["width", "height", "places"],
    },
    budget=Budget(seconds=20, megabytes=1024),
    example={
        "title": "Sign in",
        "components": [
            {"kind": "heading", "label": "Welcome"},
            {"kind": "input", "label": "E-mail"},
            {"kind": "button", "label": "Sign in"},
        ],
    },
)
def ui_mockup_tool(context: Context, arguments: dict[str, Any]) -> ToolResult:
    """The wireframe, and where each component lies in it."""
    components = [
        {"beside": False, "height": 140, "label": "", "items": [], **each} for each in arguments["components"]
    ]
    for number, each in enumerate(components):
        if each["kind"] in ITEMS and not each["items"]:
            raise InvalidInput.of(f"components.{number}.items", f"A {each['kind']} needs items.")
        if each["kind"] not in ITEMS | {"divider", "image"} and not each["label"].strip():
            raise InvalidInput.of(f"components.{number}.label", f"A {each['kind']} needs a label.")
    width = SCREENS[arguments["screen"]]
    svg, places = draw(arguments["title"], components, width)
    png = context.work("spirits.tools.specialized.design.wireframe_work:to_png", svg)
    files = (
        NewArtifact("mockup.svg", "image/svg+xml", svg.encode()),
        NewArtifact("mockup.png", "image/png", png),
        NewArtifact("mockup.html", "text/html", write_html(arguments["title"], components, width).encode()),
    )
    height = max(each["y"] + each["height"] for each in places) + 20
    data = {"width": width, "height": height, "places": places}
    return ToolResult(data, f"A {width} by {height} wireframe with {len(components)} components.", files)
