"""openai_adapter, anthropic_adapter, nvidia_adapter and huggingface_adapter: call a provider through its own protocol."""

from contextlib import aclosing
from dataclasses import dataclass
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

from project.lib.errors import InvalidInput
from spirits.services.model_use import ModelUse, tell_model_use
from spirits.tools import Budget, Context, Effect, ToolResult, tool
from spirits.tools.errors import ToolUnavailable
from spirits.tools.schema import arguments, choice, integer, many, number, record, text
from training.models import LanguageModel, Provider
from training.providers.guarded import GuardedProvider
from training.providers.protocol import ChatRequest, Finished, Role, TextDelta, Turn, Usage
from training.providers.protocol import Provider as Client
from training.queries.providers import providers_for
from training.services.open_provider import client_of, waited


@dataclass(frozen=True)
class Vendor:
    """Whose servers a tool may call, and how one is connected."""

    name: str
    kind: Provider.Kind
    hosts: tuple[str, ...]
    setting: str

    def serves(self, provider: Provider) -> bool:
        """Whether a provider is this vendor's: by its host, or by the name its owner gave it."""
        host = urlsplit(provider.base_url).hostname or ""
        is_host = any(host == each or host.endswith(f".{each}") for each in self.hosts)
        return provider.kind == self.kind and (is_host or self.name.casefold() in provider.name.casefold())

    @property
    def how_to_connect(self) -> str:
        """What a person reads when there is none."""
        return (
            f"No {self.name} provider is connected. Add one with your key under Settings > Models (its name or address says "
            f"{self.name}), or let the operator set {self.setting}."
        )


OPENAI = Vendor("OpenAI", Provider.Kind.OPENAI_COMPATIBLE, ("api.openai.com", "openai.azure.com"), "OPENAI_API_KEY")
ANTHROPIC = Vendor("Anthropic", Provider.Kind.ANTHROPIC, ("api.anthropic.com",), "ANTHROPIC_API_KEY")
NVIDIA = Vendor("NVIDIA", Provider.Kind.OPENAI_COMPATIBLE, ("nvidia.com", "nvcf.nvidia.com"), "NVIDIA_API_KEY")
HUGGING_FACE = Vendor("Hugging Face", Provider.Kind.OPENAI_COMPATIBLE, ("huggingface.co", "huggingface.cloud"), "HUGGINGFACE_API_KEY")  # fmt: skip
MESSAGE = record(
    "One message of the conversation.",
    required="role content",
    role=choice("Who says it.", "user", "assistant"),
    content=text("What is said.", most=100_000),
)


def _arguments(actions: tuple[str, ...]) -> dict[str, Any]:
    return arguments(
        action=choice("What to ask for.", *actions, default="chat"),
        prompt=text("What to say, for chat.", most=100_000),
        messages=many("Or the whole conversation, the last message from the user.", MESSAGE, most=100),
        system=text("How the model should behave.", most=20_000),
        model=text("The model's name at the provider; the first one when left out.", most=200),
        temperature=number("How varied.", 0, 2),
        max_tokens=integer("The most tokens of the answer.", 1, 32_000, default=1_000),
        texts=many("What to embed.", text("A text.", most=20_000), most=100),
        provider=text("Which of your connected providers, by name.", most=80),
    )


RETURNS = {
    "type": "object",
    "properties": {
        "action": {"type": "string"}, "provider": {"type": "string"}, "model": {"type": "string"}, "text": {"type": "string"},
        "finish_reason": {"type": "string"}, "input_tokens": {"type": "integer"}, "output_tokens": {"type": "integer"},
        "models": {"type": "array"}, "dimensions": {"type": "integer"}, "vectors": {"type": "array"},
    },
    "required": ["action", "provider"],
}  # fmt: skip
BUDGET = Budget(seconds=120, bytes=5_000_000, results=200)
CHATTING = ("chat", "models")
EMBEDDING = ("chat", "models", "embed")


@tool("openai_adapter", "Asks a model of OpenAI with your key, lists its models, or makes embeddings.", _arguments(EMBEDDING), returns=RETURNS, effect=Effect.OUTBOUND, budget=BUDGET, needs=("an OpenAI key",), example={"prompt": "Say hello in Latin.", "max_tokens": 20})  # fmt: skip
def openai_adapter(context: Context, arguments: dict[str, Any]) -> ToolResult:
    """What OpenAI answers."""
    return call(context, OPENAI, arguments)


@tool("anthropic_adapter", "Asks a model of Anthropic with your key through its own protocol, or lists its models.", _arguments(CHATTING), returns=RETURNS, effect=Effect.OUTBOUND, budget=BUDGET, needs=("an Anthropic key",), example={"prompt": "Say hello in Latin.", "max_tokens": 20})  # fmt: skip
def anthropic_adapter(context: Context, arguments: dict[str, Any]) -> ToolResult:
    """What Anthropic answers."""
    return call(context, ANTHROPIC, arguments)


@tool("nvidia_adapter", "Asks a model of NVIDIA NIM (hosted or your own) with your key, lists models, makes embeddings.", _arguments(EMBEDDING), returns=RETURNS, effect=Effect.OUTBOUND, budget=BUDGET, needs=("an NVIDIA key or a NIM address",), example={"action": "models"})  # fmt: skip
def nvidia_adapter(context: Context, arguments: dict[str, Any]) -> ToolResult:
    """What NVIDIA's server answers."""
    return call(context, NVIDIA, arguments)


@tool("huggingface_adapter", "Asks a model behind Hugging Face's inference router or endpoint, lists models, makes embeddings.", _arguments(EMBEDDING), returns=RETURNS, effect=Effect.OUTBOUND, budget=BUDGET, needs=("a Hugging Face token",), example={"action": "models"})  # fmt: skip
def huggingface_adapter(context: Context, arguments: dict[str, Any]) -> ToolResult:
    """What Hugging Face answers."""
    return call(context, HUGGING_FACE, arguments)


def call(context: Context, vendor: Vendor, given: dict[str, Any]) -> ToolResult:
    """Do the action at the person's provider; what the provider refuses is raised as it said it."""
    provider = _provider(context, vendor, given.get("provider"))
    client = GuardedProvider(client_of(provider), provider_id=provider.pk, most_at_once=provider.most_at_once)
    if given["action"] == "models":
        return _models(context, provider, client)
    model = given.get("model") or _first_model(vendor, provider, is_embedding=given["action"] == "embed")
    if given["action"] == "embed":
        return _embed(context, provider, client, model, given)
    return _chat(context, provider, client, model, given)


def _provider(context: Context, vendor: Vendor, name: str | None) -> Provider:
    usable = [each for each in providers_for(context.user) if each.is_active and each.kind == vendor.kind]
    if name is not None:
        found = next((each for each in usable if each.name.casefold() == name.casefold()), None)
        if found is None:
            raise InvalidInput.of("provider", f"You have no provider of that name that speaks {vendor.kind.label}.")
        return found
    own_first = sorted((each for each in usable if vendor.serves(each)), key=lambda each: each.owner_id is None)
    if not own_first:
        raise ToolUnavailable(vendor.how_to_connect)
    return own_first[0]


def _first_model(vendor: Vendor, provider: Provider, *, is_embedding: bool) -> str:
    rows = LanguageModel.objects.filter(provider=provider, is_active=True, is_listed=True)
    rows = rows.filter(can_embed=True) if is_embedding else rows.filter(can_chat=True)
    found = rows.order_by("-is_default", "name", "pk").first()
    if found is None:
        raise InvalidInput.of(
            "model", f"Name the model; none of {vendor.name}'s is known here yet (action models lists them)."
        )
    return found.name


def _models(context: Context, provider: Provider, client: Client) -> ToolResult:
    cards = waited(client.models)[: context.budget.results]
    rows = [
        {"name": card.name, "can": sorted(card.capabilities), "context_length": card.context_length} for card in cards
    ]
    names = ", ".join(card.name for card in cards)
    return ToolResult(
        {"action": "models", "provider": provider.name, "models": rows}, names or "The provider lists no model."
    )


def _turns(given: dict[str, Any]) -> tuple[Turn, ...]:
    if ("prompt" in given) == ("messages" in given):
        raise InvalidInput.of("prompt", "Give a prompt or messages, one of them.")
    said: list[tuple[Role, str]] = [(each["role"], each["content"]) for each in given.get("messages", [])]
    said = said or [("user", given["prompt"])]
    if said[-1][0] != "user":
        raise InvalidInput.of("messages", "The last message must be the user's.")
    system = (Turn("system", given["system"]),) if "system" in given else ()
    return (*system, *(Turn(role, content) for role, content in said))


def _chat(context: Context, provider: Provider, client: Client, model: str, given: dict[str, Any]) -> ToolResult:
    request = ChatRequest(
        model=model,
        messages=_turns(given),
        temperature=given.get("temperature"),
        max_output_tokens=given["max_tokens"],
        total_seconds=context.seconds_left(),
    )

    async def answer() -> tuple[str, Usage, str]:
        pieces: list[str] = []
        usage, reason = Usage(0, 0), ""
        async with aclosing(client.chat_stream(request)) as events:
            async for event in events:
                context.seconds_left()
                if isinstance(event, TextDelta):
                    pieces.append(event.text)
                elif isinstance(event, Usage):
                    usage = event
                elif isinstance(event, Finished):
                    reason = event.reason
        return "".join(pieces), usage, reason

    begun = monotonic()
    words, usage, reason = waited(answer)
    _tell(context, provider, model, usage, begun, is_embedding=False)
    data = {
        "action": "chat", "provider": provider.name, "model": model, "text": words, "finish_reason": reason,
        "input_tokens": usage.input_tokens, "output_tokens": usage.output_tokens,
    }  # fmt: skip
    return ToolResult(data, words or "The model said nothing.")


def _embed(context: Context, provider: Provider, client: Client, model: str, given: dict[str, Any]) -> ToolResult:
    if "texts" not in given:
        raise InvalidInput.of("texts", "Required to embed.")
    begun = monotonic()
    made = waited(lambda: client.embed(given["texts"], model))
    _tell(context, provider, model, Usage(made.input_tokens, 0), begun, is_embedding=True)
    data = {
        "action": "embed", "provider": provider.name, "model": made.model, "dimensions": made.dimensions,
        "vectors": [list(vector) for vector in made.vectors], "input_tokens": made.input_tokens,
    }  # fmt: skip
    return ToolResult(data, f"{len(made.vectors)} vectors of {made.dimensions} numbers.")


def _tell(context: Context, provider: Provider, model: str, usage: Usage, begun: float, *, is_embedding: bool) -> None:
    known = LanguageModel.objects.filter(provider=provider, name=model).first()
    tell_model_use(
        ModelUse(
            user=context.user,
            provider_name=provider.name,
            model_name=model,
            model_id=known.pk if known else None,
            minion_id=context.minion_id,
            input_tokens=usage.input_tokens,
            output_tokens=usage.output_tokens,
            milliseconds=round((monotonic() - begun) * 1000),
            at=context.now,
            is_embedding=is_embedding,
        )
    )
