"""Formulas in TeX become MathML, which browsers draw and read aloud by themselves: no script, no font, no picture.

The sanitiser never sees MathML. It sees a numbered place, and the formula, built here from a closed list of elements,
is put there afterwards.
"""

import re
from html import escape
from xml.etree import ElementTree

from latex2mathml.converter import convert
from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from mdit_py_plugins.dollarmath import dollarmath_plugin

LONGEST_FORMULA = 2_000
DEEPEST = 60
NAMESPACE = "{http://www.w3.org/1998/Math/MathML}"
# The elements of MathML Core that hold no HTML and load nothing.
ELEMENTS = frozenset([
    "math", "mrow", "mi", "mn", "mo", "mtext", "mspace", "ms", "mfrac", "msqrt", "mroot", "mstyle", "mpadded", "mphantom",
    "msub", "msup", "msubsup", "munder", "mover", "munderover", "mmultiscripts", "mprescripts", "mtable", "mtr", "mtd", "merror",
])  # fmt: skip
ATTRIBUTES = {
    name: re.compile(pattern)
    for name, pattern in {
        "display": "block|inline",
        "displaystyle|stretchy|symmetric|fence|separator|largeop|movablelimits|accent|accentunder": "true|false",
        "mathvariant": "normal",
        "form": "prefix|infix|postfix",
        "linethickness|width|height|depth|lspace|rspace|minsize|maxsize|voffset": r"-?\d{1,3}(\.\d{1,4})?(em|ex|px|pt|%)?",
        "scriptlevel": r"[+-]?\d",
    }.items()
    for name in name.split("|")
}
_PLACE = re.compile(r'<span class="md-math">(\d+)</span>')


def read_formulas(parser: MarkdownIt) -> None:
    r"""Teach the parser ``$…$``, ``$$…$$``, ``\(…\)`` and ``\[…\]``; an amount such as $5 stays text."""
    parser.use(dollarmath_plugin, allow_space=False, allow_digits=False, double_inline=True, allow_labels=False)
    parser.inline.ruler.before("escape", "math_brackets", _brackets)


def mathml(source: str, *, is_block: bool) -> str:
    """The formula as MathML with its source as the text for those who cannot see it; as code where it is no TeX."""
    source = source.strip()
    try:
        if len(source) > LONGEST_FORMULA:
            raise ValueError("too long")
        tree = ElementTree.fromstring(convert(source, display="block" if is_block else "inline"))  # noqa: S314 - the library's own output
        body = _written(tree, 0)
    except Exception:  # noqa: BLE001 - the library answers bad TeX with whatever it meets; the source is shown then
        return f'<code class="md-math-source">{escape(source)}</code>'
    return f'<span class="md-formula{" md-formula--block" if is_block else ""}">{body}</span>'


def place(number: int) -> str:
    """What stands for a formula until the sanitiser has been through."""
    return f'<span class="md-math">{number}</span>'


def put_formulas(html: str, formulas: list[str]) -> str:
    """The HTML with each formula in its place."""
    return _PLACE.sub(lambda found: formulas[int(found[1])], html) if formulas else html


def _brackets(state: StateInline, silent: bool) -> bool:
    start = state.pos
    opening = state.src[start : start + 2]
    if opening not in ("\\(", "\\["):
        return False
    closing = "\\)" if opening == "\\(" else "\\]"
    end = state.src.find(closing, start + 2, min(state.posMax, start + LONGEST_FORMULA))
    if end < 0 or not state.src[start + 2 : end].strip():
        return False
    if not silent:
        token = state.push("math_inline" if opening == "\\(" else "math_inline_double", "math", 0)
        token.content = state.src[start + 2 : end]
    state.pos = end + 2
    return True


def _written(element: ElementTree.Element, depth: int) -> str:
    """The element and what is in it, as far as it is on the list."""
    name = element.tag.removeprefix(NAMESPACE)
    if depth > DEEPEST:
        raise ValueError("too deep")
    inside = escape(element.text or "") + "".join(
        _written(child, depth + 1) + escape((child.tail or "").strip()) for child in element
    )
    if name not in ELEMENTS:
        return inside
    kept = "".join(
        f' {key}="{value}"' for key, value in element.attrib.items() if key in ATTRIBUTES and ATTRIBUTES[key].fullmatch(value)
    )  # fmt: skip
    return f"<{name}{kept}>{inside}</{name}>"
