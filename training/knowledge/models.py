"""A knowledge base, its documents, their passages, and the rows by which passages are found."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from pgvector.django import HnswIndex, VectorField

from project.lib.ids import uuid7
from training.knowledge.rules.states import State
from training.retrieval.minilm import DIMENSIONS


class KnowledgeBase(models.Model):
    """Documents of one person that minions answer from; shared to read, or open to everybody when staff say so."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="knowledge_bases")
    name = models.CharField(max_length=120)
    description = models.TextField(max_length=2000, blank=True)
    tags = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    passage_length = models.PositiveIntegerField(default=1200, help_text="Characters a passage aims at.")
    overlap = models.PositiveIntegerField(default=150, help_text="Characters that neighbours may share.")
    is_for_everyone = models.BooleanField(default=False, help_text="Everybody signed in may read it; staff set this.")
    folder = models.CharField(
        max_length=1000, blank=True, help_text="A folder of the server that it is kept in step with."
    )
    synced_at = models.DateTimeField(null=True, blank=True)
    sync_report = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["owner", "name"], name="one_knowledge_base_per_owner_and_name"),
            models.CheckConstraint(
                condition=Q(passage_length__gte=200, passage_length__lte=4000),
                name="passages_have_200_to_4000_characters",
            ),
            models.CheckConstraint(
                condition=Q(overlap__lte=F("passage_length") / 2), name="an_overlap_is_at_most_half_a_passage"
            ),
        ]
        indexes = [GinIndex(fields=["tags"], name="knowledge_bases_by_tag")]

    def __str__(self) -> str:
        return self.name


class Document(models.Model):
    """One document: where it came from, how far it is, and what it became."""

    class Source(models.TextChoices):
        """Where it came from."""

        UPLOAD = "upload", "Upload"
        URL = "url", "Address"
        TEXT = "text", "Typed"
        DATASET = "dataset", "Dataset"
        FOLDER = "folder", "Folder"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    base = models.ForeignKey(KnowledgeBase, on_delete=models.CASCADE, related_name="documents")
    title = models.CharField(max_length=300)
    source = models.CharField(max_length=8, choices=Source)
    origin = models.CharField(max_length=2000, blank=True, help_text="File name, address, path or dataset version.")
    kind = models.CharField(max_length=12, blank=True, help_text="What the file is: pdf, docx, html and so on.")
    size = models.PositiveBigIntegerField(default=0)
    digest = models.CharField(max_length=64, blank=True, help_text="SHA-256 of the file.")
    tags = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    metadata = models.JSONField(default=dict, blank=True, help_text="Words to filter by, by name.")
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    percent = models.PositiveSmallIntegerField(default=0)
    attempts = models.PositiveIntegerField(default=0)
    problem_code = models.CharField(max_length=60, blank=True)
    problem = models.CharField(max_length=500, blank=True)
    notes = models.JSONField(default=list, blank=True, help_text="What was left out while reading, and why.")
    round = models.PositiveIntegerField(default=1, help_text="How often reading was asked for; part of the job's key.")
    recipe = models.CharField(
        max_length=64, blank=True, help_text="Digest of file and cutting that the passages come from."
    )
    segments_done = models.PositiveIntegerField(default=0, help_text="Segments of this recipe that are indexed.")
    page_count = models.PositiveIntegerField(default=0)
    passage_count = models.PositiveIntegerField(default=0)
    word_count = models.PositiveBigIntegerField(default=0, help_text="Words the index counts, over all passages.")
    created_at = models.DateTimeField(auto_now_add=True)
    ready_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["base", "digest"], condition=~Q(digest=""), name="a_knowledge_base_holds_each_file_once"
            ),
            models.UniqueConstraint(
                fields=["base", "origin"], condition=Q(source="folder"), name="a_path_is_one_document_of_its_base"
            ),
            models.CheckConstraint(condition=Q(state__in=State.values), name="document_state_is_known"),
            models.CheckConstraint(condition=Q(percent__lte=100), name="a_document_is_at_most_done"),
            models.CheckConstraint(
                condition=~Q(state="ready") | Q(passage_count__gt=0, ready_at__isnull=False),
                name="a_ready_document_has_passages",
            ),
            models.CheckConstraint(condition=~Q(state="failed") | ~Q(problem=""), name="a_failed_document_says_why"),
        ]
        indexes = [
            models.Index(fields=["base", "-id"], name="documents_of_base_newest_first"),
            models.Index(fields=["state"], condition=~Q(state__in=["ready", "failed"]), name="documents_at_work"),
        ]

    def __str__(self) -> str:
        return self.title


class Chunk(models.Model):
    """A passage: a slice of the document's text, unless somebody edited it. Its id follows from document and words."""

    id = models.UUIDField(primary_key=True, editable=False)
    # The database removes passages, postings and vectors with their document: the models would load each of thousands.
    document = models.ForeignKey(
        Document, on_delete=models.DO_NOTHING, related_name="chunks", db_constraint=False, db_index=False
    )
    number = models.PositiveIntegerField(help_text="Its place in the document, from 0.")
    text = models.TextField()
    heading = models.CharField(max_length=500, blank=True, help_text="The headings above it, outermost first.")
    page = models.PositiveIntegerField(null=True, help_text="Where it begins; empty where the format has no pages.")
    last_page = models.PositiveIntegerField(null=True)
    start = models.PositiveBigIntegerField(help_text="Offset of its first character in the document's text.")
    end = models.PositiveBigIntegerField()
    length = models.PositiveIntegerField(default=0, help_text="Words the index counts.")
    is_edited = models.BooleanField(default=False)
    is_excluded = models.BooleanField(default=False, help_text="It is not found.")

    class Meta:
        ordering = ["document", "number"]
        constraints = [
            models.UniqueConstraint(fields=["document", "number"], name="passages_of_a_document_are_numbered"),
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="a_passage_has_characters"),
        ]

    def __str__(self) -> str:
        return f"{self.document_id} passage {self.number}"


class ChunkEdit(models.Model):
    """What a person made of a passage. It outlives indexing anew, as long as the document has the same passage."""

    # Not a foreign key: the passage goes and comes back when the document is indexed anew.
    chunk_id = models.UUIDField(primary_key=True, editable=False)
    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="edits")
    text = models.TextField(blank=True, help_text="Its words; empty: as in the document.")
    is_excluded = models.BooleanField(default=False)
    edited_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(text="") | Q(is_excluded=True), name="an_edit_changes_something")
        ]

    def __str__(self) -> str:
        return str(self.chunk_id)


class Posting(models.Model):
    """Where a word stands in a segment of a document: the passages, how often, and how long those are."""

    pk = models.CompositePrimaryKey("base_id", "term", "document_id", "segment")
    base = models.ForeignKey(
        KnowledgeBase, on_delete=models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False
    )
    term = models.TextField()
    document = models.ForeignKey(
        Document, on_delete=models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False
    )
    segment = models.PositiveIntegerField()
    numbers = ArrayField(models.IntegerField())
    times = ArrayField(models.IntegerField())
    lengths = ArrayField(models.IntegerField())

    class Meta:
        indexes = [models.Index(fields=["document", "segment"], name="postings_of_a_segment")]

    def __str__(self) -> str:
        return self.term


class ChunkVector(models.Model):
    """A passage's vector; each says whose it is."""

    chunk = models.OneToOneField(
        Chunk, on_delete=models.DO_NOTHING, primary_key=True, related_name="meaning", db_constraint=False
    )
    base = models.ForeignKey(
        KnowledgeBase, on_delete=models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False
    )
    embedder = models.CharField(max_length=120)
    vector = VectorField(dimensions=DIMENSIONS)

    class Meta:
        indexes = [
            models.Index(fields=["base", "embedder", "chunk"], name="vectors_of_a_knowledge_base"),
            HnswIndex(
                fields=["vector"], name="vectors_near", opclasses=["vector_cosine_ops"], m=16, ef_construction=64
            ),
        ]

    def __str__(self) -> str:
        return str(self.chunk_id)
