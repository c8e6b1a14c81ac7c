"""docs/tools.md against the registry."""

import re
from pathlib import Path

from django.conf import settings

from spirits.services.document_tools import Examples, described
from spirits.tools import all_tools

PAGE = Path(settings.BASE_DIR) / "docs" / "tools.md"


def test_every_tool_is_described_as_it_is():
    page, tools = PAGE.read_text(), all_tools()
    assert re.findall(r"^## (\S+)\n\n.+\n\nEffect: ", page, re.M) == [each.name for each in tools]
    assert f"\n{len(tools)} of {len(tools)} tools.\n" in page
    for tool in tools:
        assert described(tool) in page, f"{tool.name}: run ./daimon manage document_tools"


def test_an_examples_result_is_the_same_whenever_it_is_run(alice):
    names = {"reminder_system", "creative_prompts", "notification_system", "source_validator"}
    tools = [each for each in all_tools() if each.name in names]
    first, second = ([Examples().result(each, alice) for each in tools] for _ in range(2))
    assert first == second
    assert "01900000-0000-7000-8000-000000000001" in "".join(first)
    assert "It fetches `https://example.org" in "".join(first)
