"""OpenAI's protocol."""

from chat.door.errors import NotOffered
from chat.door.exchange import Exchange, sse
from chat.door.openai.chat import chat_completions
from chat.door.openai.completions import completions
from chat.door.openai.embeddings import embeddings
from chat.door.openai.errors import body_of
from chat.door.openai.models import model, models
from chat.door.openai.responses import cancel, forget, responses, show
from chat.door.protocol import Door


async def not_offered(exchange: Exchange, _: str = "") -> None:
    """Always refused: no provider of this installation has it."""
    raise NotOffered(f"No provider of this installation serves {exchange.path}.")


DOOR = Door(
    name="openai",
    routes={
        "GET /models": models,
        "GET /models/": model,
        "POST /chat/completions": chat_completions,
        "POST /completions": completions,
        "POST /embeddings": embeddings,
        "POST /responses": responses,
        "POST /responses/": cancel,
        "GET /responses/": show,
        "DELETE /responses/": forget,
        "POST /images/": not_offered,
        "POST /audio/": not_offered,
        "POST /moderations": not_offered,
    },
    error_body=body_of,
    failure_in_stream=lambda error: sse(body_of(error)),
    bodiless=frozenset({cancel}),
)
