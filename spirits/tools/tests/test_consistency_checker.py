"""consistency_checker."""

import pytest

SOURCE = "Anna Berg founded Northwind in 2011. On March 5, 2024 it had 1,200 employees, 12 km of track and $3 million in sales."


@pytest.mark.parametrize(
    ("output", "kind", "said", "theirs"),
    [
        ("Northwind had 1,300 employees.", "number", "1,300", "1,200"),
        ("It had $4 million in sales.", "number", "$4 million", "$3 million"),
        ("On 2024-03-06 it was counted.", "date", "2024-03-06", "March 5, 2024"),
        ("The company of Anna Burg is large.", "name", "Anna Burg", "Anna Berg"),
        ("See https://other.example/x for more.", "address", "https://other.example/x", None),
    ],
)
def test_what_the_source_does_not_say_is_located(calc, output, kind, said, theirs):
    [found] = calc("consistency_checker", output=output, source=SOURCE).data["mismatches"]
    assert (found["kind"], output[found["start"] : found["end"]], found["source"]) == (kind, said, theirs)


@pytest.mark.parametrize(
    "output",
    [
        "On 5 March 2024 there were 1200 employees.",
        "It has 12,000 m of track and sold for 3,000,000 dollars.",
        "Since 2011 Anna Berg has led Northwind.",
    ],
)
def test_the_same_in_other_words_is_consistent(calc, output):
    assert calc("consistency_checker", output=output, source=SOURCE).data["mismatches"] == []


def test_a_tolerance_lets_rounded_numbers_pass(calc):
    output = "It had 1,190 employees."
    assert calc("consistency_checker", output=output, source=SOURCE, tolerance_percent=1).data["is_consistent"]
    assert not calc("consistency_checker", output=output, source=SOURCE).data["is_consistent"]


def test_a_text_that_contradicts_itself_is_told(calc):
    output = "The bridge is 300 m long. Boats pass below. The bridge is 250 m long. Tolls are due. Tolls are not due."
    found = calc("consistency_checker", output=output).data["mismatches"]
    assert [each["message"].rpartition("' ")[2] for each in found] == ["give different numbers.", "deny each other."]
    assert "calendar" in calc("consistency_checker", output="It was on 2023-02-30.").text


def test_a_document_is_held_against_its_schema(calc):
    schema = {"type": "object", "properties": {"age": {"type": "integer"}}, "required": ["name"]}
    found = calc("consistency_checker", output='{"age": "four"}', schema=schema, within=False).data["mismatches"]
    assert {(each["place"], each["message"]) for each in found} == {
        ("$", "'name' is a required property"),
        ("$.age", "'four' is not of type 'integer'"),
    }


def test_what_must_be_mentioned_is(calc):
    found = calc("consistency_checker", output="Bees make honey.", must_mention=["honey", "wax"]).data["mismatches"]
    assert [each["text"] for each in found] == ["wax"]


def test_bad_arguments_are_named(calc):
    assert "source" in calc.refused("consistency_checker", output="x", within=False)
    assert "schema" in calc.refused("consistency_checker", output="{}", schema={"type": "nonsense"})
    assert "output" in calc.refused("consistency_checker", source="x")
    assert "tolerance_percent" in calc.refused("consistency_checker", output="x", tolerance_percent=99)
