"""What is left of other programs' schemas."""

import pytest

from spirits.rules.foreign_schemas import SchemaUnusable, tamed
from spirits.tools.schema import checked


def test_plain_schemas_stay_as_they_are():
    schema = {
        "type": "object",
        "properties": {
            "name": {"type": "string", "maxLength": 5},
            "days": {"type": "integer", "minimum": 1, "default": 2},
        },
        "required": ["name"],
        "additionalProperties": False,
    }
    assert tamed(schema) == schema


def test_patterns_foreign_references_and_unknown_words_are_dropped():
    schema = {
        "$schema": "https://evil.example/schema",
        "properties": {
            "word": {"type": "string", "pattern": "(a+)+$"},
            "far": {"$ref": "https://evil.example/schema.json"},
            "near": {"$ref": "#/$defs/number"},
        },
        "patternProperties": {"(a+)+$": {}},
        "$defs": {"number": {"type": "integer", "maximum": 3}},
    }
    assert tamed(schema) == {
        "type": "object",
        "properties": {"word": {"type": "string"}, "far": {}, "near": {"type": "integer", "maximum": 3}},
    }


def test_recursion_ends():
    tree = {"type": "object", "properties": {"left": {"$ref": "#/$defs/t"}, "right": {"$ref": "#/$defs/t"}}}
    schema = tamed({**tree, "$defs": {"t": tree}})
    assert checked(schema, {"left": {"right": {}}}) == {"left": {"right": {}}}
    assert tamed({"$ref": "#/$defs/a", "$defs": {"a": {"$ref": "#/$defs/a"}}}) == {"type": "object", "properties": {}}


@pytest.mark.parametrize(
    "schema",
    [None, [], "x", {"type": "string"}, {"properties": {f"p{n}": {"description": "x" * 500} for n in range(200)}}],
)
def test_what_describes_no_arguments_is_refused(schema):
    with pytest.raises(SchemaUnusable):
        tamed(schema)
