"""pronunciation_guide."""

import pytest


@pytest.mark.parametrize(
    ("word", "ipa", "syllables", "stressed"),
    [
        ("banana", "bəˈnæ.nə", 3, 2),
        ("cat", "kæt", 1, 1),
        ("computer", "kəmˈpju.tɚ", 3, 2),
        ("extra", "ˈɛk.stɹə", 2, 1),
        ("singing", "ˈsɪŋ.ɪŋ", 2, 1),
        ("understand", "ˌʌn.dɚˈstænd", 3, 3),
    ],
)
def test_english_words_are_said(calc, word, ipa, syllables, stressed):
    way = calc("pronunciation_guide", text=word).data["words"][0]["ways"][0]
    assert (way["ipa"], way["syllables"], way["stressed"]) == (ipa, syllables, stressed)


def test_all_ways_of_a_word_are_given(calc):
    ways = calc("pronunciation_guide", text="record", all_variants=True).data["words"][0]["ways"]
    assert {each["stressed"] for each in ways} == {1, 2}


def test_unknown_words_are_named(calc):
    found = calc("pronunciation_guide", text="The zzyqx isn't here")
    assert found.data["unknown"] == ["zzyqx"]
    assert [each["word"] for each in found.data["words"]] == ["The", "isn't", "here"]
    assert "Not in the dictionary: zzyqx" in found.text


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("你好", "nǐ hǎo"),
        ("银行", "yín háng"),
        ("すし", "sushi"),
        ("とうきょう", "tōkyō"),
        ("コーヒー", "kōhii"),
        ("がっこう", "gakkō"),
        ("しゃしん", "shashin"),
        ("マッチ", "matchi"),
    ],
)
def test_chinese_and_kana_are_said(calc, text, line):
    assert calc("pronunciation_guide", text=text).data["line"] == line


def test_kanji_in_japanese_is_named_unknown(calc):
    assert calc("pronunciation_guide", text="東京へ").data["unknown"] == ["東京"]


def test_bad_arguments_are_named(calc):
    assert calc.refused("pronunciation_guide", text="123") == {"text": ["Holds no English word."]}
    assert "language" in calc.refused("pronunciation_guide", text="Hola", language="es")
    assert calc.refused("pronunciation_guide", text="hello", language="zh") == {"text": ["Holds no Chinese."]}
