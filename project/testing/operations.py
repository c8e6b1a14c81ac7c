"""Each test starts with the default limits and runtime settings; one that changes them tells the snapshot to forget."""

import pytest

from project.ops.snapshot import assume_defaults


@pytest.fixture(autouse=True)
def _default_operations() -> None:
    assume_defaults()
