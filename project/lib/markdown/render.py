"""From markdown to safe HTML."""

from html import escape
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from project.lib.markdown.blocks import Block, split_blocks
from project.lib.markdown.mathematics import put_formulas
from project.lib.markdown.normal import normalise
from project.lib.markdown.parser import make_parser
from project.lib.markdown.sanitise import sanitise

# A longer text is shown as it was written, which bounds the work a single message can cause.
MAX_TEXT_CHARS = 500_000

_parser = make_parser()


def render(text: str) -> SafeString:
    """HTML for any text whatever; it holds no script, no style, no foreign image, and nothing of the text is lost.

    The result is, by construction, the blocks of the text rendered one by one.
    """
    text = normalise(text)
    if len(text) > MAX_TEXT_CHARS:
        return plain(text)
    split = split_blocks(text)
    html = "".join(render_block(block, references=split.references) for block in split.blocks)
    return mark_safe(html)  # noqa: S308 - every block came through the sanitiser


def render_block(block: Block, *, references: dict[str, Any]) -> str:
    """One block's HTML; a block that cannot be parsed within bounds is shown as it was written."""
    if not block.is_parsable:
        return plain(block.source)
    env: dict[str, Any] = {"references": dict(references), "formulas": []}
    return put_formulas(sanitise(_parser.render(block.source, env)), env["formulas"])


def plain(text: str) -> SafeString:
    """The text as it was written, line for line."""
    return mark_safe(f'<pre class="md-plain">{escape(text)}</pre>\n')  # noqa: S308 - escaped on this line
