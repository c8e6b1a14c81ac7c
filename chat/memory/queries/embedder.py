"""Which embedder this installation uses: the chosen model of a provider, else the local one, else none."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from project.lib.errors import DaimonError
from project.ops.queries.runtime import value_of
from project.ops.rules.runtime_settings import Declared, declare
from training.models import LanguageModel
from training.providers.protocol import Embeddings
from training.retrieval.installed import LocalEmbedder, local_embedder
from training.retrieval.minilm import Numbers
from training.services.open_provider import open_for, waited

EMBEDDING_MODEL = declare(
    Declared(
        "embedding_model",
        "",
        "The name of the embedding model, of a provider of the installation, that memories are searched by. Every memory "
        "and every question is sent to it. Empty: the local embedder where it is installed, else keywords alone.",
    )
)
LONGEST_NAME = 80  # of a model, in the name of its vectors
SHORTEST_CONTEXT = 512  # tokens, where a model's is unknown


class EmbeddingModelMissing(DaimonError):
    """The runtime setting names a model that the installation does not have."""

    code = "embedding_model_missing"
    message = "The model that the runtime setting embedding_model names does not exist, or makes no embeddings."


@dataclass(frozen=True)
class ModelEmbedder:
    """An embedding model of a provider."""

    model: LanguageModel

    @property
    def name(self) -> str:
        """What its vectors are marked with: a model of the same name at another provider may be another one."""
        return f"{self.model.name[:LONGEST_NAME]}@{self.model.pk}"

    def ask(self, texts: Sequence[str]) -> Embeddings:
        """What the provider answers to these texts, each cut to what the model reads; a ProviderError where it fails.

        No transaction may be open.
        """
        longest = 2 * (self.model.context_length or SHORTEST_CONTEXT)  # two letters a token is an upper bound
        cut = [text[:longest] for text in texts]
        return waited(lambda: open_for(self.model).embed(cut, self.model.name))


def unit(vector: Sequence[float]) -> Numbers:
    """The vector made one long."""
    values: Numbers = np.array(vector, dtype=np.float32)
    return values / np.float32(max(float(np.linalg.norm(values)), 1e-9))


def present_embedder() -> LocalEmbedder | ModelEmbedder | None:
    """The embedder in use; None without one. EmbeddingModelMissing where the chosen model does not exist."""
    wanted = str(value_of(EMBEDDING_MODEL))
    if not wanted:
        return local_embedder()
    rows = LanguageModel.objects.select_related("provider").filter(provider__owner=None, can_embed=True, name=wanted)
    model = rows.order_by("pk").first()
    if model is None:
        raise EmbeddingModelMissing
    return ModelEmbedder(model)
