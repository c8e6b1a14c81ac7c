"""Providers, the models they serve, datasets, knowledge bases, evaluations, training runs, folders of pictures, and moves from old folders."""

from training.datasets.models import Dataset, DatasetVersion, Sample
from training.evaluations.models import Evaluation, EvaluationResult, EvaluationTarget, Suite
from training.images.models import Image, ImageEntry, ImageFolder, ImageIntent
from training.knowledge.models import Chunk, ChunkEdit, ChunkVector, Document, KnowledgeBase, Posting
from training.legacy.models import LegacyImport, LegacyLine, LegacyRow
from training.models.language_model import LanguageModel
from training.models.probe import ProviderProbe
from training.models.provider import Provider
from training.models.provider_key import ProviderKey
from training.runs.models import TrainedVersion, TrainingArtifact, TrainingLog, TrainingMetric, TrainingRun

__all__ = [
    "Chunk",
    "ChunkEdit",
    "ChunkVector",
    "Dataset",
    "DatasetVersion",
    "Document",
    "Evaluation",
    "EvaluationResult",
    "EvaluationTarget",
    "Image",
    "ImageEntry",
    "ImageFolder",
    "ImageIntent",
    "KnowledgeBase",
    "LanguageModel",
    "LegacyImport",
    "LegacyLine",
    "LegacyRow",
    "Posting",
    "Provider",
    "ProviderKey",
    "ProviderProbe",
    "Sample",
    "Suite",
    "TrainedVersion",
    "TrainingArtifact",
    "TrainingLog",
    "TrainingMetric",
    "TrainingRun",
]
