"""Rendering a whole text: what comes out, and what never does."""

import re
import time
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from project.lib.markdown import MAX_TEXT_CHARS, render
from project.lib.markdown.mathematics import ATTRIBUTES, ELEMENTS
from project.lib.markdown.parser import make_parser
from project.lib.markdown.sanitise import sanitise

# fmt: off
PLAIN_TAGS = [
    "blockquote", "br", "code", "del", "em", "h3", "h4", "h5", "h6", "hr", "label", "li", "p", "s", "span", "strong",
    "table", "tbody", "td", "th", "thead", "tr", "ul",
]
# fmt: on
ALLOWED: dict[str, set[str]] = {tag: {"class"} for tag in PLAIN_TAGS} | {
    "a": {"href", "title", "rel", "class"},
    "button": {"type", "class", "data-copy"},
    "div": {"class", "tabindex"},
    "img": {"src", "alt", "title", "loading"},
    "input": {"class", "type", "disabled", "checked"},
    "ol": {"start", "class"},
    "pre": {"tabindex", "class"},
}


ALLOWED |= {name: set(ATTRIBUTES) for name in ELEMENTS}


class Audit(HTMLParser):
    """Reads a page as a browser would and refuses whatever is not on the list."""

    def __init__(self) -> None:
        super().__init__()
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in ALLOWED, tag
        for name, value in attrs:
            assert name in ALLOWED[tag], (tag, name)
            if name == "href":
                assert re.match(r"https?:|mailto:|[^:/?#]*([/?#]|$)", value or ""), value
            if name == "src":
                assert re.match(r"/(?![/\\])", value or ""), value
            if tag == "a" and name == "rel":
                assert value == "noopener nofollow noreferrer"

    def handle_data(self, data: str) -> None:
        self.text += data


def audit(html: str) -> str:
    """The text a reader sees, after every element and attribute was checked."""
    reader = Audit()
    reader.feed(html)
    reader.close()
    html.encode()  # a lone surrogate would raise here
    assert "\x00" not in html
    return reader.text


def test_common_markdown_reads_as_expected() -> None:
    assert render("Hello **you** and ~~me~~") == "<p>Hello <strong>you</strong> and <s>me</s></p>\n"
    assert render("- one\n- two") == "<ul>\n<li>one</li>\n<li>two</li>\n</ul>\n"
    assert render("") == ""


def test_a_table_is_aligned_by_class_and_scrolls_by_itself() -> None:
    html = render("| a | b |\n|:--|--:|\n| 1 | 2 |")
    assert html.startswith('<div class="md-table" tabindex="0"><table>')
    assert '<td class="align-right">2</td>' in html
    assert "style" not in html


def test_tasks_are_disabled_checkboxes_with_their_text_as_label() -> None:
    html = render("- [x] done\n- [ ] open")
    assert html.count('type="checkbox"') == 2
    assert html.count("<label><input ") == 2
    assert html.count("disabled=") == 2
    assert html.count("checked=") == 1


def test_code_names_its_language_and_can_be_copied() -> None:
    html = render("```python\nx = 1 < 2\n```")
    assert '<span class="code-lang">python</span>' in html
    assert 'data-copy="code"' in html
    assert '<span class="hl-mi">1</span>' in html
    assert audit(html).endswith("x = 1 < 2\n\n")


def test_code_of_an_unknown_language_is_shown_plain() -> None:
    html = render("```nosuchlanguage\n<b>\n```")
    assert '<code class="hl">&lt;b&gt;\n</code>' in html


def test_an_unfinished_fence_is_code_already() -> None:
    assert '<code class="hl">' in render("```python\ndef f():")


def test_only_what_is_written_as_a_link_becomes_one() -> None:
    html = render("see main.py, notes.md, https://example.org/a and me@example.org")
    assert re.findall(r'href="([^"]+)"', html) == ["https://example.org/a", "mailto:me@example.org"]
    assert 'rel="noopener nofollow noreferrer"' in html


def test_headings_start_below_those_of_the_page() -> None:
    assert render("# A\n\n##### E") == '<h3 class="md-h1">A</h3>\n<h6 class="md-h5">E</h6>\n'


def test_images_of_this_site_are_shown_and_others_are_links() -> None:
    assert render("![cat](/files/cat.png)") == '<p><img src="/files/cat.png" alt="cat" loading="lazy"></p>\n'
    for address in ("https://example.org/p.png", "http://example.org/p.png", "//example.org/p.png"):
        html = render(f"![cat]({address})")
        assert "<img" not in html
        assert f'href="{address}"' in html
    assert 'src="/%5Cexample.org/p.png"' in render("![cat](/\\example.org/p.png)")


HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<a href='javascript:alert(1)'>x</a>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java\nscript:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](&#x6A;avascript&colon;alert(1))",
    "[x](\x01javascript:alert(1))",
    "[x](%6Aavascript:alert(1))",
    "[x](vbscript:msgbox)",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](data:image/png;base64,AAAA)",
    "[x](file:///etc/passwd)",
    "[x](blob:https://e.org/1)",
    "![x](javascript:alert(1))",
    "![x](data:image/svg+xml,<svg onload=alert(1)>)",
    '![x](/a.png" onerror="alert(1))',
    '[x](/a "t" onclick="alert(1)")',
    "<javascript:alert(1)>",
    '<https://e.org/"onmouseover=alert(1)>',
    "[a]: javascript:alert(1)\n\n[a]",
    '```"><script>alert(1)</script>\nx\n```',
    "```html\n<script>alert(1)</script>\n```",
    '``` " onclick=alert(1)\nx\n```',
    "`<script>alert(1)</script>`",
    "    <script>alert(1)</script>",
    "| <script> |\n|:-:|\n| <img onerror=a> |",
    "<!--><script>alert(1)</script>-->",
    "<style>*{display:none}</style>",
    "<div style='position:fixed'>x</div>",
    "<button data-copy='x' formaction='javascript:a'>x</button>",
    "</div></main><h1>x</h1>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "\u0000<script\u0000>alert(1)</script>",
    "\ud800 lone \udfff halves \udc00\ud800",
    "[x](http://\ud800.org)",
    "\u202e right to left \u2066",
    "\ufeff# bom",
    "[" * 3000,
    "]" * 3000,
    "> " * 3000 + "deep",
    "- " * 3000 + "deep",
    "**" * 3000,
    "![" * 2000 + "](/a)" * 2000,
    "<" * 5000,
    "&#0; &#xD800; &#x110000; &#99999999999;",
    "[x](http://[::1]:99999999/)",
    "[x](http://a:b:c:d/)",
    "http://\u0000 https://%%% https://[ https://xn--a http://" + "a" * 300,
    "\r\r\n\n\r",
    "\x0c\x0b\x85\u2028\u2029",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_only_text(text: str) -> None:
    audit(render(text))
    audit(render(f"- item\n\n  > {text}\n\n| {text} |\n|--|\n"))


def test_markup_in_the_text_is_shown_and_not_lost() -> None:
    assert audit(render("<b>bold</b> & <i>")) == "<b>bold</b> & <i>\n"


@pytest.mark.parametrize("mark", ["> ", "- "])
def test_what_is_nested_too_deep_is_shown_as_written(mark: str) -> None:
    assert audit(render(mark * 200 + "treasure")) == mark * 200 + "treasure\n"


def test_a_text_too_long_is_shown_as_written() -> None:
    html = render("**a** " * (MAX_TEXT_CHARS // 6 + 1))
    assert html.startswith('<pre class="md-plain">**a** ')


@pytest.mark.parametrize(
    "unit",
    ["[", "*", "a**b", "`", "![[]()", "> ", "<https://", "http://", "a@", "~~", "[a](b", "*_", "|a", "[a]: <", "x@y."],
)
def test_repeated_marks_cost_no_more_than_in_proportion(unit: str) -> None:
    """Twenty thousand characters of any mark take well under a second of processor time."""
    text = (unit * 20_000)[:20_000]
    start = time.process_time()
    audit(render("```\n" + text + "\n```\n\n" + text))
    paragraphs = "\n\n".join(text[i : i + 9_999] for i in range(0, len(text), 9_999))
    audit(render(paragraphs))
    assert time.process_time() - start < 3.0


@given(
    st.text(alphabet=st.one_of(st.characters(), st.sampled_from("[]()<>*_`~#-|!&:\\\"'\n\t /\x00\ud800")), max_size=300)
)
def test_whatever_is_written_comes_out_harmless(text: str) -> None:
    audit(render(text))


# fmt: off
PIECES = st.sampled_from([
    "# h\n", "para\n", "more text\n", "\n", "- a\n", "  - b\n", "1. x\n", "2. y\n", "> q\n", "```\n", "```py\n",
    "code\n", "    indented\n", "---\n", "===\n", "|a|b|\n", "|-|-|\n", "***\n", "- [ ] t\n", "\ttab\n", "*it*",
    "`c", "x", " ", "+\n", "~~~\n", "* * *\n", "<div>\n", "1)\n", "\\\n",
])
# fmt: on


@given(st.lists(PIECES, max_size=25).map("".join))
def test_blocks_rendered_alone_equal_the_text_rendered_at_once(text: str) -> None:
    assert render(text) == sanitise(make_parser().render(text))


@pytest.mark.parametrize("text", [r"Euler: $e^{i\pi} = -1$.", r"Euler: \(e^{i\pi} = -1\)."])
def test_a_formula_is_mathml(text: str) -> None:
    assert str(render(text)) == (
        '<p>Euler: <span class="md-formula"><math display="inline"><mrow><msup><mi>e</mi><mrow><mi>i</mi><mi>π</mi></mrow>'
        "</msup><mo>=</mo><mo>−</mo><mn>1</mn></mrow></math></span>.</p>\n"
    )


@pytest.mark.parametrize("text", ["$$\n\\frac{a}{b}\n$$", r"\[\frac{a}{b}\]"])
def test_a_formula_on_its_own_stands_apart(text: str) -> None:
    html = str(render(text))
    assert '<math display="block"><mrow><mfrac>' in html
    audit(html)


@pytest.mark.parametrize("text", ["It costs $5 and $6.", "US$ 5, CA$ 6", r"\\(x\\)", "a $ b $ c", "`$x$`"])
def test_amounts_and_code_are_no_formulas(text: str) -> None:
    assert "<math" not in render(text)


@pytest.mark.parametrize(
    "formula",
    [
        r"\text{<img src=x onerror=alert(1)>}",
        r"\href{javascript:alert(1)}{x}",
        r"\frac{",
        r"\unicode{60}script\unicode{62}",
        r"\class{x}{y} \style{color:red}{z} \color{red}{x}",
        r"\mathbb{</math><script>alert(1)</script>}",
        "{" * 900,
        r"\sqrt{" * 200 + "}" * 200,
        "x" * 3_000,
    ],
)
def test_a_hostile_formula_is_a_formula_or_its_source(formula: str) -> None:
    html = str(render(f"Before ${formula}$ after"))
    audit(html)
    assert "Before" in html
    assert "after" in html


def test_nobody_writes_a_formulas_place_by_hand() -> None:
    assert "&lt;span" in render('<span class="md-math">0</span> $a$')
