"""cultural_adapter."""

import pytest


def written(calc, locale, **value):
    return (
        calc("cultural_adapter", locale=locale, values=[value])
        .data["values"][0]["written"]
        .replace("\xa0", " ")
        .replace("\u202f", " ")
    )


@pytest.mark.parametrize(
    ("locale", "value", "expected"),
    [
        ("de-DE", {"kind": "money", "value": "1234.5", "currency": "EUR"}, "1.234,50 €"),
        ("en-US", {"kind": "money", "value": "1234.5", "currency": "EUR"}, "€1,234.50"),
        ("en-IN", {"kind": "number", "value": "12345678"}, "1,23,45,678"),
        ("fr-FR", {"kind": "number", "value": "1234567.25"}, "1 234 567,25"),
        ("de-DE", {"kind": "date", "value": "2026-03-01", "length": "long"}, "1. März 2026"),
        ("en-US", {"kind": "date", "value": "2026-03-01", "length": "short"}, "3/1/26"),
        ("en-GB", {"kind": "time", "value": "14:30", "length": "short"}, "14:30"),
        ("en-US", {"kind": "time", "value": "14:30", "length": "short"}, "2:30 PM"),
        ("en-US", {"kind": "unit", "value": "10", "unit": "kilometer"}, "6.2 mi"),
        ("de-DE", {"kind": "unit", "value": "68", "unit": "fahrenheit"}, "20 °C"),
        ("hu-HU", {"kind": "name", "given": "Béla", "family": "Bartók"}, "Bartók Béla"),
        ("de-DE", {"kind": "address", "street": "Ring 1", "city": "Köln", "postal_code": "50667"}, "Ring 1\n50667 Köln"),
        ("en-US", {"kind": "address", "street": "1 Main St", "city": "Ames", "region": "IA", "postal_code": "50010"}, "1 Main St\nAmes, IA 50010"),
        ("pl-PL", {"kind": "plural", "count": 5, "forms": {"one": "plik", "few": "pliki", "many": "plików", "other": "pliku"}}, "5 plików"),
        ("pl-PL", {"kind": "plural", "count": 3, "forms": {"one": "plik", "few": "pliki", "many": "plików", "other": "pliku"}}, "3 pliki"),
        ("es-ES", {"kind": "list", "items": ["a", "b", "c"]}, "a, b y c"),
        ("de-DE", {"kind": "percent", "value": "12.5"}, "12,5 %"),
        ("fr-FR", {"kind": "phone", "value": "+1 202-456-1111"}, "+1 202-456-1111"),
    ],
)  # fmt: skip
def test_values_are_written_for_the_locale(calc, locale, value, expected):
    assert written(calc, locale, **value) == expected


def test_a_text_is_adapted_and_its_idioms_are_flagged(calc):
    text = "On March 5, 2026 it cost $1,299.99 for 10 miles; a piece of cake. Version 1.2.3 stays."
    found = calc("cultural_adapter", locale="de-DE", text=text).data
    assert found["text"].replace("\xa0", " ") == (
        "On 5. März 2026 it cost 1.299,99 $ for 16,1 km; a piece of cake. Version 1.2.3 stays."
    )
    assert [text[each["start"] : each["end"]] for each in found["changes"]] == [
        "March 5, 2026",
        "$1,299.99",
        "10 miles",
    ]
    assert [(each["idiom"], each["meaning"]) for each in found["idioms"]] == [("piece of cake", "very easy")]


def test_the_conventions_of_a_locale_are_told(calc):
    about = calc("cultural_adapter", locale="ar-EG", text="x").data["locale"]
    assert (about["direction"], about["currency"], len(about["plural_forms"])) == ("rtl", "EGP", 6)


def test_bad_arguments_are_named(calc):
    assert "locale" in calc.refused("cultural_adapter", locale="zz-ZZ", text="x")
    assert "values" in calc.refused("cultural_adapter", locale="de-DE")
    assert calc.refused("cultural_adapter", locale="de-DE", values=[{"kind": "money", "value": "1"}]) == {
        "values.0.currency": ["A money needs it."]
    }
    assert "values.0.value" in calc.refused(
        "cultural_adapter", locale="de", values=[{"kind": "date", "value": "2026-02-30"}]
    )
    bad = {"kind": "plural", "count": 5, "forms": {"one": "plik", "other": "pliku"}}
    assert "values.0.forms.many" in calc.refused("cultural_adapter", locale="pl-PL", values=[bad])
