"""People and kinds for the queue's tests."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from jobs import registry
from jobs.registry import Policy

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
