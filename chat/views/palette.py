"""The command palette: go anywhere and find anything of one's own, from every page by Ctrl K."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.models import User
from chat.queries.find import LONGEST_WORDS, find_things
from chat.views.conversation import page
from project.lib.clock import now


@dataclass(frozen=True)
class Place:
    """Somewhere one can go."""

    title: str
    icon: str
    address: str


@require_safe
@page
def search(request: HttpRequest, user: User) -> HttpResponse:
    """Places whose name holds the words, and what of the person's own does; a page of its own without scripts."""
    words = request.GET.get("q", "")[:LONGEST_WORDS].replace("\x00", "")
    context = {
        "words": words.strip(),
        "places": [each for each in places(user) if words.strip().lower() in each.title.lower()],
        "found": find_things(user, words, at=now()),
    }
    template = "chat/_found.html" if request.headers.get("HX-Request") else "chat/search.html"
    return render(request, template, context)


def places(user: User) -> list[Place]:
    """What one can do or open by its name."""
    found = [
        Place(_("New chat"), "plus", reverse("chat")),
        Place(_("Temporary chat"), "ghost", f"{reverse('chat')}?temporary"),
        Place(_("Home"), "home", reverse("home")),
        Place(_("Minions"), "spark", reverse("minions")),
        Place(_("New minion"), "spark", reverse("minion-new")),
        Place(_("Catalogue"), "grid", reverse("catalogue")),
        Place(_("Bundles"), "grid", reverse("bundles")),
        Place(_("Plans"), "wallet", reverse("plans")),
        Place(_("Points"), "wallet", reverse("points")),
        Place(_("Purchases"), "wallet", reverse("purchases")),
        Place(_("Cards"), "wallet", reverse("cards")),
        Place(_("Memory"), "book", reverse("memories")),
        Place(_("Activity"), "clock", reverse("activity")),
        Place(_("Usage"), "clock", reverse("usage")),
        Place(_("Import conversations"), "upload", reverse("chat-import")),
        Place(_("Models"), "bolt", reverse("models")),
        Place(_("Compare models"), "panel", reverse("comparisons")),
        Place(_("Knowledge"), "search", reverse("knowledge")),
        Place(_("Pictures"), "folder", reverse("images")),
        Place(_("Datasets"), "archive", reverse("datasets")),
        Place(_("Training"), "branch", reverse("training-runs")),
        Place(_("Evaluations"), "check", reverse("evaluations")),
        Place(_("Leaderboard"), "flag", reverse("leaderboard")),
        Place(_("Workspace"), "folder", reverse("workspace")),
        Place(_("Made by tools"), "tool", reverse("artifacts")),
        Place(_("Releases"), "flag", reverse("releases")),
        Place(_("Keys"), "key", reverse("encryption-keys")),
        Place(_("Calendar"), "calendar", reverse("calendar")),
        Place(_("Reminders"), "bell", reverse("reminders")),
        Place(_("Scheduled tasks"), "clock", reverse("scheduled-tasks")),
        Place(_("Health"), "check", reverse("health-log")),
        Place(_("Learning"), "book", reverse("learning")),
        Place(_("Monitors"), "clock", reverse("monitors")),
        Place(_("Connections"), "link", reverse("connections")),
        Place(_("Tool servers"), "tool", reverse("tool-servers")),
        Place(_("Approvals"), "check", reverse("approvals")),
        Place(_("Shared"), "users", reverse("shared")),
        Place(_("Notifications"), "bell", reverse("notifications")),
        Place(_("Progress"), "flag", reverse("progress")),
        Place(_("Profile"), "user", reverse("profile")),
        Place(_("Devices"), "laptop", reverse("devices")),
        Place(_("API keys"), "key", reverse("api-keys")),
        Place(_("Second factor"), "key", reverse("mfa_index")),
        Place(_("Your data"), "archive", reverse("my-data")),
    ]
    return [*found, Place(_("Administration"), "settings", reverse("admin:index"))] if user.is_staff else found
