"""How pages say when something was or will be, and how long it took."""

from datetime import timedelta

import pytest
from django.utils import translation

from project.lib.clock import now
from project.ops.templatetags.daimon import took, when


@pytest.mark.parametrize(
    ("language", "distance", "words"),
    [
        ("en", timedelta(seconds=-20), "just now"),
        ("en", timedelta(days=-1, hours=-2), "1 day ago"),
        ("en", timedelta(days=3, hours=1), "in 3 days"),
        ("de", timedelta(seconds=-20), "gerade eben"),
        ("de", timedelta(days=-1, hours=-2), "vor 1 Tag"),
        ("de", timedelta(days=-3), "vor 3 Tagen"),
        ("de", timedelta(minutes=20, seconds=5), "in 20 Minuten"),
        ("es", timedelta(hours=-5), "hace 5 horas"),
    ],
)
def test_it_says_one_unit_in_the_readers_language(language: str, distance: timedelta, words: str) -> None:
    with translation.override(language):
        assert when(now() + distance) == words


def test_what_never_was_is_nothing() -> None:
    assert when(None) == ""


@pytest.mark.parametrize(
    ("language", "ms", "words"),
    [
        ("en", None, ""),
        ("en", "", ""),  # as templates say that there is no such thing
        ("en", 0, "0 ms"),
        ("en", 36, "36 ms"),
        ("en", 1_249, "1.2 sec"),
        ("de", 12_345, "12,3 Sek."),
        ("es", 90_000, "90,0 s"),
    ],
)
def test_it_says_how_long_it_took(language: str, ms: int | str | None, words: str) -> None:
    with translation.override(language):
        assert took(ms).replace("\xa0", " ") == words
