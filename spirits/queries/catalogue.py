"""The catalogue as one person sees it: live entries; staff also see drafts and what was retired."""

from typing import TypeVar
from uuid import UUID

from django.db.models import Exists, Model, OuterRef, Prefetch, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from accounts.models import User
from project.lib.errors import NotFound
from spirits.errors import SpiritNotFound, TemplateNotFound
from spirits.models import (
    Bundle,
    BundleSpirit,
    Category,
    MinionSpirit,
    MinionTemplate,
    MinionTemplateSpirit,
    Plan,
    PlanSpirit,
    Spirit,
    SpiritTool,
)
from spirits.models.entry import Listed

Row = TypeVar("Row", bound=Model)
LIVE = Q(state=Listed.State.LIVE)


def spirits_shown_to(user: User) -> QuerySet[Spirit]:
    """Live spirits, and retired ones that a minion of this person still uses; staff see all."""
    rows = Spirit.objects.select_related("category").order_by("position", "id")
    if user.is_staff:
        return rows
    in_use = Exists(MinionSpirit.objects.filter(spirit=OuterRef("pk"), minion__owner=user, slot__isnull=False))
    return rows.filter(LIVE | (Q(state=Listed.State.RETIRED) & in_use))


def uses_retired_spirits(user: User) -> bool:
    """Whether the person sees more than what is live: a minion of theirs still has a retired spirit in a slot."""
    in_slots = MinionSpirit.objects.filter(minion__owner=user, slot__isnull=False)
    return in_slots.filter(spirit__state=Listed.State.RETIRED).exists()


def get_spirit(user: User, *, spirit_id: UUID | None = None, name: str = "") -> Spirit:
    """The spirit by id, or by slug or name whatever the letter case; SpiritNotFound otherwise."""
    rows = spirits_shown_to(user)
    wanted = Q(pk=spirit_id) if spirit_id else Q(slug__iexact=name) | Q(name__iexact=name)
    spirit = rows.filter(wanted).first()
    if spirit is None:
        raise SpiritNotFound
    return spirit


def tools_of(user: User, spirit: Spirit) -> QuerySet[SpiritTool]:
    """The spirit's tools in order, each with the level that opens it."""
    rows = SpiritTool.objects.filter(spirit=spirit).select_related("tool").order_by("position", "id")
    return rows if user.is_staff else rows.filter(tool__state=Listed.State.LIVE)


def categories() -> QuerySet[Category]:
    """The shelves, in order."""
    return Category.objects.order_by("position", "id")


def bundles_shown_to(user: User) -> QuerySet[Bundle]:
    """Bundles with their spirits, and ``list_cents`` and ``list_points``: what these cost one by one."""
    rows = Bundle.objects.annotate(
        list_cents=Coalesce(Sum("bundle_spirits__spirit__price_cents"), 0),
        list_points=Coalesce(Sum("bundle_spirits__spirit__price_points"), 0),
    ).prefetch_related(Prefetch("bundle_spirits", BundleSpirit.objects.select_related("spirit").order_by("position")))
    return _shown(rows.order_by("position", "id"), user)


def plans_shown_to(user: User) -> QuerySet[Plan]:
    """Plans with the spirits they open."""
    included = PlanSpirit.objects.select_related("spirit").order_by("spirit__position", "spirit_id")
    return _shown(Plan.objects.prefetch_related(Prefetch("plan_spirits", included)).order_by("position", "id"), user)


def templates_shown_to(user: User) -> QuerySet[MinionTemplate]:
    """Ready-made minions with their spirits."""
    members = MinionTemplateSpirit.objects.select_related("spirit").order_by("position", "id")
    rows = MinionTemplate.objects.prefetch_related(Prefetch("template_spirits", members)).order_by("position", "id")
    return _shown(rows, user)


def get_template(user: User, *, template_id: UUID | None = None, slug: str = "") -> MinionTemplate:
    """The template, or TemplateNotFound."""
    wanted = Q(pk=template_id) if template_id else Q(slug=slug)
    template = templates_shown_to(user).filter(wanted).first()
    if template is None:
        raise TemplateNotFound
    return template


def get_one(rows: QuerySet[Row], pk: UUID) -> Row:
    """The row with this key among those shown, or NotFound."""
    row = rows.filter(pk=pk).first()
    if row is None:
        raise NotFound
    return row


def _shown(rows: QuerySet[Row], user: User) -> QuerySet[Row]:
    return rows if user.is_staff else rows.filter(LIVE)
