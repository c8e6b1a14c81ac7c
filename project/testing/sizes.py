"""The full sizes of random tests: on demand only, because they take minutes. The small sizes always run."""

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """The switch."""
    parser.addoption("--full-size", action="store_true", help="Also run random tests at their full size (minutes).")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the full sizes out unless they are asked for."""
    if config.getoption("--full-size"):
        return
    left_out = [each for each in items if each.get_closest_marker("full_size")]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [each for each in items if each not in left_out]
