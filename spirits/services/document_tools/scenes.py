"""What an example needs that a new person does not have: models, services, documents, a spirit. It is gone after the example.

Services are servers on loopback that speak their protocols; models are the scripted provider's, whose name is what they say.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from secrets import token_hex
from tempfile import TemporaryDirectory
from typing import Any

from django.db import transaction
from django.test.utils import override_settings

from accounts.models import User
from project.testing.wire import Received, Wire, WireServer, served_beside
from spirits.models import Spirit
from spirits.models.grant import Grant
from spirits.services.document_tools.made_up import ARTICLE, FLAW, FORMAL, GERMAN, GREETING, HARBOUR, HITS, STORY, WATER
from spirits.services.document_tools.moment import MOMENT
from spirits.services.economy.grant_access import grant_spirit
from spirits.tools import Tool
from training.knowledge.models import KnowledgeBase
from training.knowledge.services.add_document import add_text
from training.knowledge.services.index_document import Indexing
from training.knowledge.services.make_base import make_base
from training.models import LanguageModel, Provider
from training.providers.loopback import AnthropicServer, ModelServer, OpenAIServer
from training.services.provider_keys import sealed

ADDRESS = "http://127.0.0.1:8000"


@dataclass(frozen=True)
class Stage:
    """Who answers, said in a line; what the call is given beside its example; and the address of a server on loopback."""

    said: str = ""
    arguments: Mapping[str, Any] = field(default_factory=dict)
    address: str = ""

    def serves(self, url: str) -> bool:
        """Whether the address is the server's."""
        return bool(self.address) and url.startswith(f"{self.address}/")

    def told(self, text: str) -> str:
        """The text with the same address of the server whatever port it had."""
        return text.replace(self.address, ADDRESS) if self.address else text


Scene = Callable[[User], AbstractContextManager[Stage]]


@contextmanager
def staged(tool: Tool, person: User) -> Iterator[Stage]:
    """The scene of the tool's example; whatever is written within it is taken back. Most tools need none, and keep theirs."""
    scene = SCENES.get(tool.name)
    with transaction.atomic() if scene else nullcontext():
        with scene(person) if scene else nullcontext(Stage()) as stage:
            yield stage
        if scene:
            transaction.set_rollback(True)


def _vendor(name: str, protocol: str, server: type[ModelServer], kind: str, model: str) -> Scene:
    """The person's own provider of that vendor: a server that speaks the protocol and performs the scripted models."""

    @contextmanager
    def scene(person: User) -> Iterator[Stage]:
        key = token_hex(8)
        with served_beside(server(api_key=key)) as far, override_settings(OUTBOUND_ALLOWED_HOSTS=[far.address]):
            provider = Provider.objects.create(
                owner=person, name=name, kind=kind, base_url=far.base_url, encrypted_key=sealed(key)
            )
            LanguageModel.objects.create(provider=provider, name=model)
            yield Stage(
                f"A server on loopback that speaks {protocol} answered in {name}'s place, with scripted models.",
                address=far.url,
            )

    return scene


def _written(model: str) -> Scene:
    """A language model that writes what its name says, and no other."""

    @contextmanager
    def scene(person: User) -> Iterator[Stage]:
        Provider.objects.exclude(owner=person).update(is_active=False)  # taken back: the tools take any model they find
        provider = Provider.objects.create(owner=person, name="Scripted", kind=Provider.Kind.SCRIPTED)
        LanguageModel.objects.create(provider=provider, name=model)
        yield Stage("A scripted model answered: its name is what it says, and it reads no instruction.")

    return scene


class _Straight:
    """Writes an indexed document down in the present transaction, without a job."""

    def progress(self, percent: float, message: str = "") -> None:
        """Nobody watches."""

    def writes(self) -> AbstractContextManager[Any]:
        """A savepoint."""
        return transaction.atomic()

    def completes(self, result: Any = None) -> AbstractContextManager[Any]:
        """A savepoint."""
        return transaction.atomic()


def _knowing(base: str, title: str, text: str, *tags: str) -> Scene:
    """A knowledge base with one document, searched by keywords, and no other."""

    @contextmanager
    def scene(person: User) -> Iterator[Stage]:
        with TemporaryDirectory() as folder, override_settings(KNOWLEDGE_DIR=folder, MODELS_DIR=folder):
            KnowledgeBase.objects.exclude(owner=person).update(is_for_everyone=False)  # taken back
            document = add_text(base=make_base(user=person, name=base, tags=tags), title=title, text=text)
            Indexing(document, _Straight()).run()
            yield Stage(
                f"It read a knowledge base '{base}' with one document that was written for this page, by keywords."
            )

    return scene


def _service(said: str, answers: Mapping[str, Callable[[Received], Any] | str], **settings: str) -> Scene:
    """A server with these answers by method and path, JSON or a page, where the settings look for the service."""

    async def answer(request: Received, wire: Wire) -> None:
        found = answers.get(f"{request.method} {request.path.partition('?')[0]}")
        if found is None:
            await wire.answer(404)
        elif callable(found):
            await wire.json(found(request))
        else:
            await wire.answer(200, found.encode(), "text/html; charset=utf-8")

    @contextmanager
    def scene(person: User) -> Iterator[Stage]:
        with served_beside(WireServer(handler=answer)) as far:
            own = {name: value.format(url=far.url) for name, value in settings.items()}
            path = own.pop("path", "")
            with override_settings(OUTBOUND_ALLOWED_HOSTS=[far.address], **own):
                yield Stage(said, {"url": f"{far.url}{path}"} if path else {}, far.url)

    return scene


@contextmanager
def _mathematician(person: User) -> Iterator[Stage]:
    spirit = Spirit.objects.get(slug="mathematician")
    grant_spirit(user=person, spirit=spirit, source=Grant.Source.STAFF, starts_at=MOMENT)
    yield Stage(f"The person was given the spirit {spirit.name} first, as the task runs a tool of its.")


def _flawed(request: Received) -> Any:
    queries = json.loads(request.body)["queries"]
    return {"results": [{"vulns": [{"id": FLAW["id"]}]} if _is_flawed(each) else {} for each in queries]}


def _is_flawed(query: Mapping[str, Any]) -> bool:
    """Whether the made-up flaw is in what is asked about."""
    return bool(query["package"]["name"] == "django")


OPENAI, ANTHROPIC = Provider.Kind.OPENAI_COMPATIBLE, Provider.Kind.ANTHROPIC
SCENES: dict[str, Scene] = {
    "openai_adapter": _vendor("OpenAI", "OpenAI's protocol", OpenAIServer, OPENAI, GREETING),
    "anthropic_adapter": _vendor("Anthropic", "Anthropic's protocol", AnthropicServer, ANTHROPIC, GREETING),
    "nvidia_adapter": _vendor("NVIDIA", "OpenAI's protocol, as NVIDIA's servers do,", OpenAIServer, OPENAI, GREETING),
    "huggingface_adapter": _vendor("Hugging Face", "OpenAI's protocol, as Hugging Face's router does,", OpenAIServer, OPENAI, GREETING),
    "story_generator": _written(STORY),
    "style_adapter": _written(FORMAL),
    "translation_engine": _written(GERMAN),
    "chroma_search": _knowing("Harbour", "Opening times", HARBOUR),
    "health_educator": _knowing("Health guides", "Water", WATER, "health"),
    "task_scheduler": _mathematician,
    "vulnerability_scanner": _service(
        "A server on loopback that speaks OSV's protocol answered; the flaw is made up.",
        {"POST /v1/querybatch": _flawed, f"GET /v1/vulns/{FLAW['id']}": lambda _: FLAW},
        OSV_URL="{url}",
    ),
    "web_search": _service(
        "A server on loopback that speaks SearXNG's protocol answered; its results are made up.",
        {"GET /search": lambda _: {"results": HITS}},
        SEARCH_URL="{url}", SEARCH_KIND="searxng", SEARCH_API_KEY="",
    ),
    "source_validator": _service(
        "It was called with an address of a server on loopback instead, which answered with a page written for this one.",
        {"GET /article": ARTICLE, "GET /robots.txt": "User-agent: *\nDisallow: /drafts\n"},
        path="/article",
    ),
}  # fmt: skip
