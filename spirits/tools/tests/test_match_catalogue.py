"""The registry against the catalogue."""

import yaml
from jsonschema import Draft202012Validator

from spirits.catalogue.file import DELIVERED
from spirits.tools import all_tools


def test_every_tool_is_one_of_the_catalogue(capsys):
    slugs = set(yaml.safe_load(DELIVERED.read_text())["tools"])
    names = {each.name for each in all_tools()}
    with capsys.disabled():
        print(f"\n{len(names & slugs)} of {len(slugs)} tools")  # noqa: T201 - the count is meant to be seen
    assert names <= slugs


def test_every_tool_declares_itself_fully():
    for each in all_tools():
        assert 20 <= len(each.does) <= 200, each.name
        assert "\n" not in each.does
        assert each.arguments["additionalProperties"] is False, each.name
        assert each.example is not None, each.name
        Draft202012Validator(each.arguments).validate(each.example)
        Draft202012Validator.check_schema(dict(each.returns))


def test_every_argument_is_bounded():
    for each in all_tools():
        unbounded = list(_unbounded(each.arguments, each.name))
        assert not unbounded


def _unbounded(schema, place):
    if schema.get("type") == "string" and not ({"maxLength", "enum", "const"} & schema.keys()):
        yield place
    if schema.get("type") == "array":
        if "maxItems" not in schema:
            yield place
        yield from _unbounded(schema.get("items", {}), f"{place}[]")
    for name, part in schema.get("properties", {}).items():
        yield from _unbounded(part, f"{place}.{name}")
