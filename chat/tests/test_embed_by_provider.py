"""Memories by the vectors of a provider's model: marked with it, compared with its own only, made anew when it changes."""

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.models import User
from accounts.testing import client_of
from chat.memory.errors import WrongDimensions
from chat.memory.handlers import MOST_EMBEDDED
from chat.memory.queries.embedder import EMBEDDING_MODEL, ModelEmbedder, present_embedder
from chat.memory.queries.query_vector import asked_vector
from chat.memory.queries.search import search
from chat.memory.services.embed import Embedded, drop_others, embed_missing, keep_vectors
from chat.memory.services.remember import NewMemory, remember, remember_many
from chat.models import MemoryEmbedder, MemoryVector, UsageRecord
from project.ops.queries.runtime import values
from project.ops.services.runtime import set_runtime
from training.models import LanguageModel, Provider
from training.providers.errors import ProviderError
from training.providers.loopback import ModelServer, OllamaServer, OpenAIServer
from training.retrieval.minilm import DIMENSIONS, NAME
from training.testing import make_model, make_provider
from training.tests.conftest import Serve, serve  # noqa: F401 - a fixture

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
SAID = ("Rex the beagle sleeps on the sofa", "The invoice is due on Friday", "Ada plays chess on Sundays")
KINDS = {OllamaServer: Provider.Kind.OLLAMA, OpenAIServer: Provider.Kind.OPENAI_COMPATIBLE}


def use(server: ModelServer) -> LanguageModel:
    """Let memories be searched by the server's embedding model."""
    provider = make_provider(kind=KINDS[type(server)], base_url=server.base_url)
    model = make_model(provider, "scripted/embed", can_chat=False, can_embed=True)
    set_runtime(name=EMBEDDING_MODEL.name, value=model.name, by=None)
    values.forget()
    return model


@pytest.mark.parametrize("kind", [OllamaServer, OpenAIServer])
def test_memories_are_embedded_and_found_by_the_providers_model(
    alice: User,
    bob: User,
    serve: Serve,  # noqa: F811
    kind: type[ModelServer],
) -> None:
    model = use(serve(kind()))
    remember_many(owner=alice, items=[NewMemory(text=text) for text in SAID], now=NOON)
    remember(owner=bob, text="Rex the beagle is not mine", now=NOON)
    assert (embed_missing(now=NOON), embed_missing(now=NOON)) == (4, 0)
    name = f"scripted/embed@{model.pk}"
    assert set(MemoryVector.objects.values_list("embedder", flat=True)) == {name}
    vector = asked_vector("Rex the beagle sleeps on the sofa").vector
    assert vector is not None
    assert vector.embedder == name
    [first, *_] = search(alice.pk, "sofa", now=NOON, vector=vector)
    assert (first.text, first.signals["own"]["value"]) == (SAID[0], 1.0)
    records = UsageRecord.objects.filter(kind="embeddings", language_model=model)
    assert {each.owner_id for each in records} == {alice.pk, bob.pk}
    assert all(each.input_tokens > 0 for each in records)


def test_another_model_makes_all_vectors_anew_and_the_old_ones_go(alice: User, serve: Serve) -> None:  # noqa: F811
    memory = remember(owner=alice, text=SAID[0], now=NOON)
    axis = [1.0] + [0.0] * (DIMENSIONS - 1)
    keep_vectors(NAME, [Embedded(alice.pk, memory.pk, 1, axis, axis)])
    assert drop_others(limit=10) == 0  # nothing took its place yet
    assert MemoryVector.objects.count() == 1
    use(serve(OllamaServer()))
    assert search(alice.pk, "dogs", now=NOON, vector=asked_vector("dogs").vector) == []
    assert embed_missing(now=NOON) == 1
    assert MemoryVector.objects.count() == 2
    assert drop_others(limit=MOST_EMBEDDED) == 1
    assert list(MemoryEmbedder.objects.values_list("name", flat=True)) == [MemoryVector.objects.get().embedder]


def test_a_length_that_changed_is_refused_and_keywords_go_on(alice: User, serve: Serve) -> None:  # noqa: F811
    memory = remember(owner=alice, text=SAID[0], now=NOON)
    embedder = ModelEmbedder(use(serve(OpenAIServer())))
    keep_vectors(embedder.name, [Embedded(alice.pk, memory.pk, 1, [0.6, 0.8], [0.6, 0.8])])
    remember(owner=alice, text=SAID[1], now=NOON)
    with pytest.raises(WrongDimensions):
        embed_missing(now=NOON)
    with connection.cursor() as cursor, pytest.raises(IntegrityError), transaction.atomic():
        cursor.execute("UPDATE chat_memoryvector SET own = '[1,0,0]', around = '[1,0,0]'")
    vector = asked_vector("sofa").vector
    [found] = search(alice.pk, "sofa", now=NOON, vector=vector)
    assert "own" not in found.signals


@pytest.mark.parametrize("fault", ["unauthorized", "not_found", "unavailable"])
def test_while_the_provider_fails_keywords_serve_and_the_answer_says_so(
    alice: User,
    serve: Serve,  # noqa: F811
    fault: str,
) -> None:
    use(serve(OpenAIServer(fault=fault)))
    remember(owner=alice, text=SAID[0], now=NOON)
    with pytest.raises(ProviderError):
        embed_missing(now=NOON)
    answer = client_of(alice).get("/api/v1/memories/search", {"q": "sofa"}).json()
    assert answer["engine"] == "keywords"
    assert answer["problem"] not in ("", "internal_error")
    assert [each["text"] for each in answer["results"]] == [SAID[0]]
    shown = client_of(alice).get("/memory/", {"q": "sofa"}).content.decode()
    assert "Only words were searched for" in shown
    assert SAID[0] in shown


def test_a_model_that_does_not_exist_is_named(alice: User) -> None:
    set_runtime(name=EMBEDDING_MODEL.name, value="nobody's", by=None)
    values.forget()
    remember(owner=alice, text=SAID[0], now=NOON)
    answer = client_of(alice).get("/api/v1/memories/search", {"q": "sofa"}).json()
    assert (answer["engine"], answer["problem"], len(answer["results"])) == ("keywords", "embedding_model_missing", 1)


def test_long_words_are_cut_to_what_the_model_reads(alice: User, serve: Serve) -> None:  # noqa: F811
    server = serve(OllamaServer())
    use(server)
    LanguageModel.objects.update(context_length=100)
    remember(owner=alice, text="word " * 4_000, now=NOON)
    embedder = present_embedder()
    assert isinstance(embedder, ModelEmbedder)
    assert embedder.ask(["word " * 4_000]).input_tokens == 40
    assert embed_missing(now=NOON) == 1
