"""The builder: pick a template or start from scratch, fill the slots, see what they gain together."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from project.lib.clock import now
from project.lib.errors import DaimonError
from spirits.forms import MinionForm, initial_of
from spirits.models import Minion, Spirit
from spirits.queries.access import SpiritAccess, access_of
from spirits.queries.catalogue import get_template, spirits_shown_to, templates_shown_to
from spirits.queries.instructions import values_for
from spirits.queries.limits import Limits, limits_of
from spirits.queries.minions import equipped_slugs, get_minion
from spirits.queries.synergy import pair_table
from spirits.rules.own_variables import variables_from
from spirits.rules.synergy import synergy_within
from spirits.rules.variables import VARIABLES
from spirits.services.create_minion import create_minion, start_of
from spirits.services.equip_minion import LeftOut, usable_among, usable_part
from spirits.services.minion_state import MinionState, state_of
from spirits.services.save_minion import save_minion
from spirits.variable_forms import ValuesForm
from spirits.views.minions import show_new
from spirits.views.page import page
from spirits.views.tool_switches import as_changes, ids_in, posted, shown, switches_of, tool_groups

AVATARS = ["✨", "🦊", "🦉", "🐝", "🐙", "🌱", "🔧", "📚", "🧭", "🎨"]


@dataclass(frozen=True)
class Desk:
    """What the person builds with, read once for a page: the spirits they see, their access to them, and their plan's limits."""

    user: User
    shown: list[Spirit]
    found: list[SpiritAccess]
    limits: Limits


@require_http_methods(["GET", "HEAD", "POST"])
@page
def minion_new(request: HttpRequest, user: User) -> HttpResponse:
    """The gallery of templates; with a template, a spirit or ``scratch`` the builder; a POST makes the minion."""
    if request.method == "POST":
        return _create(request, user)
    slug = request.GET.get("template", "").replace("\x00", "")
    if slug:
        template = get_template(user, slug=slug)
        state = start_of(template)
        desk = _desk(user)
        usable, left_out = _usable(desk, state.spirits)
        given = initial_of(state) | {"spirits": usable}
        form = _form(desk, initial=given, chosen=usable, variables=template.variables)
        return _builder(request, desk, form, template=template, left_out=left_out)
    if "scratch" in request.GET or "spirit" in request.GET:
        desk = _desk(user)
        usable, _ = _usable(desk, [request.GET.get("spirit", "").replace("\x00", "")])
        initial = initial_of(MinionState(name="")) | {"spirits": usable}
        return _builder(request, desk, _form(desk, initial=initial, chosen=usable))
    return _gallery(request, user)


def _gallery(request: HttpRequest, user: User) -> HttpResponse:
    table = pair_table()
    open_now = {each.spirit.pk for each in access_of(user, spirits_shown_to(user)) if each.is_available}
    rows = []
    for template in templates_shown_to(user):
        members = [row.spirit for row in template.template_spirits.all()]
        net = synergy_within([spirit.slug for spirit in members], table).net_percent
        rows.append((template, members, net, sum(spirit.pk in open_now for spirit in members)))
    shelves = [(group, list(part)) for group, part in groupby(rows, key=lambda row: row[0].group)]
    context = {"section": "minions", "shelves": shelves, "limits": limits_of(user), "used": _used(user)}
    return render(request, "spirits/minion_gallery.html", context)


def _create(request: HttpRequest, user: User) -> HttpResponse:
    chosen = request.POST.getlist("spirits")
    desk = _desk(user)
    slug = request.POST.get("template", "").replace("\x00", "")
    template = get_template(user, slug=slug) if slug else None
    form = _form(desk, data=request.POST, chosen=chosen, variables=template.variables if template else ())
    form.switches = posted(request.POST, {})
    if form.is_valid():
        try:
            changes = form.changes() | as_changes(form.switches)
            made = create_minion(user=user, template_id=template.pk if template else None, **changes)
            return show_new(request, made)
        except DaimonError as error:
            _add_errors(form, error)
    return _builder(request, _desk(user), form, template=template, status=422)


@require_http_methods(["GET", "HEAD", "POST"])
@page
def minion_edit(request: HttpRequest, user: User, minion_id: UUID) -> HttpResponse:
    """Change a minion; what was saved meanwhile elsewhere is not overwritten."""
    minion = get_minion(user, minion_id)
    kept = equipped_slugs(minion)
    switches = switches_of(minion.tools_off, minion.tools_asked_first)
    desk = _desk(user)
    if request.method != "POST":
        initial = initial_of(state_of(minion), minion.version)
        form = _form(desk, initial=initial, chosen=kept, keeps=kept, variables=minion.variables)
        form.switches = switches
        return _builder(request, desk, form, minion=minion, keeps=kept)
    chosen = request.POST.getlist("spirits")
    form = _form(desk, data=request.POST, chosen=chosen, keeps=kept, variables=minion.variables)
    form.switches = posted(request.POST, switches)
    if form.is_valid():
        try:
            changes = form.changes() | as_changes(form.switches)
            changes["spirits"] = _in_place(list(changes["spirits"]), kept)
            save_minion(user=user, minion_id=minion.pk, expected_version=form.cleaned_data["version"], **changes)
            return redirect("minion", minion.pk)
        except DaimonError as error:
            _add_errors(form, error)
    return _builder(request, desk, form, minion=minion, keeps=kept, status=422)


def _in_place(chosen: list[str], kept: list[str]) -> list[str]:
    """The chosen spirits: those it had stay in their order, new ones follow."""
    return [slug for slug in kept if slug in chosen] + [slug for slug in chosen if slug not in kept]


@require_safe
@page
def minion_preview(request: HttpRequest, user: User) -> HttpResponse:
    """What the ticked spirits gain and lose together, and how many slots are left."""
    chosen = [slug.replace("\x00", "") for slug in request.GET.getlist("spirits")[:50]]
    shown = list(spirits_shown_to(user).filter(slug__in=chosen))
    return render(request, "spirits/_preview.html", _preview(shown, limits_of(user), chosen))


def _preview(shown: list[Spirit], limits: Limits, chosen: list[str]) -> dict[str, Any]:
    spirits = {spirit.slug: spirit for spirit in shown if spirit.slug in chosen}
    known = [slug for slug in dict.fromkeys(chosen) if slug in spirits]
    synergy = synergy_within(known, pair_table())
    named = {slug: spirit.name for slug, spirit in spirits.items()}
    return {
        "chosen": [spirits[slug] for slug in known],
        "empty_slots": range(max((limits.max_spirits_per_minion or 0) - len(known), 0)),
        "synergy": synergy,
        "helping": [(" + ".join(named[slug] for slug in pair.spirits), pair) for pair in synergy.synergies],
        "hindering": [(" + ".join(named[slug] for slug in pair.spirits), pair) for pair in synergy.conflicts],
        "limits": limits,
        "is_too_many": _is_too_many(limits, len(known)),
    }


def _is_too_many(limits: Limits, count: int) -> bool:
    return limits.max_spirits_per_minion is not None and count > limits.max_spirits_per_minion


def _desk(user: User) -> Desk:
    shown = list(spirits_shown_to(user))
    ready = [spirit for spirit in shown if spirit.state != Spirit.State.DRAFT]
    return Desk(user, shown, access_of(user, ready), limits_of(user))


def _usable(desk: Desk, slugs: Sequence[str]) -> tuple[list[str], list[LeftOut]]:
    """Those the person may use; what the catalogue no longer shows is asked for by itself."""
    if set(slugs) <= {each.spirit.slug for each in desk.found}:
        return usable_among(slugs, desk.found, desk.limits)
    return usable_part(slugs, user=desk.user)


def _form(desk: Desk, *, chosen: list[str], keeps: list[str] | None = None, **given: Any) -> MinionForm:
    known = [spirit.slug for spirit in desk.shown]
    form = MinionForm(user=desk.user, spirit_choices=[*known, *(keeps or [])], **given)
    form.chosen = chosen
    return form


def _builder(
    request: HttpRequest,
    desk: Desk,
    form: MinionForm,
    *,
    minion: Minion | None = None,
    keeps: list[str] | None = None,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    chosen = form.chosen
    context = {
        "section": "minions",
        "form": form,
        "minion": minion,
        "avatars": AVATARS,
        "shelves": _shelves(desk.found, chosen, keeps or []),
        "used": _used(desk.user),
        **_preview(desk.shown, desk.limits, chosen),
        **_tools(desk, form, chosen),
        "variables": _variables(desk.user, minion),
        "try_values": ValuesForm(variables_from(minion.variables), form_id="try-form") if minion else None,
        **more,
    }
    return render(request, "spirits/minion_builder.html", context, status=status)


def _variables(user: User, minion: Minion | None) -> list[tuple[str, str, str]]:
    """What may stand in the instructions: its name, what it means, and what it would say now."""
    values = values_for(user, minion_name=minion.name if minion else "", at=now())
    return [(name, gettext(meaning), values[name]) for name, meaning in VARIABLES.items()]


def _tools(desk: Desk, form: MinionForm, chosen: list[str]) -> dict[str, object]:
    """The tools of what is ticked, with their switches."""
    spirits = {spirit.slug: spirit for spirit in desk.shown}
    servers = [str(each) for each in form["tool_servers"].value() or ()]
    ticked = [spirits[slug] for slug in dict.fromkeys(chosen) if slug in spirits]
    return shown(tool_groups(desk.user, ticked, ids_in(servers), form.switches))


def _shelves(found: list[SpiritAccess], chosen: list[str], keeps: list[str]) -> list[tuple[Any, list[Any]]]:
    rows = [(each, each.spirit.slug in chosen, each.is_available or each.spirit.slug in keeps) for each in found]
    rows.sort(key=lambda row: row[0].spirit.category.position)
    return [(shelf, list(part)) for shelf, part in groupby(rows, key=lambda row: row[0].spirit.category)]


def _used(user: User) -> int:
    return Minion.objects.filter(owner=user, archived_at=None).count()


def _add_errors(form: MinionForm, error: DaimonError) -> None:
    """What a service refused, at the field it is about."""
    for name, problems in (error.fields or {"": [error.message]}).items():
        field = name.split(".")[0]
        for problem in problems:
            form.add_error(field if field in form.fields else None, problem)
