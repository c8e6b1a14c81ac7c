"""language_detector."""

import pytest

MIXED = "The weather is lovely in the mountains today. Das Wetter ist heute in den Bergen wirklich sehr schön."


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("The children are playing in the garden behind the house.", "en"),
        ("Die Kinder spielen im Garten hinter dem Haus.", "de"),
        ("Les enfants jouent dans le jardin derrière la maison.", "fr"),
        ("Los niños están jugando en el jardín detrás de la casa.", "es"),
        ("Дети весь день играли в саду за домом, а потом они пошли на кухню ужинать.", "ru"),
        ("子供たちは家の裏の庭で遊んでいます。", "ja"),
        ("孩子们正在房子后面的花园里玩耍。", "zh"),
    ],
)
def test_languages_are_told(calc, text, code):
    found = calc("language_detector", text=text).data
    assert (found["language"], found["is_mixed"]) == (code, False)
    assert found["confidence"] > 0.8


def test_a_mixed_text_is_told_by_its_parts(calc):
    found = calc("language_detector", text=MIXED).data
    assert found["is_mixed"]
    assert [(each["language"], MIXED[each["start"] : each["end"]]) for each in found["segments"]] == [
        ("en", "The weather is lovely in the mountains today."),
        ("de", "Das Wetter ist heute in den Bergen wirklich sehr schön."),
    ]


def test_the_choice_can_be_limited(calc):
    found = calc("language_detector", text="Det er en fin dag", among=["de", "en"], alternatives=5).data
    assert {found["language"], *(each["language"] for each in found["alternatives"])} == {"de", "en"}


def test_bad_arguments_are_named(calc):
    assert calc.refused("language_detector", text="123 !!") == {"text": ["Holds no letters, so it is in no language."]}
    assert "text" in calc.refused("language_detector", text="")
    assert "among" in calc.refused("language_detector", text="Hello", among=["xx"])
    assert "alternatives" in calc.refused("language_detector", text="Hello", alternatives=99)
