"""Which lanes a worker's processes serve."""

import pytest

from jobs.rules.lanes import Lane, lanes_for

EVERY = [str(lane) for lane in Lane]


@pytest.mark.parametrize(
    ("index", "processes", "lanes", "expected"),
    [
        (0, 2, EVERY, ["interactive", "default"]),
        (1, 2, EVERY, EVERY),
        (0, 1, EVERY, EVERY),
        (0, 4, ["gpu"], ["gpu"]),
        (0, 4, ["bulk", "gpu"], ["bulk", "gpu"]),
        (0, 4, ["default", "bulk"], ["default"]),
        (3, 4, ["default", "bulk"], ["default", "bulk"]),
    ],
)
def test_the_first_of_several_processes_keeps_to_light_lanes(
    index: int, processes: int, lanes: list[str], expected: list[str]
) -> None:
    assert lanes_for(index, lanes=lanes, processes=processes) == expected
