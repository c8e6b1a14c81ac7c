"""Ask a target several rows at once, and hear what comes back."""

import asyncio
import time
from collections.abc import Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Any

from accounts.models import User
from project.lib.clock import now
from project.lib.errors import DaimonError
from training.evaluations.rules.metrics import Heard
from training.evaluations.rules.questions import Question
from training.evaluations.targets import Prepared, target_kind
from training.providers.errors import ProviderError
from training.providers.protocol import Finished, TextDelta, ToolCall
from training.services.open_provider import waited

AT_ONCE = 8  # rows asked together
LONGEST_PASSAGE = 2_000


def ask(kind: str, owner: User, config: Mapping[str, Any], batch: Sequence[Question]) -> list[Heard]:
    """Each row's answer, in order; one that failed says why. A DaimonError when the target is gone or cannot be paid."""
    prepared = _prepared(kind, owner, config, batch)
    return [each.result() for each in waited(lambda: _together(prepared))]


def _prepared(kind: str, owner: User, config: Mapping[str, Any], batch: Sequence[Question]) -> list[Prepared]:
    """All of them; what was set aside for some is given back when one cannot be prepared."""
    prepare = target_kind(kind).prepare
    found: list[Prepared] = []
    try:
        for each in batch:
            found.append(prepare(owner, config, each, now()))  # noqa: PERF401 - those before it are known when one fails
    except DaimonError:
        for ready in found:
            ready.counted.give_back()
        raise
    return found


@dataclass
class _Asked:
    """One call: what is heard of it, and what it took once it has ended."""

    prepared: Prepared
    words: list[str] = field(default_factory=list)
    calls: list[tuple[str, str]] = field(default_factory=list)
    begun: float = 0.0
    first: float | None = None
    ended: float = 0.0
    is_whole: bool = False
    problem: tuple[str, str] = ("", "")

    async def listen(self) -> None:
        """Hear the answer to its end; nothing of the provider's is raised."""
        self.begun = time.monotonic()
        try:
            async with aclosing(self.prepared.provider.chat_stream(self.prepared.request)) as stream:
                async for event in stream:
                    self.prepared.counted.saw(event)
                    self._hear(event)
        except ProviderError as error:
            self.problem = (error.message, error.code)
        else:
            if not self.is_whole:
                self.problem = ("The model did not finish its answer.", "answer_cut")
        self.ended = time.monotonic()

    def result(self) -> Heard:
        """What came back, paid for; with a database."""
        latency = round((self.ended - self.begun) * 1000)
        problem, code = self.problem
        spent = self.prepared.counted.settle(latency_ms=latency, error_code=code, at=now())
        found = self.prepared.passages
        return Heard(
            answer="".join(self.words),
            calls=tuple(self.calls),
            passages=None
            if found is None
            else tuple(
                {"source": each.source, "reference": each.reference, "text": each.text[:LONGEST_PASSAGE]}
                for each in found
            ),
            latency_ms=latency,
            first_token_ms=None if self.first is None else round((self.first - self.begun) * 1000),
            input_tokens=spent.input_tokens,
            output_tokens=spent.output_tokens,
            points=spent.points,
            error=problem,
            error_code=code,
        )

    def _hear(self, event: Any) -> None:
        match event:
            case TextDelta(text):
                if self.first is None:
                    self.first = time.monotonic()
                self.words.append(text)
            case ToolCall():
                self.calls.append((event.name, event.arguments))
            case Finished():
                self.is_whole = True


async def _together(prepared: Sequence[Prepared]) -> list[_Asked]:
    asked = [_Asked(each) for each in prepared]
    await asyncio.gather(*(each.listen() for each in asked))
    return asked
