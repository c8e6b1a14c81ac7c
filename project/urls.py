"""Every address of the site: the one place that sees every app's pages."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path

admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]  # the admin has the site's own door

urlpatterns = [
    path("admin/", admin.site.urls),
    path("api/", include("project.api_urls")),
    path("_allauth/", include("allauth.headless.urls")),
    path("accounts/", include("accounts.urls")),
    path("accounts/", include("allauth.urls")),
    path("", include("project.ops.urls")),
    path("", include("jobs.urls")),
    path("", include("spirits.urls")),
    path("", include("chat.urls")),
]
