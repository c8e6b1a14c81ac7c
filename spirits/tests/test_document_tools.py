"""docs/tools.md against the registry."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from django.conf import settings

from spirits.models import ScheduledTask
from spirits.models.grant import Grant
from spirits.services.document_tools import ExampleFailed, Examples, described
from spirits.services.document_tools.scenes import SCENES
from spirits.tools import all_tools, find_tool
from training.models import KnowledgeBase, Provider

PAGE = Path(settings.BASE_DIR) / "docs" / "tools.md"
ID = re.compile(r"01900000-0000-7000-8000-\d{12}")
RESULT = re.compile(r"(?P<said>[^`\n]+\n\n)?```text\n.+\n```\n\n```json\n\{.+\n```(?:\n\nFiles: [^\n]+)?", re.S)


def results() -> dict[str, str]:
    """What stands on the page below each tool's example."""
    page, tools = PAGE.read_text(), all_tools()
    starts = [page.index(described(each)) for each in tools] + [len(page)]
    ends = zip(tools, starts, starts[1:], strict=False)
    return {tool.name: page[start + len(described(tool)) : end].strip() for tool, start, end in ends}


def test_every_tool_is_described_as_it_is():
    page, tools = PAGE.read_text(), all_tools()
    assert re.findall(r"^## (\S+)\n\n.+\n\nEffect: ", page, re.M) == [each.name for each in tools]
    assert f"\n{len(tools)} of {len(tools)} tools.\n" in page
    for tool in tools:
        assert described(tool) in page, f"{tool.name}: run ./daimon manage document_tools"


def test_every_tool_has_a_result_and_says_what_stood_in():
    found = {name: RESULT.fullmatch(each) for name, each in results().items()}
    assert [name for name, match in found.items() if match is None] == []
    assert {name for name, match in found.items() if match and match["said"]} == set(SCENES)


def test_an_examples_result_is_the_same_whenever_it_is_run(alice, catalogue):
    names = {"reminder_system", "creative_prompts", "notification_system", *SCENES}
    written = results()
    for tool in (each for each in all_tools() if each.name in names):
        given = Examples().result(tool, alice)
        assert ID.sub("id", given) == ID.sub("id", written[tool.name]), (
            f"{tool.name}: run ./daimon manage document_tools"
        )
    for scenery in (Provider, KnowledgeBase, ScheduledTask, Grant):
        assert not scenery.objects.exists()


@pytest.mark.parametrize(
    ("name", "example", "why"),
    [
        ("accessibility_checker", {"url": "https://example.org/"}, "fetches https://example.org/"),
        ("calculator_engine", {"expression": "1 +"}, "was refused"),
        ("calculator_engine", {}, "was refused"),
    ],
)
def test_an_example_without_a_result_is_no_page(alice, name, example, why):
    with pytest.raises(ExampleFailed, match=f"The example of {name} .*{why}"):
        Examples().result(replace(find_tool(name), example=example), alice)
