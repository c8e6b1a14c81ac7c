"""What search reads: one row for each version of a memory, partitioned by owner. Made from memories, never edited alone."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from pgvector.django import VectorField


class MemoryEntry(models.Model):
    """The words of one version with everything a search filters by; made and closed by chat.memory.services.index."""

    pk = models.CompositePrimaryKey("owner_id", "memory_id", "number")
    owner_id = models.UUIDField()
    memory_id = models.UUIDField()
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=12)
    scope = models.CharField(max_length=12)
    minion_id = models.UUIDField(null=True)
    conversation_id = models.UUIDField(null=True)
    tags = ArrayField(models.TextField())
    session = models.CharField(max_length=80)
    position = models.PositiveIntegerField()
    speaker = ArrayField(models.TextField(), help_text="The words of the speaker's name.")
    occurred_at = models.DateTimeField()
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField(null=True)
    believed_from = models.DateTimeField()
    believed_to = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    importance = models.FloatField()
    terms = ArrayField(models.TextField(), help_text="Each word once, stemmed.")
    times = ArrayField(models.SmallIntegerField(), help_text="How often each of the terms occurs.")
    length = models.PositiveIntegerField(help_text="The sum of times.")

    class Meta:
        managed = False
        db_table = "chat_memoryentry"
        ordering: ClassVar = ["owner_id", "memory_id", "number"]


class MemoryVector(models.Model):
    """The vectors one embedder gave a version: of its own words, and of the words around it."""

    pk = models.CompositePrimaryKey("owner_id", "memory_id", "number", "embedder")
    owner_id = models.UUIDField()
    memory_id = models.UUIDField()
    number = models.PositiveIntegerField()
    embedder = models.CharField(max_length=120)
    dimensions = models.GeneratedField(
        expression=models.Func("own", function="vector_dims"),
        output_field=models.IntegerField(),
        db_persist=True,
        help_text="With the embedder a reference to MemoryEmbedder.",
    )
    own = VectorField()
    around = VectorField(null=True)
    tokens = models.BinaryField(null=True, help_text="One int8 vector for each token, for the reranking.")

    class Meta:
        managed = False
        db_table = "chat_memoryvector"
        ordering: ClassVar = ["owner_id", "memory_id", "number", "embedder"]
