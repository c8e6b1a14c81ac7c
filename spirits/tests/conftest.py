"""A loaded catalogue."""

import pytest

from spirits.services.load_catalogue import load_catalogue


@pytest.fixture
def catalogue(db: None) -> None:
    """The delivered catalogue."""
    load_catalogue()
