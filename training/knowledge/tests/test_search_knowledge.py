"""Searching: the right passage first, with its page and reasons; what is not there is said to be not there."""

from training.knowledge.models import KnowledgeBase
from training.knowledge.queries.search import search_knowledge
from training.knowledge.services.make_base import change_base
from training.knowledge.tests.conftest import Added

HOUSE = """# House rules

## Heating

The boiler is serviced every September by the firm Lindqvist. Radiators are bled in October.

## Bicycles

Bicycles are kept in the cellar behind the green door. The code of the lock is changed each spring.

## Bins

Paper is collected on Mondays. Glass is brought to the square by each tenant.
"""


def test_the_passage_that_answers_comes_first(base: KnowledgeBase, added: Added) -> None:
    change_base(base=base, passage_length=200, overlap=0)
    document = added(HOUSE, "house.md")
    assert (document.state, document.title, document.percent, document.passage_count) == (
        "ready",
        "House rules",
        100,
        3,
    )
    found = search_knowledge([base], "Where are the bicycles kept?")
    first = found.passages[0]
    assert "behind the green door" in first.text
    assert (first.rank, first.place, first.heading, first.is_answer) == (
        1,
        "House rules",
        "House rules › Bicycles",
        True,
    )
    assert (found.is_answered, found.engine, found.weights) == (True, "keywords", "knowledge-1-keywords")
    assert [(term.word, term.passages) for term in found.terms] == [("bicycl", 1), ("kept", 1)]
    assert first.signals["words"]["z"] > 1
    assert (first.matched, first.coverage, first.cosine) == (("bicycl", "kept"), 1.0, None)


def test_what_is_not_there_is_said(base: KnowledgeBase, added: Added) -> None:
    added(HOUSE, "house.md")
    found = search_knowledge([base], "What is the capital of Peru?")
    assert (found.is_answered, found.passages) == (False, [])
    assert [(term.word, term.passages) for term in found.terms] == [("capit", 0), ("peru", 0)]
