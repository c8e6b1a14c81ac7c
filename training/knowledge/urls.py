"""The pages of knowledge bases."""

from django.urls import path

from training.knowledge import views

urlpatterns = [
    path("knowledge/", views.bases, name="knowledge"),
    path("knowledge/make/", views.make, name="knowledge-make"),
    path("knowledge/<uuid:knowledge_base_id>/", views.base, name="knowledge-base"),
    path("knowledge/<uuid:knowledge_base_id>/documents/", views.documents, name="knowledge-documents"),
    path("knowledge/<uuid:knowledge_base_id>/workbench/", views.workbench, name="knowledge-workbench"),
    path("knowledge/<uuid:knowledge_base_id>/upload/", views.upload, name="knowledge-upload"),
    path("knowledge/<uuid:knowledge_base_id>/address/", views.address, name="knowledge-address"),
    path("knowledge/<uuid:knowledge_base_id>/dataset/", views.from_dataset, name="knowledge-dataset"),
    path("knowledge/<uuid:knowledge_base_id>/change/", views.change, name="knowledge-change"),
    path("knowledge/<uuid:knowledge_base_id>/reindex/", views.reindex, name="knowledge-reindex"),
    path("knowledge/<uuid:knowledge_base_id>/sync/", views.sync, name="knowledge-sync"),
    path("knowledge/<uuid:knowledge_base_id>/remove/", views.remove, name="knowledge-remove"),
    path("knowledge/document/<uuid:document_id>/", views.document, name="knowledge-document"),
    path("knowledge/document/<uuid:document_id>/again/", views.again, name="knowledge-again"),
    path("knowledge/document/<uuid:document_id>/remove/", views.remove_one, name="knowledge-document-remove"),
    path("knowledge/passage/<uuid:chunk_id>/", views.edit, name="knowledge-passage"),
    path("knowledge/cited/<uuid:document_id>/<str:offsets>/", views.citation, name="knowledge-cited"),
]
