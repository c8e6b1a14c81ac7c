"""docs/features.md names tests that exist."""

import re

from project.settings.env import BASE_DIR

PAGE = BASE_DIR / "docs" / "features.md"


def test_every_link_of_the_features_leads_to_a_test() -> None:
    links = re.findall(r"\]\(([^)#]+)", PAGE.read_text())
    assert len(links) > 40
    assert [each for each in links if not (PAGE.parent / each).resolve().is_file()] == []
