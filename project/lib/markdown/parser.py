"""How markdown is read: CommonMark with tables, strikethrough, task lists, bare links and formulas, and no HTML."""

import re
from collections.abc import MutableMapping, Sequence
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markdown_it.utils import OptionsDict
from mdit_py_plugins.tasklists import tasklists_plugin

from project.lib.markdown.highlight import code_block
from project.lib.markdown.mathematics import mathml, place, read_formulas

# Lists count two levels each, so this is twenty-four lists inside one another.
MAX_NESTING = 48

_SAFE_LINK = re.compile(r"(https?|mailto):|[^:/?#]*([/?#]|$)", re.IGNORECASE)
_OWN_PATH = re.compile(r"/(?![/\\])")
_ALIGNMENT = re.compile(r"text-align:(left|center|right)")


def is_safe_link(url: str) -> bool:
    """Whether a link may be followed: http, https, mailto, or an address without a scheme."""
    return _SAFE_LINK.match(url) is not None


class HtmlRenderer(RendererHTML):
    """Writes HTML without inline styles: code carries classes, alignment is a class, foreign images become links."""

    def fence(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: MutableMapping[str, Any]) -> str:
        """A fenced block, labelled with its language."""
        info = tokens[idx].info.split(maxsplit=1)
        return code_block(tokens[idx].content, language=info[0] if info else "")

    def code_block(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: MutableMapping[str, Any]) -> str:
        """An indented block; it names no language."""
        return code_block(tokens[idx].content, language="")

    def image(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: MutableMapping[str, Any]) -> str:
        """An image of this site; any other is offered as a link, because loading it would tell its server who reads."""
        token = tokens[idx]
        source = str(token.attrGet("src") or "")
        alt = self.renderInlineAsText(token.children, options, env)
        if _OWN_PATH.match(source):
            token.attrSet("alt", alt)
            token.attrSet("loading", "lazy")
            return f"<img{self.renderAttrs(token)}>"
        link = Token("link_open", "a", 1, attrs={"href": source, "class": "md-image-link"})
        return f"<a{self.renderAttrs(link)}>{_escape(alt or source)}</a>"

    def math_inline(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: MutableMapping[str, Any]
    ) -> str:
        """A formula within a line."""
        return _formula(tokens[idx], env, is_block=False)

    def math_inline_double(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: MutableMapping[str, Any]
    ) -> str:
        """A formula that stands apart although it was written within a line."""
        return _formula(tokens[idx], env, is_block=True)

    def math_block(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: MutableMapping[str, Any]) -> str:
        """A formula that stands apart, and scrolls by itself when it is long."""
        return f'<div class="md-math-block" tabindex="0">{_formula(tokens[idx], env, is_block=True)}</div>\n'

    def table_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: MutableMapping[str, Any]) -> str:
        """A table that scrolls by itself, so that the page never does."""
        return '<div class="md-table" tabindex="0"><table>\n'

    def table_close(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: MutableMapping[str, Any]
    ) -> str:
        """The end of the table and of what it scrolls in."""
        return "</table></div>\n"


def _formula(token: Token, env: MutableMapping[str, Any], *, is_block: bool) -> str:
    """The formula's place; the formula itself is kept in ``env`` until the sanitiser has been through."""
    formulas: list[str] = env.setdefault("formulas", [])
    formulas.append(mathml(token.content, is_block=is_block))
    return place(len(formulas) - 1)


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def _align_by_class(state: StateCore) -> None:
    """Say a table cell's alignment by class; an inline style would be refused by the page's policy."""
    for token in state.tokens:
        if token.type in ("th_open", "td_open") and (style := token.attrs.pop("style", None)):
            alignment = _ALIGNMENT.match(str(style))
            if alignment:
                token.attrSet("class", f"align-{alignment.group(1)}")


def _lower_headings(state: StateCore) -> None:
    """Start a text's headings at level three: the first two belong to the page around it."""
    for token in state.tokens:
        if token.type in ("heading_open", "heading_close"):
            level = int(token.tag[1])
            token.tag = f"h{min(level + 2, 6)}"
            if token.nesting == 1:
                token.attrSet("class", f"md-h{level}")


def make_parser() -> MarkdownIt:
    """A parser with all our rules; it keeps no state between texts."""
    parser = MarkdownIt(
        "commonmark",
        {"html": False, "linkify": True, "maxNesting": MAX_NESTING},
        renderer_cls=HtmlRenderer,
    )
    parser.enable(["table", "strikethrough", "linkify"])
    parser.use(tasklists_plugin, label=True)
    read_formulas(parser)
    for kind in ("math_inline", "math_inline_double", "math_block"):  # instead of the plugin's own
        parser.renderer.rules[kind] = getattr(parser.renderer, kind)  # type: ignore[attr-defined]  # HtmlRenderer's
    # Only what is written as a link becomes one: "main.py" is a file name, not a site in Paraguay.
    assert parser.linkify is not None
    parser.linkify.set({"fuzzy_link": False, "fuzzy_email": True, "fuzzy_ip": False})
    parser.core.ruler.push("align_by_class", _align_by_class)
    parser.core.ruler.push("lower_headings", _lower_headings)
    parser.validateLink = is_safe_link  # type: ignore[method-assign]
    return parser
