"""What datasets can be made from inside Daimon; upper apps register what they have."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID


@dataclass(frozen=True)
class Source:
    """Rows of a person: ``read`` gives them one at a time, in a fixed order, as an upload would hold them."""

    name: str
    title: str
    read: Callable[[UUID], Iterator[Mapping[str, Any]]]


_sources: dict[str, Source] = {}


def register_source(source: Source) -> None:
    """Offer a source; a second one of the same name takes its place."""
    _sources[source.name] = source


def sources() -> dict[str, Source]:
    """Every source by name."""
    return dict(_sources)
