"""grammar_checker."""

import pytest

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    ("wrong", "right", "rule"),
    [
        ("She go to school by bus.", "She goes to school by bus.", "agreement_third_person"),
        ("They was at home.", "They were at home.", "agreement_plural"),
        ("I saw the the cat.", "I saw the cat.", "repeated_word"),
        ("He ate a apple.", "He ate an apple.", "article_a_an"),
        ("It took an week.", "It took a week.", "article_an_a"),
        ("You should of called.", "You should have called.", "modal_of"),
        ("We have went there.", "We have gone there.", "perfect_participle"),
        ("This is better then that.", "This is better than that.", "then_than"),
        ("Its a nice day.", "It's a nice day.", "its_it_is"),
        ("The dog wagged it's tail.", "The dog wagged its tail.", "its_possessive"),
        ("Wait , please.", "Wait, please.", "space_before_mark"),
        ("We meet on monday.", "We meet on Monday.", "capital_name"),
        ("Then i left.", "Then I left.", "capital_i"),
        ("the train is late.", "The train is late.", "capital_sentence"),
        ("He did not went home.", "He did not go home.", "did_past"),
        ("I recieve many letters.", "I receive many letters.", "spelling"),
        ("There is many reasons.", "There are many reasons.", "agreement_there_is"),
    ],
)
def test_mistakes_are_found_and_put_right(calc, wrong, right, rule):
    found = calc("grammar_checker", text=wrong).data
    assert [each["rule"] for each in found["findings"]] == [rule]
    assert found["corrected"] == right
    for each in found["findings"]:
        assert wrong[each["start"] : each["end"]] == each["text"]


@pytest.mark.parametrize(
    "text",
    [
        "She goes to the library every day, and he doesn't mind.",
        "Let it go. Did she have time? An hour later a university student met a European.",
        "It costs 3.50 (about $4), e.g. at https://shop.example/x or via `pip install foo`.",
        "He knew that that was right; I had had enough.",
        "We met Dr. Smith at NASA. It's been years, and its colour faded.",
        "He asked whether they had read a one-page summary of an MRI scan.",
    ],
)
def test_right_texts_have_no_findings(calc, text):
    assert calc("grammar_checker", text=text).data["findings"] == []


def test_other_languages_are_checked_for_spelling(calc):
    found = calc("grammar_checker", text="Ich habe das das Buch gestern gelesn und bin sehr zufrieden damit.").data
    assert found["language"] == "de"
    assert [each["rule"] for each in found["findings"]] == ["repeated_word", "spelling"]
    assert "gelesen" in found["findings"][1]["suggestions"]


def test_known_words_and_style_can_be_set(calc):
    text = "We do this in order to help the froblings."
    assert {each["rule"] for each in calc("grammar_checker", text=text).data["findings"]} == {"wordy", "spelling"}
    assert calc("grammar_checker", text=text, known_words=["Froblings"], style=False).data["findings"] == []


def test_bad_arguments_are_named(calc):
    assert calc.refused("grammar_checker", text="12 !") == {"text": ["Holds no words."]}
    assert "text" in calc.refused("grammar_checker", text="")
    assert "language" in calc.refused("grammar_checker", text="Hei", language="fi")
    assert "known_words" in calc.refused("grammar_checker", text="Hei", known_words="x")
