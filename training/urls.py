"""The pages of providers and models."""

from django.urls import path

from training.views import keys, language_models, ollama, providers

urlpatterns = [
    path("providers/", providers.providers, name="providers"),
    path("providers/add/", providers.add, name="provider-add"),
    path("providers/<uuid:provider_id>/", providers.provider, name="provider"),
    path("providers/<uuid:provider_id>/change/", providers.change, name="provider-change"),
    path("providers/<uuid:provider_id>/test/", providers.test, name="provider-test"),
    path("providers/<uuid:provider_id>/refresh/", providers.refresh, name="provider-refresh"),
    path("providers/<uuid:provider_id>/delete/", providers.delete, name="provider-delete"),
    path("providers/<uuid:provider_id>/keys/", keys.add, name="provider-key-add"),
    path("providers/<uuid:provider_id>/keys/<uuid:key_id>/remove/", keys.remove, name="provider-key-remove"),
    path("providers/<uuid:provider_id>/ollama/", ollama.ollama, name="ollama"),
    path("providers/<uuid:provider_id>/ollama/pull/", ollama.pull, name="ollama-pull"),
    path("providers/<uuid:provider_id>/ollama/create/", ollama.create, name="ollama-create"),
    path("providers/<uuid:provider_id>/ollama/delete/", ollama.delete, name="ollama-delete"),
    path("providers/<uuid:provider_id>/ollama/running/", ollama.running, name="ollama-running"),
    path("providers/<uuid:provider_id>/ollama/work/", ollama.work, name="ollama-work"),
    path("providers/<uuid:provider_id>/ollama/show/", ollama.show, name="ollama-show"),
    path("models/", language_models.language_models, name="models"),
    path("models/<uuid:model_id>/edit/", language_models.edit, name="model-edit"),
]
