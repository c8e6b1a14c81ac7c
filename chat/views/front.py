"""The site's front: the landing page for visitors, home for people who are signed in."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.queries.signed_in import signed_in
from accounts.queries.signup import is_open_for
from chat.queries.today import today_of
from project.lib.clock import now
from spirits.models import Plan
from spirits.queries.catalogue import plans_shown_to

HIGHLIGHTED = "creator"
VISITOR = User()  # somebody with no rights and no rows


@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """Home, or the landing page for a visitor."""
    return home(request) if request.user.is_authenticated else landing(request)


@require_safe
def landing(request: HttpRequest) -> HttpResponse:
    """What Daimon is, and what it costs."""
    context = {"plans": plan_cards(), "is_signup_closed": not is_open_for(request)}
    return render(request, "pages/landing.html", context)


@login_required
def home(request: HttpRequest) -> HttpResponse:
    """What needs the person, what runs, what they have, and how to begin."""
    user = signed_in(request)
    return render(request, "chat/home.html", {"section": "home", "today": today_of(user, at=now())})


def plan_cards() -> list[dict[str, Any]]:
    """The plans as the landing page shows them."""
    return [
        {
            "name": plan.name,
            "price": f"${plan.price_cents / 100:.2f}" if plan.price_cents else _("Free"),
            "is_free": not plan.price_cents,
            "summary": plan.description,
            "points": _points(plan),
            "is_highlighted": plan.slug == HIGHLIGHTED,
        }
        for plan in plans_shown_to(VISITOR)
    ]


def _points(plan: Plan) -> list[str]:
    spirits = len(plan.plan_spirits.all())
    points = [ngettext("%(n)d spirit included", "%(n)d spirits included", spirits) % {"n": spirits}]
    limit = plan.max_minions
    points.append(
        _("As many minions as you like")
        if limit is None
        else ngettext("%(n)d minion", "%(n)d minions", limit) % {"n": limit}
    )
    if plan.discount_percent:
        points.append(_("%(n)d %% off other spirits") % {"n": plan.discount_percent})
    if plan.has_api_access:
        points.append(_("Access for programs"))
    return points
