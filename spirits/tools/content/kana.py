"""Kana in Hepburn romaji."""

import re

_ROWS = {
    "": "あいうえお", "k": "かきくけこ", "g": "がぎぐげご", "s": "さしすせそ", "z": "ざじずぜぞ", "t": "たちつてと",
    "d": "だぢづでど", "n": "なにぬねの", "h": "はひふへほ", "b": "ばびぶべぼ", "p": "ぱぴぷぺぽ", "m": "まみむめも",
    "r": "らりるれろ",
}  # fmt: skip
_KANA = {kana: row + vowel for row, line in _ROWS.items() for kana, vowel in zip(line, "aiueo", strict=True)}
_KANA |= {
    "や": "ya", "ゆ": "yu", "よ": "yo", "わ": "wa", "を": "o", "ん": "n", "ゔ": "vu", "し": "shi", "ち": "chi",
    "つ": "tsu", "じ": "ji", "ぢ": "ji", "づ": "zu", "ふ": "fu", "ゐ": "i", "ゑ": "e",
    "ぁ": "a", "ぃ": "i", "ぅ": "u", "ぇ": "e", "ぉ": "o", "ゃ": "ya", "ゅ": "yu", "ょ": "yo",
}  # fmt: skip
_SMALL_Y = {"ゃ": "a", "ゅ": "u", "ょ": "o"}
_SMALL_VOWEL = {"ぁ": "a", "ぃ": "i", "ぅ": "u", "ぇ": "e", "ぉ": "o"}
_LONG = {"aa": "ā", "uu": "ū", "ou": "ō", "oo": "ō", "ee": "ē"}


def romaji(kana: str) -> str:
    """Hiragana or katakana as romaji with long vowels marked."""
    plain = "".join(chr(ord(each) - 0x60) if "ァ" <= each <= "ヶ" else each for each in kana)
    parts: list[str] = []
    for number, character in enumerate(plain):
        before = plain[number - 1] if number else ""
        if character in _SMALL_Y and parts and parts[-1].endswith("i"):
            stem = parts[-1][:-1]
            parts[-1] = stem + ("" if stem.endswith(("sh", "ch", "j")) else "y") + _SMALL_Y[character]
        elif character in _SMALL_VOWEL and parts and before not in "あいうえお":
            parts[-1] = parts[-1][:-1] + _SMALL_VOWEL[character]
        elif character == "っ":
            parts.append("*")
        elif character == "ー":
            parts.append(parts[-1][-1] if parts else "")
        else:
            parts.append(_KANA.get(character, character))
    return _finished("".join(parts))


def _finished(written: str) -> str:
    written = re.sub(r"n(?=[aiueoy])", lambda _match: "n", written)
    written = re.sub(r"\*(?=ch)", "t", written)
    written = re.sub(r"\*(\w)", r"\1\1", written).replace("*", "")
    return re.sub("|".join(_LONG), lambda match: _LONG[match.group()], written)
