"""People in the admin: find them, stop them, give them rights."""

from contextvars import ContextVar
from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import AdminUserCreationForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from unfold.admin import ModelAdmin
from unfold.decorators import action
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm

from accounts.admin.elsewhere import links_about
from accounts.impersonation import ask
from accounts.models import User


class PersonChange(UserChangeForm):
    """Every field of a person; there is no user name here."""

    class Meta:
        model = User
        fields = "__all__"
        field_classes: ClassVar[dict[str, type]] = {}


class PersonCreation(UserCreationForm):
    """A person made by staff."""

    class Meta(AdminUserCreationForm.Meta):
        model = User
        fields = ("email",)
        field_classes: ClassVar[dict[str, type]] = {}


@admin.register(User)
class UserAdmin(DjangoUserAdmin, ModelAdmin):
    """Answers: who is this, may they sign in, what may they do."""

    form = PersonChange
    add_form = PersonCreation
    change_password_form = AdminPasswordChangeForm
    list_display = ["email", "name", "is_active", "is_staff", "last_login", "date_joined"]
    list_filter = ["is_active", "is_staff", "is_superuser", "groups"]
    search_fields = ["email", "name"]
    ordering = ["-id"]
    readonly_fields = ["id", "elsewhere", "last_login", "date_joined", "is_founding_owner"]
    filter_horizontal = ["groups", "user_permissions"]
    fieldsets = [
        (None, {"fields": ["id", "elsewhere", "email", "password", "name", "language", "time_zone", "theme"]}),
        (
            "Rights",
            {"fields": ["is_active", "is_staff", "is_superuser", "is_founding_owner", "groups", "user_permissions"]},
        ),
        ("Dates", {"fields": ["last_login", "date_joined"]}),
    ]
    add_fieldsets = [(None, {"classes": ["wide"], "fields": ["email", "usable_password", "password1", "password2"]})]
    actions_detail = ["see_as"]
    _looking: ContextVar[HttpRequest] = ContextVar("looking")

    def get_form(self, request: HttpRequest, obj: Any = None, *args: Any, **kwargs: Any) -> Any:
        """The links about the person are those that whoever looks may follow."""
        self._looking.set(request)
        return super().get_form(request, obj, *args, **kwargs)

    @admin.display(description="More about this person")
    def elsewhere(self, person: User) -> str:
        """What other apps know."""
        return links_about(person, self._looking.get()) or "–"

    @action(description="See the site as this person", permissions=["see_as"], url_path="see-as")
    def see_as(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Leads to the question why."""
        return redirect(reverse("admin:accounts_user_impersonate", args=[object_id]))

    def has_see_as_permission(self, request: HttpRequest, object_id: object = None) -> bool:
        """Support and owners."""
        return request.user.has_perm("accounts.impersonate_user")

    def get_urls(self) -> list[URLPattern]:
        """The page that asks why comes before the library's own, which take any path."""
        asked = path("<uuid:person_id>/impersonate/", self.admin_site.admin_view(ask), name="accounts_user_impersonate")
        return [asked, *super().get_urls()]
