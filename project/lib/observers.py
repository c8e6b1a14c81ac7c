"""Where code tells what it does and what broke, for whoever watches; nobody does unless the operator set it up."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Protocol

Attribute = str | int | float | bool


class Span(Protocol):
    """A stretch of work that is being timed."""

    def note(self, name: str, value: Attribute) -> None:
        """Add what is known only now."""
        ...

    def rename(self, name: str) -> None:
        """Call it by what it turned out to be."""
        ...


class Tracer(Protocol):
    """Times stretches of work."""

    def span(self, name: str, *, kind: str, request_id: str, attributes: Mapping[str, Attribute]) -> "Iterator[Span]":
        """A generator that yields one span and ends it afterwards."""
        ...


class Reporter(Protocol):
    """Takes errors of ours."""

    def __call__(self, error: BaseException) -> None:
        """Report one."""
        ...


class _Nobody:
    def note(self, name: str, value: Attribute) -> None:
        """Nobody listens."""

    def rename(self, name: str) -> None:
        """Nobody listens."""


_nobody = _Nobody()
_tracers: list[Tracer] = []
_reporters: list[Reporter] = []


def trace_with(tracer: Tracer | None) -> None:
    """From now on that tracer times this process's work; None: nobody does."""
    _tracers[:] = [tracer] if tracer else []


def report_to(reporter: Reporter | None) -> None:
    """From now on errors of ours go there; None: nowhere."""
    _reporters[:] = [reporter] if reporter else []


def is_traced() -> bool:
    """Whether anybody times this process's work."""
    return bool(_tracers)


@contextmanager
def span(
    name: str, *, kind: str = "internal", request_id: str = "", attributes: Mapping[str, Attribute] | None = None
) -> Iterator[Span]:
    """Time the block. ``kind`` is server, client, consumer or internal; ``request_id`` ties it to that request's trace."""
    if not _tracers:
        yield _nobody
        return
    yield from _tracers[0].span(name, kind=kind, request_id=request_id, attributes=attributes or {})


def report(error: BaseException) -> None:
    """Tell whoever collects errors of ours; never raises."""
    for each in _reporters:
        each(error)
