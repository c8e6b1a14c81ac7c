"""Make, change and remove knowledge bases."""

from collections.abc import Sequence

from django.db import IntegrityError, transaction

from accounts.models import User
from project.lib.errors import InvalidInput
from training.datasets.rules.input import checked_line, checked_tags
from training.knowledge.errors import KnowledgeNameTaken
from training.knowledge.models import KnowledgeBase
from training.knowledge.services.files import forget_file

LENGTHS = range(200, 4_001)


def make_base(*, user: User, name: str, description: str = "", tags: Sequence[str] = ()) -> KnowledgeBase:
    """A new knowledge base without documents; KnowledgeNameTaken when this person has one of the name."""
    base = KnowledgeBase(
        owner=user,
        name=checked_line("name", name, most=120, may_be_empty=False),
        description=_description(description),
        tags=checked_tags(tags),
    )
    _save(base)
    return base


def change_base(
    *,
    base: KnowledgeBase,
    name: str | None = None,
    description: str | None = None,
    tags: Sequence[str] | None = None,
    passage_length: int | None = None,
    overlap: int | None = None,
) -> KnowledgeBase:
    """The knowledge base with what is given changed. Documents are cut in another length once they are indexed anew."""
    if name is not None:
        base.name = checked_line("name", name, most=120, may_be_empty=False)
    if description is not None:
        base.description = _description(description)
    if tags is not None:
        base.tags = checked_tags(tags)
    if passage_length is not None:
        if passage_length not in LENGTHS:
            raise InvalidInput.of("passage_length", f"Expected {LENGTHS.start} to {LENGTHS.stop - 1} characters.")
        base.passage_length = passage_length
    if overlap is not None:
        base.overlap = overlap
    if not 0 <= base.overlap <= base.passage_length // 2:
        raise InvalidInput.of("overlap", "Expected 0 to half the length of a passage.")
    _save(base)
    return base


def remove_base(*, base: KnowledgeBase) -> None:
    """Delete it with every document, passage and file; minions lose it, and nothing of it can be found any more."""
    documents = list(base.documents.values_list("pk", flat=True))
    with transaction.atomic():
        base.delete()
        for document in documents:
            transaction.on_commit(lambda document=document: forget_file(document))  # type: ignore[misc]


def _description(text: str) -> str:
    text = text.strip()
    if len(text) > 2_000 or "\x00" in text:
        raise InvalidInput.of("description", "Expected at most 2,000 characters.")
    return text


def _save(base: KnowledgeBase) -> None:
    try:
        with transaction.atomic():
            base.save()
    except IntegrityError as error:
        if "one_knowledge_base_per_owner_and_name" in str(error):
            raise KnowledgeNameTaken(fields={"name": [KnowledgeNameTaken.message]}) from error
        raise
