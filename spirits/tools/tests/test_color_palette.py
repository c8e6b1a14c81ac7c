"""color_palette_creator."""

import io

import pytest
from PIL import Image

from project.lib.clock import now
from spirits.services.workspace import write_file
from spirits.tools.specialized.design.palette_work import contrast


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [("#000", "#fff", 21), ("#777777", "#ffffff", 4.47), ("#767676", "#ffffff", 4.54), ("#ff0000", "#ffffff", 3.99)],
)
def test_contrasts_are_those_of_wcag(one, other, ratio):
    assert contrast(one, other) == ratio


@pytest.mark.parametrize("color", ["#3366cc", "yellow", "black", "white", "oklch(70% 0.4 150)", "#808080"])
@pytest.mark.parametrize(("level", "least"), [("AA", 4.5), ("AAA", 7)])
def test_every_text_can_be_read(calc, color, level, least):
    data = calc("color_palette_creator", color=color, level=level).data
    texts = [each for each in data["contrasts"] if not each["front"].startswith("on-")]
    assert len(texts) == 12
    assert all(each["ratio"] >= least and each["passes"] for each in texts)
    assert all(each["ratio"] >= 4.5 for each in data["contrasts"])


def test_the_complement_of_red_lies_opposite(calc):
    data = calc("color_palette_creator", color="red", harmony="complementary").data
    assert data["base"] == "#ff0000"
    red, green, blue = (int(data["harmony"][1][at : at + 2], 16) for at in (1, 3, 5))
    assert blue > red
    assert green > red


def test_a_palette_comes_with_css_and_a_sheet(calc):
    made = calc("color_palette_creator", mood="calm")
    assert [each.name for each in made.artifacts] == ["palette.css", "palette.svg"]
    assert f"--color-primary: {made.data['light']['primary']};" in made.artifacts[0].content.decode()
    assert b"prefers-color-scheme: dark" in made.artifacts[0].content


def test_a_picture_gives_its_colours(use, alice):
    picture = Image.new("RGB", (90, 90), (200, 0, 0))
    picture.paste((0, 0, 200), (0, 0, 90, 30))
    buffer = io.BytesIO()
    picture.save(buffer, "PNG")
    write_file(user=alice, path="flag.png", content=buffer.getvalue(), now=now())
    assert use("color_palette_creator", picture="flag.png").data["harmony"] == ["#c80000", "#0000c8"]


def test_what_is_no_picture_is_refused(use, alice):
    write_file(user=alice, path="flag.png", content=b"not a picture", now=now())
    assert list(use.refused("color_palette_creator", picture="flag.png")) == ["picture"]
    assert list(use.refused("color_palette_creator", picture="none.png")) == ["path"]


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"color": "blurple"}, "color"),
        ({"color": "rgb(0 0 0 / 50%)"}, "color"),
        ({}, "color"),
        ({"color": "red", "mood": "calm"}, "mood"),
        ({"mood": "grumpy"}, "mood"),
    ],
)
def test_a_bad_call_names_the_argument(calc, given, field):
    assert list(calc.refused("color_palette_creator", **given)) == [field]
