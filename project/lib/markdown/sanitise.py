"""The last gate before a page: only the elements and attributes our own renderer writes come through."""

import nh3

# fmt: off
TAGS = {
    "a", "blockquote", "br", "button", "code", "del", "div", "em", "h3", "h4", "h5", "h6", "hr", "img", "input", "label",
    "li", "ol", "p", "pre", "s", "span", "strong", "table", "tbody", "td", "th", "thead", "tr", "ul",
}
# fmt: on
_cleaner = nh3.Cleaner(
    tags=TAGS,
    clean_content_tags={
        "script",
        "style",
        "template",
        "noscript",
        "iframe",
        "object",
        "svg",
        "math",
        "title",
        "textarea",
    },
    attributes={
        "*": {"class"},
        "a": {"href", "title"},
        "img": {"src", "alt", "title"},
        "ol": {"start"},
    },
    tag_attribute_values={
        "button": {"type": {"button"}, "data-copy": {"code"}},
        "div": {"tabindex": {"0"}},
        "img": {"loading": {"lazy"}},
        "input": {"type": {"checkbox"}, "disabled": {"disabled"}, "checked": {"checked"}},
        "pre": {"tabindex": {"0"}},
    },
    url_schemes={"http", "https", "mailto"},
    link_rel="noopener nofollow noreferrer",
)


def sanitise(html: str) -> str:
    """The HTML without anything that could run, load from elsewhere, or style itself."""
    return _cleaner.clean(html)
