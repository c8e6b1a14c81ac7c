"""Every text is there in every language, and pages speak the right one."""

from pathlib import Path

import pytest
from django.test import Client
from django.utils import translation
from django.utils.formats import date_format, number_format

from accounts.models import User
from accounts.testing import client_of
from project.lib.clock import now
from project.ops.translations.catalogues import as_text, compiled, holes, in_step, languages, place_of, read
from project.ops.translations.found import all_texts
from project.ops.translations.python_texts import sentences_with_values
from project.ops.translations.sentences import learn_sentences
from project.ops.translations.text import Text

GERMAN = {"Accept-Language": "de-AT,de;q=0.9,en;q=0.5"}


@pytest.fixture(scope="module")
def texts() -> dict[Text, str]:
    return all_texts()


@pytest.mark.slow  # reads every text of the site
def test_no_text_is_missing_fuzzy_or_with_other_placeholders(texts: dict[Text, str]) -> None:
    """Run ``./daimon manage translations``: it adds new texts to locale/ and lists what to write there."""
    assert [hole for language in languages() for hole in holes(language, texts)] == []
    for language in languages():
        kept = place_of(language).read_bytes()
        assert as_text(in_step(language, texts)) == kept, "run ./daimon manage translations"
        assert compiled(read(language)) == place_of(language, "mo").read_bytes(), "run ./daimon manage translations"


@pytest.mark.slow  # reads every text of the site
def test_a_hole_is_seen(texts: dict[Text, str]) -> None:
    new = Text("Nobody has translated this %(yet)s.")
    assert [(each.language, each.problem) for each in holes("de", {**texts, new: "somewhere.py"})] == [
        ("de", "is not translated")
    ]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("asked", "chosen", "language", "words"),
    [
        ("", "", "en", "Your profile"),
        ("de-AT,de;q=0.9", "", "de", "Dein Profil"),
        ("es-MX", "", "es", "Tu perfil"),
        ("fr,ja;q=0.4", "", "en", "Your profile"),
        ("de", "es", "es", "Tu perfil"),
        ("de", "en", "en", "Your profile"),
    ],
)
def test_pages_speak_the_chosen_language_else_the_browsers(
    asked: str, chosen: str, language: str, words: str, alice: User
) -> None:
    User.objects.filter(pk=alice.pk).update(language=chosen)
    page = client_of(alice).get("/accounts/profile/", headers={"Accept-Language": asked} if asked else {})
    body = page.content.decode()
    assert f"<h1>{words}</h1>" in body
    assert f'<html lang="{language}"' in body
    assert page["Content-Language"] == language
    assert ("Accept-Language" in page["Vary"]) is (chosen == "")


@pytest.mark.django_db
def test_the_choice_is_made_in_the_profile(alice: User) -> None:
    client = client_of(alice)
    client.post("/accounts/profile/", {"name": "Alice", "language": "de", "time_zone": "", "theme": "system"})
    alice.refresh_from_db()
    assert alice.language == "de"
    page = client.get("/accounts/profile/").content.decode()
    assert "Dein Profil ist gespeichert." in page  # said in code, and translated as it is shown


@pytest.mark.django_db
def test_programs_staff_and_refusals(alice: User, staff: User) -> None:
    api = client_of(alice).get("/api/v1/conversations/01900000-0000-7000-8000-000000000000/", headers=GERMAN)
    assert api.json()["error"]["message"] == "There is no such conversation."
    assert "Hier ist nichts" in client_of(alice).get("/nowhere/", headers=GERMAN).content.decode()
    refused = client_of(alice).post("/chat/start/", {"content": " "}, headers={**GERMAN, "HX-Request": "true"})
    assert "Schreib erst etwas." in refused["HX-Trigger"].encode().decode("unicode_escape")
    dead = Client().get("/accounts/owner/dead/", headers=GERMAN).content.decode()
    assert "Dieser Link gilt nicht mehr." in dead  # said where it was refused, and translated as it is shown
    assert "Willkommen zurück" in Client().get("/accounts/login/", headers=GERMAN).content.decode()
    assert '<html lang="en' in client_of(staff).get("/admin/", headers=GERMAN).content.decode()


def test_sentences_with_values_are_translated_as_they_are_shown() -> None:
    said = "x.txt has 12,500 bytes; a file may have 1.5."
    for language, told in (
        ("de", "x.txt hat 12.500 Bytes; eine Datei darf 1,5 haben."),
        ("es", "x.txt tiene 12\xa0500 bytes; un archivo puede tener 1,5."),
    ):
        learn_sentences(language)
        with translation.override(language):
            assert translation.gettext(said) == told
            assert translation.gettext("80 % of nothing known") == "80 % of nothing known"
    with translation.override("en"):
        assert translation.gettext(said) == said  # English learns none of the others' sentences


@pytest.mark.django_db
def test_a_refusal_with_values_is_german_on_a_german_page(alice: User) -> None:
    refused = client_of(alice).post(
        "/chat/start/", {"content": "x" * 100_001}, headers={**GERMAN, "HX-Request": "true"}
    )
    assert "Höchstens 100.000 Zeichen" in refused["HX-Trigger"].encode().decode("unicode_escape")


def test_a_sentence_with_values_is_found_in_code(tmp_path: Path) -> None:
    code = tmp_path / "code.py"
    code.write_text(
        "def f(n):\n    notices.error(request, f'At most {n} of 5 %.')\n    raise Odd(f'{n}: no' if n else f'Row {n:,} is bad.')\n"
    )
    assert {each.words for each in sentences_with_values(code)} == {
        "At most %(a)s of 5 %%.",
        "%(a)s: no",
        "Row %(a)s is bad.",
    }


def test_dates_and_numbers_follow_the_language() -> None:
    day = now().replace(year=2026, month=3, day=5)
    with translation.override("de"):
        assert (date_format(day, "DATE_FORMAT"), number_format(12345.5, force_grouping=True)) == (
            "5. März 2026",
            "12.345,5",
        )
    with translation.override("es"):
        assert date_format(day, "DATE_FORMAT") == "5 de marzo de 2026"
    with translation.override("en"):
        assert (date_format(day, "DATE_FORMAT"), number_format(12345.5, force_grouping=True)) == (
            "5 Mar 2026",
            "12,345.5",
        )
