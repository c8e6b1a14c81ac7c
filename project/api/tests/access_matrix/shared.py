"""What others may do with an object that is shared with them."""

from typing import Any

from django.db import models

from accounts.models import Share, User
from accounts.rules.shareables import kind_of

# Everything else looks absent to a reader, too.
OPEN_TO_READERS = {
    "GET /api/v1/conversations/{id}/",
    "GET /api/v1/conversations/{id}/messages/",
    "GET /api/v1/messages/{id}/",
    "GET /api/v1/minions/{id}/",
    "GET /api/v1/knowledge/{id}/",
    "GET /api/v1/knowledge/{id}/documents/",
    "GET /api/v1/knowledge-documents/{id}/",
    "GET /api/v1/knowledge-documents/{id}/passages/",
    "GET /api/v1/minions/{id}/export/",
    "POST /api/v1/minions/{id}/clone/",
    "/chat/{conversation_id}/shared/",
    "/knowledge/{knowledge_base_id}/",
    "/knowledge/{knowledge_base_id}/documents/",
    "/knowledge/{knowledge_base_id}/workbench/",
    "/knowledge/document/{document_id}/",
    "/minions/{minion_id}/shared/",
    "/minions/{minion_id}/export/",
    "/minions/{minion_id}/clone/",
}


def shareable_of(model: type[models.Model]) -> type[models.Model] | None:
    """The model that people share to show such an object: its own, or that of what it belongs to."""
    return next(filter(kind_of, (model, *(field.related_model for field in _links(model)))), None)


def share_with(reader: User, owner: User, target: models.Model) -> bool:
    """Share the object, or what it belongs to, with that person; whether that is possible."""
    model = shareable_of(type(target))
    if model is None:
        return False
    shared = target if isinstance(target, model) else _linked(target, model)
    Share.objects.create(kind=kind_of(model), object_id=shared.pk, shared_by=owner, person=reader)
    return True


def _links(model: type[models.Model]) -> list[Any]:
    return [field for field in model._meta.concrete_fields if isinstance(field, models.ForeignKey) and not field.null]


def _linked(target: models.Model, model: type[models.Model]) -> models.Model:
    [name] = [field.name for field in _links(type(target)) if field.related_model is model]
    found: models.Model = getattr(target, name)
    return found
