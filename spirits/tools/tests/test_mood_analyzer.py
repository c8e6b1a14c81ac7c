"""mood_analyzer."""

import math

import pytest


@pytest.mark.parametrize(
    ("text", "sentiment"),
    [
        ("The food was great and the people were friendly.", "positive"),
        ("The food was not great.", "negative"),
        ("This is the worst film I have ever seen.", "negative"),
        ("The meeting starts at ten.", "neutral"),
        ("It isn't bad.", "positive"),
        ("I like it, but the ending is horrible.", "negative"),
    ],
)
def test_sentiment_is_told(calc, text, sentiment):
    assert calc("mood_analyzer", text=text).data["overall"]["sentiment"] == sentiment


def test_the_score_is_the_lexicons_weight_bent(calc):
    # 'great' weighs 3.1 in the lexicon
    assert calc("mood_analyzer", text="great").data["overall"]["score"] == round(3.1 / math.sqrt(3.1**2 + 15), 4)


def test_strength_orders_scores(calc):
    said = ["It was slightly good.", "It was good.", "It was very good.", "It was very good!!"]
    scores = [calc("mood_analyzer", text=each).data["overall"]["score"] for each in said]
    assert scores == sorted(set(scores))


def test_sentences_emotions_and_words_are_placed(calc):
    text = "I was so happy yesterday. Today I am terrified of the exam."
    found = calc("mood_analyzer", text=text).data
    assert [each["emotions"] for each in found["sentences"]] == [{"joy": 1.0}, {"fear": 1.0}]
    assert [each["sentiment"] for each in found["sentences"]] == ["positive", "negative"]
    for word in found["overall"]["words"]:
        assert text[word["start"] :].startswith(word["word"])
    assert len(found["turns"]) == 1


def test_a_denied_emotion_is_not_felt(calc):
    assert calc("mood_analyzer", text="I am not angry.").data["overall"]["emotions"] == {}


def test_bad_arguments_are_named(calc):
    assert calc.refused("mood_analyzer", text="123") == {"text": ["Holds no English word."]}
    assert "text" in calc.refused("mood_analyzer", text="")
    assert "text" in calc.refused("mood_analyzer", text="a" * 50_001)
    assert "tone" in calc.refused("mood_analyzer", text="a", tone="x")
