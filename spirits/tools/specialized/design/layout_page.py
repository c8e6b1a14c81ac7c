"""A layout as HTML with its style, and as a picture."""

from html import escape

from project.lib.printable import printable
from spirits.tools.specialized.design.grid import Block, Placed, page_height, span

FILLS = {
    "header": "#cfe0f5",
    "nav": "#d9e8f7",
    "main": "#e4f3e4",
    "aside": "#f6ecd0",
    "section": "#eeeeee",
    "footer": "#e2ddf0",
}


def page_html(title: str, language: str, blocks: list[Block], width: int, gap: int) -> str:
    """A whole page: landmarks in reading order on a grid of 1, 6 or 12 columns."""
    body = "\n".join(_element(number, block) for number, block in enumerate(blocks, 1))
    return (
        f'<!doctype html>\n<html lang="{escape(language)}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>{escape(title)}</title>\n'
        f"<style>\n{_style(blocks, width, gap)}</style>\n</head>\n<body>\n"
        f'<h1 class="visually-hidden">{escape(title)}</h1>\n<div class="page">\n{body}\n</div>\n</body>\n</html>\n'
    )


def _element(number: int, block: Block) -> str:
    name, content = escape(block.name), escape(block.content)
    text = f"\n    <p>{content}</p>" if content else ""
    return (
        f'  <{block.role} class="block block-{number}" aria-labelledby="block-{number}">\n'
        f'    <h2 id="block-{number}">{name}</h2>{text}\n  </{block.role}>'
    )


def _style(blocks: list[Block], width: int, gap: int) -> str:
    def spans(columns: int) -> str:
        return "".join(
            f"  .block-{number} {{ grid-column: span {span(block, columns)}; }}\n"
            for number, block in enumerate(blocks, 1)
        )

    heights = "".join(f".block-{number} {{ min-height: {each.height}px; }}\n" for number, each in enumerate(blocks, 1))
    return (
        "* { box-sizing: border-box; }\n"
        "body { margin: 0; font-family: system-ui, sans-serif; line-height: 1.5; color: #1b1b1b; background: #fff; }\n"
        f".page {{ display: grid; grid-template-columns: minmax(0, 1fr); gap: {gap}px; padding: {gap}px;\n"
        f"  max-width: {width}px; margin: 0 auto; }}\n"
        ".block { padding: 1rem; background: #f2f2f2; border-radius: 6px; overflow-wrap: anywhere; }\n"
        ".block h2 { margin: 0; font-size: 1.1rem; }\n"
        ".visually-hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }\n"
        f"{heights}"
        f"@media (min-width: 600px) {{\n  .page {{ grid-template-columns: repeat(6, minmax(0, 1fr)); }}\n{spans(6)}}}\n"
        f"@media (min-width: 1000px) {{\n  .page {{ grid-template-columns: repeat(12, minmax(0, 1fr)); }}\n{spans(12)}}}\n"
    )


def preview_svg(title: str, screens: dict[str, list[Placed]], gap: int) -> str:
    """The screens side by side, each with its blocks."""
    parts, left, highest = [], 20, 0
    for name, placed in screens.items():
        width = max(each.x + each.width for each in placed) + gap
        height = page_height(placed, gap)
        blocks = "".join(_drawn(each) for each in placed)
        parts.append(
            f'<g transform="translate({left} 50)"><text y="-12" font-size="20">{name} {width}</text>'
            f'<rect width="{width}" height="{height}" fill="#fff" stroke="#555" stroke-width="2"/>{blocks}</g>'
        )
        left, highest = left + width + 40, max(highest, height)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {left} {highest + 70}" width="{left}" '
        f'height="{highest + 70}" font-family="sans-serif"><title>{escape(printable(title))}</title>'
        f'<rect width="{left}" height="{highest + 70}" fill="#fafafa"/>{"".join(parts)}</svg>'
    )


def _drawn(each: Placed) -> str:
    most = max(3, each.width // 9)
    name = each.block.name if len(each.block.name) <= most else each.block.name[: most - 1] + "…"
    return (
        f'<rect x="{each.x}" y="{each.y}" width="{each.width}" height="{each.height}" rx="6" '
        f'fill="{FILLS[each.block.role]}" stroke="#888"/>'
        f'<text x="{each.x + 8}" y="{each.y + 16}" font-size="14">{escape(printable(name))}</text>'
    )
