"""markdown_generator."""

import pytest
from markdown_it import MarkdownIt

from spirits.tools.content.markdown_generator import escaped


def test_a_document_is_written(calc):
    made = calc(
        "markdown_generator",
        title="Plan",
        contents=True,
        sections=[
            {"heading": "First steps", "text": "One line.\n\nAnother.", "bullets": ["a", "b"]},
            {"heading": "Code", "level": 3, "code": {"content": "print(1)\n", "language": "python"}},
        ],
    ).data
    assert made["markdown"] == (
        "# Plan\n\n- [First steps](#first-steps)\n  - [Code](#code)\n\n## First steps\n\nOne line.\n\nAnother.\n\n"
        "- a\n- b\n\n### Code\n\n```python\nprint(1)\n```\n"
    )
    assert (made["headings"], made["code_blocks"]) == (3, 1)


def test_a_table_is_written_with_its_alignment(calc):
    table = {"header": ["Name", "Age"], "rows": [["Ann | Bo", "4"]], "align": ["left", "right"]}
    made = calc("markdown_generator", sections=[{"table": table}]).data["markdown"]
    assert made == "| Name | Age |\n| :--- | ---: |\n| Ann \\| Bo | 4 |\n"
    html = MarkdownIt("commonmark").enable("table").render(made)
    assert '<td style="text-align:left">Ann | Bo</td>' in html


@pytest.mark.parametrize(
    "line",
    [
        "*not bold*",
        "# no heading",
        "1. no list",
        "- no list",
        "<b>",
        "a_b_c",
        "[x](y)",
        "`x`",
        "&amp;",
        "C:\\dir",
        "+ x",
        "=",
        "a #",
        "~~x~~",
    ],
)
def test_plain_text_stays_plain(calc, line):
    made = calc("markdown_generator", sections=[{"text": line}]).data["markdown"]
    html = MarkdownIt("commonmark").enable("strikethrough").render(made)
    shown = line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert html == f"<p>{shown}</p>\n"


def test_two_lists_stay_apart_and_fences_hold(calc):
    made = calc(
        "markdown_generator",
        sections=[{"bullets": ["a"], "tasks": [{"text": "b", "done": True}], "code": {"content": "```\nx\n```"}}],
    ).data["markdown"]
    html = MarkdownIt("commonmark").render(made)
    assert html.count("<ul>") == 2
    assert "- [x] b" in made
    assert "<pre><code>```\nx\n```\n</code></pre>" in html


def test_equal_headings_get_their_own_anchors(calc):
    made = calc("markdown_generator", contents=True, sections=[{"heading": "A b!"}, {"heading": "A b!"}]).data
    assert "(#a-b)" in made["markdown"]
    assert "(#a-b-1)" in made["markdown"]


def test_a_file_is_kept(calc):
    made = calc("markdown_generator", sections=[{"heading": "Hi"}], file_name="note")
    assert [(each.name, each.content) for each in made.artifacts] == [("note.md", b"## Hi\n")]


def test_escaping_marks_only_what_needs_it():
    assert escaped("It costs 3.50 - a bargain!") == "It costs 3.50 - a bargain!"


def test_bad_arguments_are_named(calc):
    assert calc.refused("markdown_generator", sections=[]) == {"sections": ["Needs at least 1 entries."]}
    assert "sections.0" in calc.refused("markdown_generator", sections=[{}])
    short = {"table": {"header": ["a", "b"], "rows": [["1"]]}}
    assert calc.refused("markdown_generator", sections=[short]) == {
        "sections.0.table.rows.0": ["Has 1 cells; the header has 2."]
    }
    assert "sections.0.level" in calc.refused("markdown_generator", sections=[{"heading": "x", "level": 9}])
