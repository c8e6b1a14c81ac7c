"""The pages of datasets."""

from django.urls import path

from training.datasets import views

urlpatterns = [
    path("datasets/", views.datasets, name="datasets"),
    path("datasets/make/", views.make, name="dataset-make"),
    path("datasets/<uuid:dataset_id>/", views.dataset, name="dataset"),
    path("datasets/<uuid:dataset_id>/state/", views.state, name="dataset-state"),
    path("datasets/<uuid:dataset_id>/upload/", views.upload, name="dataset-upload"),
    path("datasets/<uuid:dataset_id>/hub/", views.from_hub, name="dataset-hub"),
    path("datasets/<uuid:dataset_id>/source/", views.from_source, name="dataset-source"),
    path("datasets/<uuid:dataset_id>/split/", views.split, name="dataset-split"),
    path("datasets/<uuid:dataset_id>/dedupe/", views.dedupe, name="dataset-dedupe"),
    path("datasets/<uuid:dataset_id>/examine/", views.examine, name="dataset-examine"),
    path("datasets/<uuid:dataset_id>/favourite/", views.favourite, name="dataset-favourite"),
    path("datasets/<uuid:dataset_id>/remove/", views.remove, name="dataset-remove"),
]
