"""The one small protocol between Daimon and any language model, local or rented."""

from collections.abc import AsyncGenerator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

Role = Literal["system", "user", "assistant", "tool"]
FinishReason = Literal["stop", "length", "tool_calls", "content_filter"]
Capability = Literal["chat", "tools", "vision", "embeddings", "reasoning"]


@dataclass(frozen=True, slots=True)
class TextPart:
    """A piece of text in a turn."""

    text: str


@dataclass(frozen=True, slots=True)
class ImagePart:
    """A picture in a turn, always by its bytes: no provider fetches an address on our behalf."""

    mime: str
    data: bytes


@dataclass(frozen=True, slots=True)
class ToolCall:
    """A complete tool call: part of an assistant's turn, and the event that ends a run of its deltas.

    ``arguments`` is the JSON text as the model wrote it; it may be invalid JSON, and the tool service says so.
    """

    id: str
    name: str
    arguments: str


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn of the conversation; a ``tool`` turn answers the call named by ``tool_call_id``."""

    role: Role
    content: str | tuple[TextPart | ImagePart, ...] = ""
    tool_calls: tuple[ToolCall, ...] = ()
    tool_call_id: str = ""
    name: str = ""
    reasoning: str = ""
    reasoning_signature: str = ""

    @property
    def text(self) -> str:
        """The turn's words, pictures left out."""
        if isinstance(self.content, str):
            return self.content
        return "\n".join(part.text for part in self.content if isinstance(part, TextPart))

    @property
    def images(self) -> tuple[ImagePart, ...]:
        """The turn's pictures."""
        return () if isinstance(self.content, str) else tuple(p for p in self.content if isinstance(p, ImagePart))


@dataclass(frozen=True, slots=True)
class ToolSpec:
    """A tool the model may call; ``parameters`` is a JSON Schema of type object."""

    name: str
    description: str
    parameters: Mapping[str, Any] = field(default_factory=lambda: {"type": "object", "properties": {}})


@dataclass(frozen=True, slots=True)
class Passage:
    """Something the caller found for this question: a memory, an upload's page, a piece of a knowledge base."""

    text: str
    source: str
    kind: str = "knowledge"
    reference: str = ""
    score: float = 0.0
    why: Mapping[str, Any] = field(default_factory=dict)  # what led to it, for the record; no provider is told


@dataclass(frozen=True, slots=True)
class ChatRequest:
    """Everything a provider is told for one answer.

    ``passages`` and ``goes_on`` are for the builtin provider only: a language model gets passages inside ``messages``, and there
    the order to go on with its last answer too. ``extra`` is merged
    into the provider's own request body. ``response_format`` is OpenAI's: ``{"type": "json_object"}`` or a JSON Schema.
    """

    model: str
    messages: tuple[Turn, ...]
    tools: tuple[ToolSpec, ...] = ()
    temperature: float | None = None
    max_output_tokens: int | None = None
    stop: tuple[str, ...] = ()
    seed: int | None = None
    response_format: Mapping[str, Any] | None = None
    passages: tuple[Passage, ...] = ()
    goes_on: bool = False
    extra: Mapping[str, Any] = field(default_factory=dict)
    total_seconds: float = 600.0

    @property
    def last_user_text(self) -> str:
        """The words of the newest user turn, or nothing."""
        return next((turn.text for turn in reversed(self.messages) if turn.role == "user"), "")


@dataclass(frozen=True, slots=True)
class TextDelta:
    """The next words of the answer; never empty."""

    text: str


@dataclass(frozen=True, slots=True)
class ReasoningDelta:
    """The next words of the model's thinking, or the ``signature`` that proves them to the provider later."""

    text: str
    signature: str = ""


@dataclass(frozen=True, slots=True)
class ToolCallDelta:
    """A piece of the tool call numbered ``index``; ``id`` and ``name`` come with the first piece only."""

    index: int
    id: str = ""
    name: str = ""
    arguments: str = ""


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens as the provider counted them; cached and reasoning tokens are parts of input and output."""

    input_tokens: int
    output_tokens: int
    cached_input_tokens: int = 0
    reasoning_tokens: int = 0


@dataclass(frozen=True, slots=True)
class Finished:
    """The provider's own proof that the answer is whole; always the last event."""

    reason: FinishReason


@dataclass(frozen=True, slots=True)
class InLine:
    """The provider is fully busy, and this call is at this place in the line; comes before anything of the answer."""

    place: int


StreamEvent = InLine | TextDelta | ReasoningDelta | ToolCallDelta | ToolCall | Usage | Finished


@dataclass(frozen=True, slots=True)
class ModelCard:
    """What a provider says about one of its models; zero or empty where it says nothing."""

    name: str
    display_name: str = ""
    capabilities: frozenset[Capability] = frozenset({"chat"})
    context_length: int = 0
    max_output_tokens: int = 0
    family: str = ""
    parameter_size: str = ""
    size_bytes: int = 0


Embeddable = str | tuple[int, ...]
"""A text, or the ids of its tokens, which only the model's own server can read."""


@dataclass(frozen=True, slots=True)
class Embeddings:
    """One vector for each text, in the texts' order, all of the same length."""

    model: str
    vectors: tuple[tuple[float, ...], ...]
    input_tokens: int = 0

    @property
    def dimensions(self) -> int:
        """How long each vector is."""
        return len(self.vectors[0]) if self.vectors else 0


@dataclass(frozen=True, slots=True)
class Health:
    """The outcome of one probe: reachable and willing, or the error's code and sentence."""

    is_healthy: bool
    latency_ms: float
    code: str = ""
    message: str = ""
    version: str = ""


class Provider(Protocol):
    """A language model's server, spoken to asynchronously; it holds no Django object and no database connection.

    ``chat_stream`` yields deltas, a ``ToolCall`` for each complete call, at most one ``Usage``, and ``Finished`` last.
    It raises a ``ProviderError`` instead of ending early. Closing the generator closes the upstream at once, so wrap
    it in ``contextlib.aclosing``. Nothing is retried here. ``health`` never raises a ``ProviderError``.
    """

    kind: str

    async def models(self) -> list[ModelCard]:
        """The models this provider offers now, in a stable order."""
        ...

    def chat_stream(self, request: ChatRequest) -> AsyncGenerator[StreamEvent, None]:
        """The answer as it is made."""
        ...

    async def embed(self, texts: Sequence[Embeddable], model: str) -> Embeddings:
        """A vector for each text; CannotEmbed for token ids where the server takes texts only."""
        ...

    async def health(self) -> Health:
        """Whether the provider answers, and how fast."""
        ...
