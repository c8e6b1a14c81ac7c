"""People and kinds for the queue's tests."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from jobs import registry
from jobs.models import Schedule
from jobs.registry import Policy


@pytest.fixture(autouse=True)
def _without_schedules_of_apps(request: pytest.FixtureRequest) -> None:
    """Other apps' migrations bring schedules of their own; these tests count only what they make."""
    if {"db", "transactional_db"} & set(request.fixturenames) or request.node.get_closest_marker("django_db"):
        request.getfixturevalue("db" if "transactional_db" not in request.fixturenames else "transactional_db")
        Schedule.objects.all().delete()


Work = Callable[[Any, Any], Any]


@pytest.fixture
def make_kind() -> Iterator[Callable[..., str]]:
    """Register a kind for one test: ``kind = make_kind(work, payload=…, **policy)``."""
    made: list[str] = []

    def make(
        work: Work | None = None, *, kind: str = "", payload: Any = None, permanent: Any = (), **policy: Any
    ) -> str:
        name = kind or f"trial.kind_{len(made)}"
        registry.job(name, payload=payload, policy=Policy(**policy), permanent=permanent)(
            work or (lambda context, payload: None)
        )
        made.append(name)
        return name

    yield make
    for name in made:
        registry.forget(name)
