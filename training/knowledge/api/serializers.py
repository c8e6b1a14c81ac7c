"""Knowledge bases, documents and passages on the wire."""

from typing import Any

from rest_framework import serializers

from training.knowledge.models import Chunk, Document, KnowledgeBase
from training.knowledge.queries.search import MOST_FOUND
from training.retrieval.words import LONGEST_QUERY


class KnowledgeBaseOut(serializers.ModelSerializer[KnowledgeBase]):
    """A knowledge base, with counts of its documents by how far they are."""

    document_count = serializers.IntegerField(read_only=True)
    ready_count = serializers.IntegerField(read_only=True)
    failed_count = serializers.IntegerField(read_only=True)
    working_count = serializers.IntegerField(read_only=True)
    page_count = serializers.IntegerField(read_only=True)
    passage_count = serializers.IntegerField(read_only=True)

    class Meta:
        model = KnowledgeBase
        fields = [
            "id", "name", "description", "tags", "passage_length", "overlap", "is_for_everyone", "folder", "synced_at",
            "sync_report", "document_count", "ready_count", "failed_count", "working_count", "page_count", "passage_count",
            "created_at",
        ]  # fmt: skip
        read_only_fields = fields


class KnowledgeBaseCreate(serializers.Serializer[Any]):
    """A knowledge base to make."""

    name = serializers.CharField(max_length=120)
    description = serializers.CharField(max_length=2000, required=False, allow_blank=True, default="")
    tags = serializers.ListField(
        child=serializers.CharField(max_length=40), max_length=20, required=False, default=list
    )


class KnowledgeBaseChange(serializers.Serializer[Any]):
    """What may be changed; absent parts stay as they are. Other lengths take effect when documents are indexed anew."""

    name = serializers.CharField(max_length=120, required=False)
    description = serializers.CharField(max_length=2000, required=False, allow_blank=True)
    tags = serializers.ListField(child=serializers.CharField(max_length=40), max_length=20, required=False)
    passage_length = serializers.IntegerField(min_value=200, max_value=4000, required=False)
    overlap = serializers.IntegerField(min_value=0, max_value=2000, required=False)


class DocumentOut(serializers.ModelSerializer[Document]):
    """A document, where it came from and how far it is."""

    knowledge_base = serializers.UUIDField(source="base_id", read_only=True)

    class Meta:
        model = Document
        fields = [
            "id", "knowledge_base", "title", "source", "origin", "kind", "size", "digest", "tags", "metadata", "state",
            "percent", "attempts", "problem_code", "problem", "notes", "page_count", "passage_count", "created_at", "ready_at",
        ]  # fmt: skip
        read_only_fields = fields


class _Described(serializers.Serializer[Any]):
    tags = serializers.ListField(
        child=serializers.CharField(max_length=40), max_length=20, required=False, default=list
    )
    metadata = serializers.DictField(child=serializers.CharField(max_length=200), required=False, default=dict)


class DocumentUpload(serializers.Serializer[Any]):
    """A file."""

    file = serializers.FileField(help_text="PDF, DOCX, EPUB, HTML, Markdown, text, CSV, JSON or JSON lines.")
    title = serializers.CharField(max_length=300, required=False, allow_blank=True, default="")
    tags = serializers.CharField(
        max_length=400, required=False, allow_blank=True, default="", help_text="Separated by commas."
    )


class DocumentAddress(_Described):
    """An address to fetch."""

    url = serializers.CharField(max_length=2000)
    title = serializers.CharField(max_length=300, required=False, allow_blank=True, default="")


class DocumentText(_Described):
    """Typed words, in Markdown."""

    title = serializers.CharField(max_length=300)
    text = serializers.CharField(max_length=200_000, trim_whitespace=False)


class DocumentDataset(serializers.Serializer[Any]):
    """One of your datasets."""

    dataset = serializers.UUIDField()
    version = serializers.IntegerField(
        min_value=1, required=False, allow_null=True, default=None, help_text="Absent: the newest that is ready."
    )


class DocumentChange(serializers.Serializer[Any]):
    """What may be changed; absent parts stay as they are."""

    title = serializers.CharField(max_length=300, required=False)
    tags = serializers.ListField(child=serializers.CharField(max_length=40), max_length=20, required=False)
    metadata = serializers.DictField(child=serializers.CharField(max_length=200), required=False)


class ChunkOut(serializers.ModelSerializer[Chunk]):
    """A passage: its words with page and offsets in the document's text."""

    document = serializers.UUIDField(source="document_id", read_only=True)

    class Meta:
        model = Chunk
        fields = [
            "id", "document", "number", "text", "heading", "page", "last_page", "start", "end", "is_edited", "is_excluded",
        ]  # fmt: skip
        read_only_fields = fields


class ChunkChange(serializers.Serializer[Any]):
    """Other words, or whether it is kept from being found."""

    text = serializers.CharField(max_length=20_000, required=False, trim_whitespace=False)
    is_excluded = serializers.BooleanField(required=False)


class CitedOut(serializers.Serializer[Any]):
    """What a citation leads to: the passages at these offsets, with what stands before and behind."""

    document = serializers.UUIDField(source="document.pk")
    title = serializers.CharField(source="document.title")
    place = serializers.CharField()
    page = serializers.IntegerField(allow_null=True)
    last_page = serializers.IntegerField(allow_null=True)
    heading = serializers.CharField()
    start = serializers.IntegerField()
    end = serializers.IntegerField()
    text = serializers.CharField()
    before = serializers.CharField()
    after = serializers.CharField()


class SearchIn(serializers.Serializer[Any]):
    """A question, and which documents may answer it."""

    q = serializers.CharField(max_length=LONGEST_QUERY)
    limit = serializers.IntegerField(min_value=1, max_value=MOST_FOUND, required=False, default=10)
    documents = serializers.ListField(child=serializers.UUIDField(), max_length=200, required=False, default=list)
    kinds = serializers.ListField(
        child=serializers.CharField(max_length=12), max_length=20, required=False, default=list
    )
    tags = serializers.ListField(
        child=serializers.CharField(max_length=40), max_length=20, required=False, default=list
    )
    metadata = serializers.DictField(child=serializers.CharField(max_length=200), required=False, default=dict)


class FoundPassageOut(serializers.Serializer[Any]):
    """A passage that may answer, and why it stands where it stands."""

    rank = serializers.IntegerField()
    score = serializers.FloatField()
    passage = serializers.UUIDField(source="passage_id")
    document = serializers.UUIDField(source="document_id")
    title = serializers.CharField()
    place = serializers.CharField()
    kind = serializers.CharField()
    heading = serializers.CharField()
    page = serializers.IntegerField(allow_null=True)
    last_page = serializers.IntegerField(allow_null=True)
    start = serializers.IntegerField()
    end = serializers.IntegerField()
    text = serializers.CharField()
    is_answer = serializers.BooleanField(help_text="Whether it has enough in common with the question to be a source.")
    coverage = serializers.FloatField(
        help_text="The share of the question's words that it has; rare ones count up to twice."
    )
    cosine = serializers.FloatField(allow_null=True)
    matched = serializers.ListField(child=serializers.CharField())
    signals = serializers.DictField()


class TermOut(serializers.Serializer[Any]):
    """A word of the question, as the index knows it."""

    word = serializers.CharField()
    passages = serializers.IntegerField()
    rarity = serializers.FloatField()


class KnowledgeFoundOut(serializers.Serializer[Any]):
    """What a search found. ``is_answered`` is false where it is not in the documents."""

    is_answered = serializers.BooleanField()
    engine = serializers.CharField(help_text="keywords, or the embedder whose vectors were compared as well.")
    weights = serializers.CharField()
    terms = TermOut(many=True)
    passages = FoundPassageOut(many=True)


class SyncIn(serializers.Serializer[Any]):
    """A folder of the server, below one of the operator's roots."""

    folder = serializers.CharField(max_length=1000, required=False, help_text="Absent: the one it has already.")


class SyncStarted(serializers.Serializer[Any]):
    """The job that does it."""

    job_id = serializers.UUIDField()


class StartedOut(serializers.Serializer[Any]):
    """How many documents are read again."""

    documents = serializers.IntegerField()
