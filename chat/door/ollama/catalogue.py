"""``/ollama/api/tags``, ``/api/show``, ``/api/embed`` and ``/api/version``."""

from hashlib import sha256
from typing import Any

from accounts.models import User
from chat.door.embed import embedded
from chat.door.exchange import Exchange
from chat.door.fields import text, whole
from chat.door.openai.embeddings import inputs_of
from chat.door.targets import Listed, listed_for, target_of
from chat.engine.turn import in_thread
from training.models import LanguageModel

SPOKEN = "0.9.0"  # the version of Ollama whose protocol is spoken


async def version(exchange: Exchange) -> None:
    """The protocol's version."""
    await exchange.json({"version": SPOKEN})


async def tags(exchange: Exchange) -> None:
    """Every model and minion the caller may use."""
    found = await in_thread(listed_for, exchange.asker.user)
    await exchange.json({"models": [_entry(each) for each in found]})


async def show(exchange: Exchange) -> None:
    """What a model can do."""
    body = exchange.body
    name = text(body, "model", default="") or text(body, "name")
    await exchange.json(await in_thread(_shown, exchange.asker.user, name))


async def embed(exchange: Exchange) -> None:
    """A vector for each input."""
    body = exchange.body
    model = text(body, "model")
    found = await embedded(
        exchange.asker, model, inputs_of(body), dimensions=whole(body, "dimensions"), book=exchange.desk.book
    )
    vectors = [list(each) for each in found.vectors]
    await exchange.json({"model": model, "embeddings": vectors, "prompt_eval_count": found.tokens})


def _entry(listed: Listed) -> dict[str, Any]:
    return {
        "name": listed.id,
        "model": listed.id,
        "modified_at": listed.created_at.isoformat(),
        "size": 0,
        "digest": sha256(listed.id.encode()).hexdigest(),
        "details": _details(listed.model),
    }


def _details(model: LanguageModel | None) -> dict[str, Any]:
    family = model.family if model else ""
    size = model.parameter_size if model else ""
    return {
        "parent_model": "",
        "format": "",
        "family": family,
        "families": [family] if family else [],
        "parameter_size": size,
        "quantization_level": "",
    }


def _shown(user: User, name: str) -> dict[str, Any]:
    target = target_of(user, name)
    model = target.models[0]
    able = {
        "completion": model.can_chat,
        "tools": model.can_use_tools,
        "vision": model.can_see,
        "embedding": model.can_embed,
        "thinking": model.can_reason,
    }
    family = model.family or "unknown"
    info: dict[str, Any] = {"general.architecture": family}
    if model.context_length:
        info[f"{family}.context_length"] = model.context_length
    return {
        "modelfile": "",
        "parameters": "",
        "template": "",
        "details": _details(model),
        "model_info": info,
        "capabilities": [each for each, is_able in able.items() if is_able],
    }
