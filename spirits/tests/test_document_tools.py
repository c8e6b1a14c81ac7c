"""docs/tools.md against the registry."""

from pathlib import Path

from django.conf import settings

from spirits.tools import all_tools

PAGE = Path(settings.BASE_DIR) / "docs" / "tools.md"


def test_every_tool_is_described_as_it_is():
    page = PAGE.read_text()
    for tool in all_tools():
        assert f"## {tool.name}\n\n{tool.does}\n" in page, f"{tool.name}: run ./daimon manage document_tools"
        for name in tool.arguments["properties"]:
            assert f"`{name}`" in page
