"""Every address of the site: the one place that sees every app's pages."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.http import HttpRequest, JsonResponse
from django.urls import include, path, re_path

from project.api.errors import answer

admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]  # the admin has the site's own door


def no_phones(request: HttpRequest, *_: str) -> JsonResponse:
    """Daimon knows nobody's phone number, so allauth's endpoints for them are absent."""
    return answer(request, 404)


urlpatterns = [
    re_path(r"^_allauth/(?:app|browser)/v1/(?:account|auth)/phone", no_phones),
    path("admin/", admin.site.urls),
    path("api/", include("project.api_urls")),
    path("_allauth/", include("allauth.headless.urls")),
    path("accounts/", include("accounts.urls")),
    path("accounts/", include("allauth.urls")),
    path("", include("project.ops.urls")),
    path("", include("jobs.urls")),
    path("", include("training.urls")),
    path("", include("training.datasets.urls")),
    path("", include("training.evaluations.urls")),
    path("", include("training.images.urls")),
    path("", include("training.knowledge.urls")),
    path("", include("training.runs.urls")),
    path("", include("spirits.urls")),
    path("", include("chat.urls")),
]

handler500 = "project.api.crash.crashed"
