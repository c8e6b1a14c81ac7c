"""Everything below /api/: the one place that sees every app's endpoints."""

from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularRedocView, SpectacularSwaggerSplitView

urlpatterns = [
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
    path("docs/", SpectacularSwaggerSplitView.as_view(url_name="schema"), name="api-docs"),
    path("redoc/", SpectacularRedocView.as_view(url_name="schema"), name="api-redoc"),
    path("v1/", include("project.ops.api.urls")),
    path("v1/", include("accounts.api.urls")),
    path("v1/", include("jobs.api.urls")),
    path("v1/", include("spirits.api.urls")),
    path("v1/", include("training.api.urls")),
    path("v1/", include("chat.api.urls")),
]
