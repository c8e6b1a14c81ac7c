"""layout_generator: a responsive page from content blocks."""

from typing import Any

from project.lib.errors import InvalidInput
from spirits.tools import Budget, Context, NewArtifact, ToolResult, tool
from spirits.tools.schema import arguments, choice, integer, many, record, text
from spirits.tools.specialized.design.grid import Block, Placed, page_height, place
from spirits.tools.specialized.design.layout_page import page_html, preview_svg

ROLES = ("header", "nav", "main", "aside", "section", "footer")

ARGUMENTS = arguments(
    required="blocks",
    title=text("The page's title.", most=120, default="Page"),
    language=text("The page's language tag.", most=12, default="en", pattern="^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$"),
    blocks=many(
        "What the page shows, in reading order.",
        record(
            "A block.",
            required="name",
            name=text("What the block is called; each name once.", most=60),
            role=choice("The landmark it is.", *ROLES, default="section"),
            columns=integer("How many of 12 columns it takes on a wide screen.", 1, 12, default=12),
            height=integer("Its least height in pixels.", 20, 2000, default=120),
            content=text("Text to stand in it.", most=2_000),
        ),
        most=40,
    ),
    gap=integer("Pixels between blocks.", 0, 64, default=16),
    width=integer("The page's greatest width in pixels.", 320, 2560, default=1200),
)


@tool(
    "layout_generator",
    "Lays out content blocks as a responsive page: semantic HTML and CSS, and previews for wide, middle and phone.",
    ARGUMENTS,
    returns={
        "type": "object",
        "properties": {"screens": {"type": "object"}, "html": {"type": "string"}},
        "required": ["screens", "html"],
    },
    budget=Budget(seconds=5),
    example={
        "title": "Shop",
        "blocks": [
            {"name": "Menu", "role": "header"},
            {"name": "Goods", "role": "main", "columns": 8, "height": 400},
            {"name": "Basket", "role": "aside", "columns": 4},
        ],
    },
)
def layout_generator(context: Context, arguments: dict[str, Any]) -> ToolResult:
    """The page, and where each block lies on three widths of screen."""
    blocks = _blocks(arguments["blocks"])
    width, gap = arguments["width"], arguments["gap"]
    screens = {
        "wide": place(blocks, columns=12, width=width, gap=gap),
        "middle": place(blocks, columns=6, width=min(768, width), gap=gap),
        "phone": place(blocks, columns=1, width=min(390, width), gap=gap),
    }
    page = page_html(arguments["title"], arguments["language"], blocks, width, gap)
    shown = preview_svg(arguments["title"], screens, gap)
    data = {"screens": {name: _told(placed, gap) for name, placed in screens.items()}, "html": page}
    files = (
        NewArtifact("layout.html", "text/html", page.encode()),
        NewArtifact("layout.svg", "image/svg+xml", shown.encode()),
    )
    rows = len({each.y for each in screens["wide"]})
    return ToolResult(
        data, f"{len(blocks)} blocks in {rows} rows on a wide screen; one below the other on a phone.", files
    )


def _blocks(given: list[dict[str, Any]]) -> list[Block]:
    blocks = [
        Block(
            name=each["name"].strip(),
            role=each.get("role", "section"),
            columns=each.get("columns", 12),
            height=each.get("height", 120),
            content=each.get("content", ""),
        )
        for each in given
    ]
    names = [each.name.lower() for each in blocks]
    for number, block in enumerate(blocks):
        if not block.name:
            raise InvalidInput.of(f"blocks.{number}.name", "A block needs a name.")
        if names.index(names[number]) < number:
            raise InvalidInput.of(f"blocks.{number}.name", f"Another block is called {block.name!r}.")
    for role in ("main", "header", "footer"):
        if sum(each.role == role for each in blocks) > 1:
            raise InvalidInput.of("blocks", f"A page has one {role}.")
    return blocks


def _told(placed: list[Placed], gap: int) -> dict[str, Any]:
    return {
        "height": page_height(placed, gap),
        "blocks": [
            {"name": each.block.name, "x": each.x, "y": each.y, "width": each.width, "height": each.height}
            for each in placed
        ],
    }
