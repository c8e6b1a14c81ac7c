"""layout_generator and ui_mockup_tool."""

import io

import pytest
from lxml import etree
from PIL import Image

SHOP = [
    {"name": "Menu", "role": "header", "height": 60},
    {"name": "Goods", "role": "main", "columns": 8, "height": 400},
    {"name": "Basket", "role": "aside", "columns": 4},
    {"name": "Imprint", "role": "footer"},
]


def test_blocks_lie_in_rows_of_twelve_columns(calc):
    screens = calc("layout_generator", blocks=SHOP, width=1200, gap=16).data["screens"]
    # A column is (1200 - 13 * 16) / 12 = 82.67 wide; eight with seven gaps make 773.
    assert [tuple(each.values()) for each in screens["wide"]["blocks"]] == [
        ("Menu", 16, 16, 1168, 60),
        ("Goods", 16, 92, 773, 400),
        ("Basket", 805, 92, 379, 400),
        ("Imprint", 16, 508, 1168, 120),
    ]
    assert [each["x"] for each in screens["phone"]["blocks"]] == [16, 16, 16, 16]
    assert screens["phone"]["height"] == 60 + 400 + 120 + 120 + 5 * 16


def test_the_page_passes_the_accessibility_check(calc):
    page = calc("layout_generator", title="Shop <1>", blocks=SHOP).data["html"]
    assert "<title>Shop &lt;1&gt;</title>" in page
    assert "  .block-2 { grid-column: span 8; }" in page
    assert calc("accessibility_checker", html=page).data["findings"] == []


def test_blocks_never_overlap_or_leave_the_page(calc):
    blocks = [{"name": f"B{number}", "columns": number % 12 + 1, "height": 20 + number} for number in range(40)]
    for screen, width in (("wide", 1200), ("middle", 768), ("phone", 390)):
        placed = calc("layout_generator", blocks=blocks).data["screens"][screen]["blocks"]
        assert all(each["x"] >= 0 and each["x"] + each["width"] <= width for each in placed)
        for at, one in enumerate(placed):
            for other in placed[at + 1 :]:
                apart = one["x"] + one["width"] <= other["x"] or other["x"] + other["width"] <= one["x"]
                assert apart or one["y"] + one["height"] <= other["y"]


@pytest.mark.parametrize(
    ("blocks", "field"),
    [
        ([], "blocks"),
        ([{"name": "A"}, {"name": "a"}], "blocks.1.name"),
        ([{"name": " "}], "blocks.0.name"),
        ([{"name": "A", "columns": 13}], "blocks.0.columns"),
        ([{"name": "A", "role": "main"}, {"name": "B", "role": "main"}], "blocks"),
    ],
)
def test_bad_blocks_are_named(calc, blocks, field):
    assert list(calc.refused("layout_generator", blocks=blocks)) == [field]


SIGN_IN = [
    {"kind": "heading", "label": "Welcome"},
    {"kind": "input", "label": "E-mail & more"},
    {"kind": "button", "label": "Sign in"},
    {"kind": "button", "label": "Cancel", "beside": True},
    {"kind": "table", "label": "Plans", "items": ["Name | Price", "Free | 0"]},
    {"kind": "image", "label": "Logo", "height": 100},
]


def test_components_lie_below_and_beside_each_other(calc):
    made = calc("ui_mockup_tool", components=SIGN_IN)
    places = [(each["x"], each["y"], each["width"], each["height"]) for each in made.data["places"]]
    assert places == [
        (20, 64, 350, 28),
        (20, 106, 350, 56),
        (20, 176, 168, 38),
        (202, 176, 168, 38),
        (20, 228, 350, 80),
        (20, 322, 350, 100),
    ]
    assert (made.data["width"], made.data["height"]) == (390, 442)


def test_a_wireframe_is_svg_png_and_html(calc):
    svg, png, page = calc("ui_mockup_tool", components=SIGN_IN).artifacts
    root = etree.fromstring(svg.content)
    assert "E-mail & more" in "".join(root.itertext())
    picture = Image.open(io.BytesIO(png.content))
    assert picture.size == (390, 442)
    assert picture.convert("RGB").getpixel((30, 180)) == (0x44, 0x44, 0x44)
    assert b'<label for="field-1">E-mail &amp; more</label><input id="field-1">' in page.content


def test_characters_that_no_drawing_can_hold_are_replaced(calc):
    buttons = [{"kind": "button", "label": "Go\x17\ufffe\ud7ff"}]
    svg, png, _ = calc("ui_mockup_tool", title="Keys \x01", components=buttons).artifacts
    assert "Go\ufffd\ufffd\ud7ff" in "".join(etree.fromstring(svg.content).itertext())
    assert png.content.startswith(b"\x89PNG")
    preview = calc("layout_generator", title="\x0b", blocks=[{"name": "a\x08", "role": "main"}]).artifacts[-1]
    assert "a\ufffd" in "".join(etree.fromstring(preview.content).itertext())


def test_the_html_passes_the_accessibility_check(calc):
    kinds = [
        {"kind": "select", "label": "Size", "items": ["S", "M"]},
        {"kind": "radio", "label": "Way", "items": ["Post", "Shop"]},
        {"kind": "checkbox", "label": "Gift"},
        {"kind": "nav", "items": ["Home", "Help"]},
        {"kind": "list", "label": "Steps", "items": ["One"]},
        {"kind": "textarea", "label": "Note"},
        {"kind": "card", "label": "Card"},
        {"kind": "divider"},
        {"kind": "link", "label": "All goods"},
    ]
    page = calc("ui_mockup_tool", components=[*SIGN_IN, *kinds]).artifacts[2].content.decode()
    assert calc("accessibility_checker", html=page).data["findings"] == []


@pytest.mark.parametrize(("screen", "width", "each"), [("tablet", 768, 109), ("desktop", 1200, 181)])
def test_a_row_holds_six_and_the_seventh_begins_the_next(calc, screen, width, each):
    # Two margins of 20 and five gaps of 14 leave 658 of 768, and 1090 of 1200.
    buttons = [{"kind": "button", "label": f"B{number}", "beside": True} for number in range(7)]
    made = calc("ui_mockup_tool", title="Keys", screen=screen, components=buttons)
    places = [(place["x"], place["y"], place["width"]) for place in made.data["places"]]
    assert places[:6] == [(20 + at * (each + 14), 64, each) for at in range(6)]
    assert places[6] == (20, 64 + 38 + 14, width - 40)
    assert Image.open(io.BytesIO(made.artifacts[1].content)).size == (width, made.data["height"])


@pytest.mark.parametrize(
    ("component", "field"),
    [
        ({"kind": "hologram"}, "components.0.kind"),
        ({"kind": "list"}, "components.0.items"),
        ({"kind": "button"}, "components.0.label"),
        ({"kind": "image", "height": 5}, "components.0.height"),
    ],
)
def test_a_bad_component_is_named(calc, component, field):
    assert list(calc.refused("ui_mockup_tool", components=[component])) == [field]
