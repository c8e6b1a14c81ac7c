"""Words of a hundred thousand characters: no rule may try each of their ends from each of their beginnings."""

from time import process_time

import pytest

from spirits.tools import find_tool
from spirits.tools.content import grammar_work, language_work, translation_engine
from spirits.tools.quality import consistency_work

LONG = ("x", "@", "a@", ".", "1", "a.", "+-", "(", "`", "{", "<", "%", "x ", "http://", "é")
READING = {
    "language": language_work._plain,
    "grammar": lambda text: [each.end() for each in grammar_work.NO_PROSE.finditer(text)],
    "consistency": lambda text: consistency_work.ADDRESS.sub("", text),
    "translation": lambda text: translation_engine.KEPT.sub("", text),
}


@pytest.mark.parametrize("letters", LONG)
@pytest.mark.parametrize("tool", READING)
def test_a_long_word_is_read_in_proportion(tool, letters):
    """Ten times the text may take no thirty times as long; CPU time, so that a busy machine tells the same."""
    text = letters * (60_000 // len(letters))
    short = min(_seconds(READING[tool], text[:6_000]) for _ in range(3))
    assert _seconds(READING[tool], text) < max(30 * short, 0.1)


def _seconds(function, text):
    began = process_time()
    function(text)
    return process_time() - began


def test_addresses_are_still_found():
    assert language_work._plain("Write to a.b@c.example now") == "Write to   now"
    assert consistency_work.ADDRESS.findall("x: ann+b@teak.example.org.") == ["ann+b@teak.example.org"]
    assert translation_engine.KEPT.findall("to ann@teak.example, now")[0] == "ann@teak.example"
    assert [each.group() for each in grammar_work.NO_PROSE.finditer("to ann@teak.example now")] == ["ann@teak.example"]


@pytest.mark.parametrize("name", ["language_detector", "consistency_checker", "compliance_checker"])
def test_tools_read_a_long_word_within_their_time(use, name):
    parts = find_tool(name).arguments["properties"]
    given = {each: "x" * parts[each]["maxLength"] for each in ("text", "output", "source") if each in parts}
    assert use(name, **given).data
