"""Where blocks lie on a grid: row by row, in reading order."""

from dataclasses import dataclass

WIDEST = 12


@dataclass(frozen=True)
class Block:
    """A part of a page."""

    name: str
    role: str
    columns: int
    height: int
    content: str = ""


@dataclass(frozen=True)
class Placed:
    """A block with its place in pixels."""

    block: Block
    x: int
    y: int
    width: int
    height: int


def span(block: Block, columns: int) -> int:
    """How many of so many columns the block takes: its share of twelve, and never less than half of the middle six."""
    if columns == WIDEST:
        return block.columns
    if columns == 1:
        return 1
    return columns if block.columns > WIDEST // 2 else max(columns // 2, round(block.columns * columns / WIDEST))


def rows_of(blocks: list[Block], columns: int) -> list[list[Block]]:
    """The blocks in rows that never take more than so many columns."""
    rows: list[list[Block]] = []
    left = 0
    for block in blocks:
        needed = span(block, columns)
        if needed > left:
            rows.append([])
            left = columns
        rows[-1].append(block)
        left -= needed
    return rows


def place(blocks: list[Block], *, columns: int, width: int, gap: int) -> list[Placed]:
    """Each block's rectangle; blocks of a row are as high as its highest."""
    column = (width - gap * (columns + 1)) / columns
    placed: list[Placed] = []
    y = gap
    for row in rows_of(blocks, columns):
        height = max(each.height for each in row)
        start = 0
        for block in row:
            taken = span(block, columns)
            x = round(gap + start * (column + gap))
            placed.append(Placed(block, x, y, round(taken * column + (taken - 1) * gap), height))
            start += taken
        y += height + gap
    return placed


def page_height(placed: list[Placed], gap: int) -> int:
    """How high the page is."""
    return max(each.y + each.height for each in placed) + gap
