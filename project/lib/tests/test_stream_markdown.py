"""Rendering an answer while it arrives: the same page in the end, each finished block sent once, at bounded cost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from project.lib.markdown import BlockUpdate, StreamingMarkdown, render
from project.lib.markdown.streaming import GROWTH
from project.lib.tests.markdown_documents import ANSWER, documents

pytestmark = pytest.mark.slow


def stream(pieces: list[str]) -> tuple[list[BlockUpdate], str]:
    """All updates, and the page a reader has in the end."""
    markdown = StreamingMarkdown()
    updates = [update for piece in pieces for update in markdown.feed(piece)] + markdown.finish()
    page: dict[int, str] = {}
    for update in updates:
        page[update.index] = update.html
    return updates, "".join(page[index] for index in sorted(page))


def cut(text: str, sizes: list[int]) -> list[str]:
    """The text in pieces of these sizes, over and over."""
    pieces, at, turn = [], 0, 0
    while at < len(text):
        size = sizes[turn % len(sizes)] if sizes else len(text)
        pieces.append(text[at : at + size])
        at, turn = at + size, turn + 1
    return pieces


@given(documents(), st.lists(st.integers(1, 12), max_size=6))
def test_the_page_in_the_end_equals_the_whole_text_rendered(text: str, sizes: list[int]) -> None:
    updates, page = stream(cut(text, sizes))
    assert page == render(text)
    assert "".join(update.html for update in updates if update.is_final) == page


@given(documents(), st.lists(st.integers(1, 12), max_size=6))
def test_a_final_block_is_never_sent_again(text: str, sizes: list[int]) -> None:
    updates, _ = stream(cut(text, sizes))
    finals = [update.index for update in updates if update.is_final]
    assert finals == list(range(len(finals)))
    closed = -1
    for update in updates:
        assert update.index > closed
        closed = update.index if update.is_final else closed


def test_a_real_answer_cut_into_single_characters_reads_the_same() -> None:
    updates, page = stream(list(ANSWER))
    assert page == render(ANSWER)
    assert sum(update.is_final for update in updates) == 9


def test_an_open_fence_is_code_already() -> None:
    markdown = StreamingMarkdown()
    [update] = markdown.feed("```python\nprint(")
    assert '<code class="hl">' in update.html
    assert not update.is_final


def test_a_block_is_final_as_soon_as_the_next_has_begun() -> None:
    markdown = StreamingMarkdown()
    markdown.feed("first\n\n")
    first, second = markdown.feed("second\n")
    assert first == BlockUpdate(0, "<p>first</p>\n", is_final=True)
    assert second == BlockUpdate(1, "<p>second</p>\n", is_final=False)


def test_half_a_line_never_closes_the_block_before_it() -> None:
    markdown = StreamingMarkdown()
    assert not any(update.is_final for update in markdown.feed("- a\n*"))
    markdown.feed("lazy*\n")
    [final] = markdown.finish()
    assert final.html == "<ul>\n<li>a\n<em>lazy</em></li>\n</ul>\n"


def test_a_line_end_cut_in_two_is_one_line_end() -> None:
    _, page = stream(["a\r", "\nb\r", "\n\r", "\nc"])
    assert page == render("a\r\nb\r\n\r\nc") == "<p>a\nb</p>\n<p>c</p>\n"


def test_a_definition_is_known_to_the_blocks_after_it() -> None:
    text = "[home]: https://example.org\n\nSee [home].\n\nAnd [home] again.\n"
    _, page = stream(list(text))
    assert page == render(text)
    assert page.count("https://example.org") == 2


def test_nothing_fed_is_nothing_shown() -> None:
    assert stream([]) == ([], "")
    assert stream(["", "\n", " "]) == ([], "")


def test_the_work_grows_with_the_text_and_not_with_its_square() -> None:
    """One long block, a character at a time: the characters parsed stay within a constant times its length."""
    for text in ("```python\n" + "x = compute(1)\n" * 400, "- item\n" * 800, "word " * 1200):
        markdown = StreamingMarkdown()
        for character in text:
            markdown.feed(character)
        markdown.finish()
        assert markdown.rendered_chars < 4 * GROWTH * len(text)


def test_many_blocks_cost_in_proportion() -> None:
    short, long = StreamingMarkdown(), StreamingMarkdown()
    for markdown, count in ((short, 50), (long, 500)):
        for piece in cut("A paragraph of some words.\n\n" * count, [4]):
            markdown.feed(piece)
        markdown.finish()
    assert long.rendered_chars < 11 * short.rendered_chars
