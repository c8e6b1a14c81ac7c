"""color_palette_creator: palettes whose texts can be read, from a colour, a mood or a picture."""

from typing import Any

from project.lib.errors import InvalidInput
from spirits.queries.workspace import read_file
from spirits.tools import Budget, Context, NewArtifact, ToolResult, tool
from spirits.tools.schema import arguments, choice, text

MOODS = ("calm", "energetic", "warm", "natural", "elegant", "playful", "serious", "fresh")
HARMONIES = ("complementary", "analogous", "triadic", "split-complementary", "tetradic", "monochromatic")

ARGUMENTS = arguments(
    color=text("The base colour, as CSS writes it: '#3366cc', 'teal', 'oklch(60% 0.12 250)'.", most=100),
    mood=choice("Take the base colour from a mood instead.", *MOODS),
    picture=text("Take the colours from a PNG, JPEG, WebP or GIF in the workspace: its path.", most=500),
    harmony=choice("How the further colours relate to the base.", *HARMONIES, default="analogous"),
    level=choice("WCAG level that every text reaches: AA is 4.5 to 1, AAA is 7 to 1.", "AA", "AAA", default="AA"),
)


@tool(
    "color_palette_creator",
    "Makes a light and a dark colour palette with readable contrasts from a colour, a mood or a picture.",
    ARGUMENTS,
    returns={
        "type": "object",
        "properties": {
            "base": {"type": "string"},
            "harmony": {"type": "array", "items": {"type": "string"}},
            "light": {"type": "object"},
            "dark": {"type": "object"},
            "contrasts": {"type": "array"},
        },
        "required": ["base", "harmony", "light", "dark", "contrasts"],
    },
    budget=Budget(seconds=10, megabytes=512),
    example={"color": "#3366cc", "harmony": "triadic", "level": "AA"},
)
def color_palette_creator(context: Context, arguments: dict[str, Any]) -> ToolResult:
    """A palette for light and dark pages, with its contrasts, as CSS variables and as a sheet."""
    sources = [name for name in ("color", "mood", "picture") if name in arguments]
    if len(sources) != 1:
        raise InvalidInput.of(sources[-1] if sources else "color", "Give exactly one of color, mood and picture.")
    picture = read_file(context.user, arguments.pop("picture")) if "picture" in arguments else None
    made = context.work("spirits.tools.specialized.design.palette_work:palette", picture=picture, **arguments)
    files = (
        NewArtifact("palette.css", "text/css", made.pop("css").encode()),
        NewArtifact("palette.svg", "image/svg+xml", made.pop("svg").encode()),
    )
    least = min(each["ratio"] for each in made["contrasts"])
    said = f"Base {made['base']}, {arguments['harmony']}: {', '.join(made['harmony'])}. Least text contrast {least}:1."
    return ToolResult(made, said, files)
