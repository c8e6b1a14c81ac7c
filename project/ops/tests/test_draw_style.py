"""The design system keeps its promises: contrast, defined tokens, no inline style or script, icons that exist."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template import engines

CSS = Path(settings.BASE_DIR) / "static" / "css"
TEMPLATES = Path(settings.BASE_DIR) / "templates"
TEXT, GRAPHIC = 4.5, 3.0  # what WCAG 2.2 asks of text, and of edges and icons that carry meaning

SURFACES = ["page", "surface", "raised", "sunken", "hover"]
STATES = ["good", "warn", "bad", "note"]
CODE = ["ink", "comment", "keyword", "name", "string", "number", "type"]
PAIRS = [
    *[(ink, surface, TEXT) for ink in ("ink", "ink-soft", "ink-faint", "accent-ink") for surface in SURFACES],
    *[("ink", soft, TEXT) for soft in ("selected", "accent-soft", *[f"{state}-soft" for state in STATES])],
    *[(state, f"{state}-soft", TEXT) for state in STATES],
    *[(state, surface, TEXT) for state in STATES for surface in ("page", "surface", "raised")],
    *[(f"code-{part}", "code-page", TEXT) for part in CODE],
    *[("ink", f"tint-{number}", TEXT) for number in range(1, 7)],
    ("accent-ink", "accent-soft", TEXT),
    ("accent-ink", "selected", TEXT),
    ("on-accent", "accent", TEXT),
    ("on-accent", "accent-hover", TEXT),
    ("on-bad", "bad-fill", TEXT),
    ("bad", "code-page", TEXT),
    ("line-strong", "page", GRAPHIC),
    ("line-strong", "surface", GRAPHIC),
    ("accent", "page", GRAPHIC),
    ("accent", "surface", GRAPHIC),
    ("accent", "sunken", GRAPHIC),
]


def colours() -> dict[str, tuple[str, str]]:
    """Each colour token's light and dark value."""
    found = re.findall(
        r"--([a-z0-9-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);", (CSS / "tokens.css").read_text()
    )
    return {name: (light, dark) for name, light, dark in found}


def luminance(colour: str) -> float:
    """Relative luminance as WCAG defines it."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, from 1 to 21."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_is_computed_as_defined() -> None:
    assert contrast("#000000", "#ffffff") == 21
    assert round(contrast("#777777", "#ffffff"), 2) == 4.48


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_pair_of_colours_has_enough_contrast(theme: str) -> None:
    known = {name: values[theme == "dark"] for name, values in colours().items()}
    poor = {
        f"{ink} on {surface}": round(contrast(known[ink], known[surface]), 2)
        for ink, surface, least in PAIRS
        if contrast(known[ink], known[surface]) < least
    }
    assert poor == {}


def test_every_token_used_is_defined() -> None:
    sheets = {path.name: path.read_text() for path in CSS.glob("*.css")}
    defined = {name for sheet in sheets.values() for name in re.findall(r"(--[a-z0-9-]+):", sheet)}
    used = {(name, token) for name, sheet in sheets.items() for token in re.findall(r"var\((--[a-z0-9-]+)", sheet)}
    assert {(name, token) for name, token in used if token not in defined} == set()


def test_colours_are_named_in_the_tokens_alone() -> None:
    for path in CSS.glob("*.css"):
        if path.name != "tokens.css" and not path.name.startswith("admin-"):  # the admin wears unfold's colours
            assert re.findall(r"#[0-9a-fA-F]{3,8}\b|rgba?\(", path.read_text()) == [], path.name


PAGES = sorted(path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.rglob("*.html"))


@pytest.mark.parametrize("name", PAGES)
def test_a_template_compiles_and_brings_no_style_or_script_of_its_own(name: str) -> None:
    engines["django"].get_template(name)
    source = re.sub(r"{%.*?%}", "", (TEMPLATES / name).read_text())
    assert re.findall(r"\sstyle=|<style\b|\son[a-z]+=|javascript:", source) == []
    assert [tag for tag in re.findall(r"<script\b[^>]*>", source) if "src=" not in tag] == []


def test_every_icon_named_in_a_template_exists() -> None:
    from project.ops.templatetags.daimon import icon_names

    named = {name for page in PAGES for name in re.findall(r'{% icon "([^"]+)"', (TEMPLATES / page).read_text())}
    assert named - set(icon_names()) == set()


def test_every_class_of_a_page_is_styled() -> None:
    """A class that no stylesheet knows is a slip of the pen; hooks of scripts and libraries are data- attributes."""
    sheets = "".join(path.read_text() for path in CSS.glob("*.css"))
    styled = set(re.findall(r"\.([a-zA-Z][\w-]*)", sheets))
    for page in (page for page in PAGES if not page.startswith("admin/")):
        source = re.sub(r"{[%{].*?[%}]}", "\0", (TEMPLATES / page).read_text())
        for value in re.findall(r'class="([^"]*)"', source):
            names = {name for name in re.split(r"[\s]+", value) if name and "\0" not in name}
            assert names - styled == set(), page
