"""What a tool says of itself."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from spirits.tools.result import ToolResult

if TYPE_CHECKING:
    from spirits.tools.context import Context

Schema = Mapping[str, Any]
LEAST_SECONDS = 2.0  # below this a slow machine could not even start a worker


class Effect(StrEnum):
    """What a call may change: nothing, the person's own data, or the world outside the installation."""

    READ = "read"
    WORKSPACE = "workspace"
    OUTBOUND = "outbound"


@dataclass(frozen=True)
class Budget:
    """The most one call may use, at full effectiveness.

    ``megabytes`` is a worker's memory and never scaled; ``bytes`` is what a call may write; ``rows`` what it may read
    or return of a table, ``results`` of any other list.
    """

    seconds: float = 10.0
    megabytes: int = 512
    bytes: int = 5_000_000
    rows: int = 10_000
    results: int = 50

    def scaled(self, percent: float) -> "Budget":
        """The same with that much of its reach; never less than one of anything."""

        def part(whole: int) -> int:
            return max(1, round(whole * percent / 100))

        return replace(
            self,
            seconds=max(min(self.seconds, LEAST_SECONDS), self.seconds * percent / 100),
            bytes=part(self.bytes),
            rows=part(self.rows),
            results=part(self.results),
        )


@dataclass(frozen=True)
class Tool:
    """A tool: its declaration, and the function that does its work.

    ``does`` is one line for the model. ``arguments`` and ``returns`` are JSON Schemas of type object; ``example`` is a
    real call for the documentation. ``needs`` names what an installation may lack. ``stays_inside`` tells of an outbound
    tool's arguments whether that call leaves the installation at all: such a call is not asked about. ``fetches`` names the
    web addresses among a call's arguments that the call would fetch: whatever its effect, such a call leaves.
    """

    name: str
    does: str
    arguments: Schema
    function: "Callable[[Context, dict[str, Any]], ToolResult]"
    returns: Schema = field(default_factory=lambda: {"type": "object"})
    effect: Effect = Effect.READ
    budget: Budget = Budget()
    needs: tuple[str, ...] = ()
    example: Mapping[str, Any] | None = None
    stays_inside: Callable[[Mapping[str, Any]], bool] | None = None
    fetches: Callable[[Mapping[str, Any]], Sequence[str]] | None = None

    def effect_of(self, arguments: Mapping[str, Any]) -> Effect:
        """What a call with these arguments may change; arguments that are not valid yet count in full."""
        if self.addresses_in(arguments):
            return Effect.OUTBOUND
        if self.effect == Effect.OUTBOUND and self.stays_inside is not None and self.stays_inside(arguments):
            return Effect.WORKSPACE
        return self.effect

    def addresses_in(self, arguments: Mapping[str, Any]) -> Sequence[str]:
        """The addresses that a call with these arguments would fetch."""
        return self.fetches(arguments) if self.fetches else ()


def address_argument(given: Mapping[str, Any]) -> Sequence[str]:
    """The argument ``url`` of a tool that fetches it."""
    return (str(given["url"]),) if given.get("url") else ()
