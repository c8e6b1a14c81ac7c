"""The pages of the catalogue: spirits, bundles and plans."""

from itertools import groupby
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.models import User
from project.lib.clock import now
from project.ops.queries.runtime import value_of
from spirits.copies import catalogue_generation
from spirits.models import Bundle, BundleSpirit, Spirit
from spirits.queries.access import SpiritAccess, access_of
from spirits.queries.catalogue import (
    bundles_shown_to,
    categories,
    get_spirit,
    plans_shown_to,
    spirits_shown_to,
    tools_of,
)
from spirits.queries.economy.standing import standing_of
from spirits.queries.keys_of_plan import NEED_A_PLAN
from spirits.queries.limits import plan_of
from spirits.queries.synergy import partners_of
from spirits.rules.prices import saving_percent
from spirits.views.page import page


class CatalogueFilter(forms.Form):
    """What somebody looks for; a value that makes no sense is left out of the search and said on the page."""

    q = forms.CharField(max_length=200, required=False, strip=True)
    tier = forms.ChoiceField(choices=[("", "Any tier"), *Spirit.Tier.choices], required=False)
    category = forms.SlugField(max_length=60, required=False)
    mine = forms.BooleanField(required=False)


@require_safe
@page
def catalogue(request: HttpRequest, user: User) -> HttpResponse:
    """All spirits by category, filtered; with htmx only the list."""
    seen = catalogue_generation()  # before anything is read: what changes meanwhile is told when the page listens
    form = CatalogueFilter(request.GET)
    form.is_valid()
    wanted = form.cleaned_data
    found = access_of(user, _search(spirits_shown_to(user), wanted))
    if wanted.get("mine"):
        found = [each for each in found if each.is_available]
    context = {
        "section": "catalogue",
        "seen": seen,
        "shelves": _shelves(found),
        "count": len(found),
        "categories": categories(),
        "tiers": Spirit.Tier.choices,
        "wanted": wanted,
        "standing": standing_of(user, at=now()),
    }
    is_fragment = bool(request.headers.get("HX-Request"))
    response = render(request, "spirits/_spirit_list.html" if is_fragment else "spirits/catalogue.html", context)
    response["Vary"] = "HX-Request, Cookie"
    return response


def _search(rows: QuerySet[Spirit], wanted: dict[str, Any]) -> QuerySet[Spirit]:
    if wanted.get("tier"):
        rows = rows.filter(tier=wanted["tier"])
    if wanted.get("category"):
        rows = rows.filter(category__slug=wanted["category"])
    if text := wanted.get("q"):
        named = Q(name__icontains=text) | Q(summary__icontains=text) | Q(description__icontains=text)
        rows = rows.filter(named | Q(tools__name__icontains=text)).distinct()
    return rows


def _shelves(found: list[SpiritAccess]) -> list[tuple[Any, list[SpiritAccess]]]:
    by_shelf = sorted(found, key=lambda each: each.spirit.category.position)
    return [(shelf, list(group)) for shelf, group in groupby(by_shelf, key=lambda each: each.spirit.category)]


@require_safe
@page
def spirit(request: HttpRequest, user: User, slug: str) -> HttpResponse:
    """One spirit: what it does, its tools, whom it works with, and how to get it."""
    seen = catalogue_generation()
    found = get_spirit(user, name=slug)
    partners = partners_of(found)
    context = {
        "section": "catalogue",
        "seen": seen,
        "spirit": found,
        "access": access_of(user, [found])[0].access,
        "tools": tools_of(user, found),
        "helping": [(other, row) for other, row in partners if row.percent > 0],
        "hindering": [(other, row) for other, row in reversed(partners) if row.percent < 0],
        "bundles": [_offer(bundle) for bundle in _bundles_with(user, found)],
    }
    is_part = request.headers.get("HX-Request") == "true"
    response = render(request, "spirits/_spirit_offer.html" if is_part else "spirits/spirit.html", context)
    response["Vary"] = "HX-Request, Cookie"
    return response


def _bundles_with(user: User, spirit: Spirit) -> QuerySet[Bundle]:
    holding = BundleSpirit.objects.filter(spirit=spirit).values("bundle_id")
    return bundles_shown_to(user).filter(pk__in=holding)


def _offer(bundle: Any) -> dict[str, Any]:
    return {
        "bundle": bundle,
        "spirits": [row.spirit for row in bundle.bundle_spirits.all()],
        "list_cents": bundle.list_cents,
        "saving": saving_percent(bundle.list_cents, bundle.price_cents),
    }


@require_safe
@page
def bundles(request: HttpRequest, user: User) -> HttpResponse:
    """Bundles side by side, with what they save."""
    seen = catalogue_generation()
    offers = [_offer(bundle) for bundle in bundles_shown_to(user)]
    return _page_or_part(request, "bundle", {"section": "catalogue", "seen": seen, "offers": offers})


@require_safe
@page
def plans(request: HttpRequest, user: User) -> HttpResponse:
    """Plans side by side, and which spirits each opens."""
    seen = catalogue_generation()
    offered = list(plans_shown_to(user))
    included = {plan.pk: {row.spirit_id for row in plan.plan_spirits.all()} for plan in offered}
    spirits = spirits_shown_to(user).filter(state=Spirit.State.LIVE)
    context = {
        "section": "catalogue",
        "seen": seen,
        "plans": [(plan, len(included[plan.pk])) for plan in offered],
        "rows": [(each, [each.pk in included[plan.pk] for plan in offered]) for each in spirits],
        "current": None if user.is_staff else plan_of(user),
        "sells_keys": value_of(NEED_A_PLAN),
    }
    return _page_or_part(request, "plan", context)


def _page_or_part(request: HttpRequest, what: str, context: dict[str, Any]) -> HttpResponse:
    """The whole page, or with htmx only its list."""
    is_part = request.headers.get("HX-Request") == "true"
    response = render(request, f"spirits/_{what}_list.html" if is_part else f"spirits/{what}s.html", context)
    response["Vary"] = "HX-Request, Cookie"
    return response
