"""Every kind of document becomes blocks with their headings and pages; run here as the worker runs it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from training.knowledge import parse_work
from training.knowledge.tests.documents import docx, epub, paragraph, pdf, rows

Blocks = list[tuple[str, int, int | None]]


@pytest.fixture
def read(tmp_path: Path) -> Callable[[bytes | str, str], tuple[str, Blocks, dict[str, Any]]]:
    """Kind, blocks as (text, level, page), and everything else."""

    def run(content: bytes | str, name: str) -> tuple[str, Blocks, dict[str, Any]]:
        path = tmp_path / "document"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        seen = parse_work.look(str(path), name)
        told = parse_work.read(str(path), seen["kind"], 0, 100)
        return seen["kind"], [(each["text"], each["level"], each["page"]) for each in told["blocks"]], told

    return run


def test_pdf_has_pages_an_outline_and_no_running_heads(read: Any) -> None:
    pages = [
        ["Annual report", "Overview", "The harbour was dredged in March and the quay was rebuilt in gra-", "nite."],
        *([["Annual report", f"Text of page {number} stands alone."] for number in range(2, 7)]),
    ]
    kind, blocks, told = read(pdf(pages, title="Harbour", outline={1: "Overview"}), "report.pdf")
    assert (kind, told["title"], told["pages"]) == ("pdf", "Harbour", 6)
    assert blocks[0] == ("Overview", 1, 1)
    assert blocks[1] == ("The harbour was dredged in March and the quay was rebuilt in granite.", 0, 1)
    assert blocks[2] == ("Text of page 2 stands alone.", 0, 2)
    assert not any("Annual report" in text for text, _, _ in blocks)


def test_word_has_headings_by_name_tables_and_pages(read: Any) -> None:
    row = "<w:tbl><w:tr><w:tc>" + paragraph("Tea") + "</w:tc><w:tc>" + paragraph("3 cups") + "</w:tc></w:tr></w:tbl>"
    body = paragraph("Pantry", "berschrift1") + row + "<w:p><w:r><w:lastRenderedPageBreak/><w:t>Over.</w:t></w:r></w:p>"
    kind, blocks, _ = read(docx(body), "pantry.docx")
    assert (kind, blocks) == ("docx", [("Pantry", 1, 1), ("Tea | 3 cups", 0, 1), ("Over.", 0, 2)])


def test_a_page_of_the_web_is_read_without_its_frame(read: Any) -> None:
    page = (
        "<html><head><title>Tides</title><script>var x = 'no';</script></head><body><nav>Home</nav><main><h1>Tides</h1>"
        "<p>High water is at <b>noon</b>.</p><ul><li>Spring</li><li>Neap</li></ul><table><tr><td>Mon</td><td>2 m</td></tr>"
        "</table></main><footer>Imprint</footer></body></html>"
    )
    kind, blocks, told = read(page, "tides.html")
    assert (kind, told["title"]) == ("html", "Tides")
    assert [text for text, _, _ in blocks] == ["Tides", "High water is at noon.", "Spring", "Neap", "Mon | 2 m |"]
    assert blocks[0][1] == 1


def test_markdown_text_and_books(read: Any) -> None:
    kind, blocks, told = read("---\ntitle: Notes\n---\n# One\n\nA *word*.\n\n| a | b |\n|---|---|\n| 1 | 2 |\n", "n.md")
    assert (kind, told["title"]) == ("markdown", "Notes")
    assert [text for text, _, _ in blocks] == ["One", "A word.", "a | b", "1 | 2"]
    kind, blocks, _ = read("CHAPTER I. The Sea\n\nIt was\nnight.\f\nSecond page.", "sea.txt")
    assert (kind, blocks) == ("text", [("CHAPTER I. The Sea", 1, 1), ("It was night.", 0, 1), ("Second page.", 0, 2)])
    kind, blocks, told = read(epub("<h1>Start</h1><p>First.</p>", "<p>Second.</p>"), "b.epub")
    assert (kind, told["title"], blocks) == ("epub", "A book", [("Start", 1, 1), ("First.", 0, 1), ("Second.", 0, 2)])


def test_rows_keep_their_numbers(read: Any) -> None:
    kind, blocks, told = read("name;height\nAnna;1,70\nBo;1,80;9\n", "people.csv")
    assert (kind, blocks) == ("csv", [("name: Anna; height: 1,70", 0, 2)])
    assert told["notes"] == ["Row 3 has 3 fields where the first line names 2; it was left out."]
    kind, blocks, told = read(rows(2) + "{broken\n", "qa.jsonl")
    assert (kind, blocks[1]) == ("jsonl", ("What is item 1?\nItem 1 is a lamp.", 0, 2))
    assert told["notes"] == ["Row 3 is no JSON; it was left out."]
    kind, blocks, _ = read('{"count": 1, "items": [{"name": "lamp", "size": {"w": 3}}]}', "stock.json")
    assert (kind, blocks) == ("json", [("name: lamp; size.w: 3", 0, 1)])


@pytest.mark.parametrize(
    "raw", ["Größe 5 €".encode("cp1252"), "Größe 5 €".encode("utf-16"), "\ufeffGröße 5 €".encode()]
)
def test_other_encodings_are_understood(read: Any, raw: bytes) -> None:
    assert read(raw, "size.txt")[1] == [("Größe 5 €", 0, None)]
