"""How long a failed job waits."""

import pytest

from jobs.rules.backoff import Backoff


@pytest.mark.parametrize(
    ("failures", "chance", "seconds"),
    [
        (1, 1.0, 2.0),
        (1, 0.0, 1.0),
        (2, 1.0, 4.0),
        (3, 0.5, 6.0),
        (5, 1.0, 32.0),
        (40, 1.0, 600.0),
        (100_000, 0.0, 300.0),
    ],
)
def test_it_doubles_to_a_cap_with_jitter(failures: int, chance: float, seconds: float) -> None:
    assert Backoff().after(failures, chance=chance).total_seconds() == seconds
