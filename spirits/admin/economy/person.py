"""One person's money and access for staff, and why a spirit is open to them, or is not, at a moment."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from accounts.models import User
from project.lib.clock import now
from spirits.models import Grant, Spirit
from spirits.queries.economy.access import Explanation, Reason, why
from spirits.queries.economy.person import economy_of
from spirits.rules.prices import in_unit

NAMES = {"free_tier": "Free, and the rank is reached", "plan": "Part of a plan", "staff": "Staff may use everything"}


class MomentForm(forms.Form):
    """A spirit and a moment; neither is needed."""

    spirit = forms.ModelChoiceField(
        Spirit.objects.order_by("name", "pk"), required=False, widget=UnfoldAdminSelectWidget, empty_label="Any spirit"
    )
    at = forms.DateTimeField(
        required=False,
        label="At (UTC; empty: now)",
        widget=UnfoldAdminTextInputWidget(attrs={"type": "datetime-local", "step": "1"}),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M:%S.%f"],
    )


def person_page(request: HttpRequest, site: admin.AdminSite, person_id: UUID) -> HttpResponse:
    """Everything at a glance; with a spirit also each reason for and against its access at that moment."""
    person = get_object_or_404(User, pk=person_id)
    form = MomentForm(request.GET or None)
    asked = form.cleaned_data if form.is_bound and form.is_valid() else {}
    at = asked.get("at") or now()
    context: dict[str, Any] = {
        **site.each_context(request),
        "title": f"Points, plan and access of {person.email}",
        "person": person,
        "form": form,
        "at": at,
        "found": economy_of(person, at=at),
    }
    if spirit := asked.get("spirit"):
        context |= {"spirit": spirit, **explained(why(person, spirit, at=at), spirit, at)}
    return TemplateResponse(request, "admin/spirits/person.html", context)


def explained(found: Explanation, spirit: Spirit, at: datetime) -> dict[str, Any]:
    """The reasons that hold, those that do not, and what would open the spirit, in words."""
    return {
        "is_open": found.access.is_open,
        "standing": found.standing,
        "holds": [_holds(reason) for reason in found.access.reasons],
        "fails": [*_fails_by_standing(found, spirit), *[_fails(grant, at) for grant in found.ended]],
        "ways": [] if found.access.is_open else _ways(found, spirit),
    }


def _holds(reason: Reason) -> str:
    name = NAMES.get(reason.name) or Grant.Source(reason.name).label
    since = f", since {_moment(reason.starts_at)}" if reason.starts_at else ""
    until = f", until {_moment(reason.ends_at)}" if reason.ends_at else ""
    return f"{name}{since}{until}"


def _fails(grant: Grant, at: datetime) -> str:
    what = f"{grant.get_source_display()} from {_moment(grant.starts_at)}"
    if grant.starts_at > at:
        return f"{what}: not begun yet"
    if grant.revoked_at and grant.revoked_at <= at:
        return f"{what}: revoked {_moment(grant.revoked_at)}{f' ({grant.reason})' if grant.reason else ''}"
    if grant.ends_at and grant.ends_at <= at:
        return f"{what}: ended {_moment(grant.ends_at)}"
    return f"{what}: its {grant.calls_limit} trial calls are used up"


def _fails_by_standing(found: Explanation, spirit: Spirit) -> list[str]:
    if spirit.tier != Spirit.Tier.FREE or found.is_unlocked:
        return []
    return [f"Free from {spirit.get_unlock_rank_display()} {spirit.unlock_level} on; the person was {found.standing}"]


def _ways(found: Explanation, spirit: Spirit) -> list[str]:
    ways = []
    if found.price and found.price.cents:
        ways.append(f"Buy it for {in_unit(found.price.cents, 'USD')}")
    if found.price and found.price.points:
        from_rank = f"{spirit.get_unlock_rank_display()} {spirit.unlock_level}"
        when = "" if found.is_unlocked else f", from {from_rank} on (the person was {found.standing})"
        ways.append(f"Buy it for {found.price.points:,} points{when}")
    ways += [f"The bundle {bundle.name}" for bundle in found.bundles]
    return ways + [f"The plan {plan.name}" for plan in found.plans]


def _moment(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M:%S} UTC"
