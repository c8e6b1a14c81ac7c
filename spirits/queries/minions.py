"""A person's minions."""

from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet

from accounts.models import User
from accounts.queries.ownership import Right, for_user
from spirits.errors import MinionNotFound, VersionNotFound
from spirits.models import Minion, MinionSpirit, MinionVersion
from training.knowledge.queries.bases import readable_bases
from training.models import KnowledgeBase


def minions_of(user: User) -> QuerySet[Minion]:
    """The person's minions, archived ones included, newest first, with the spirits in their slots as ``equipped``."""
    return _shown(for_user(Minion.objects.all(), user))


def named_minions_of(user: User) -> QuerySet[Minion]:
    """The same minions by name and purpose alone, for lists to choose from."""
    return for_user(Minion.objects.all(), user).order_by("-id")


def _shown(rows: QuerySet[Minion]) -> QuerySet[Minion]:
    return (
        rows.select_related("language_model", "template")
        .prefetch_related(_slots(), "knowledge_bases", "tool_servers")
        .order_by("-id")
    )


def _slots() -> "Prefetch[str]":
    slots = MinionSpirit.objects.filter(slot__isnull=False).select_related("spirit").order_by("slot")
    return Prefetch("minion_spirits", slots, to_attr="equipped")


def get_minion(user: User, minion_id: UUID) -> Minion:
    """The person's minion, or MinionNotFound."""
    minion = minions_of(user).filter(pk=minion_id).first()
    if minion is None:
        raise MinionNotFound
    return minion


def get_minion_in_slots(user: User, minion_id: UUID) -> Minion:
    """The same with nothing but the spirits in its slots as ``equipped``: for what is asked at every call of a tool."""
    minion = for_user(Minion.objects.filter(pk=minion_id), user).prefetch_related(_slots()).first()
    if minion is None:
        raise MinionNotFound
    return minion


def get_readable_minion(user: User, minion_id: UUID) -> Minion:
    """The person's minion, or one that is shared with them; else MinionNotFound."""
    minion = _shown(for_user(Minion.objects.filter(pk=minion_id), user, right=Right.READ)).first()
    if minion is None:
        raise MinionNotFound
    return minion


def search_minions(rows: QuerySet[Minion], text: str) -> QuerySet[Minion]:
    """Those whose name or purpose holds the text."""
    return rows.filter(Q(name__icontains=text) | Q(purpose__icontains=text))


def versions_of(user: User, minion_id: UUID) -> QuerySet[MinionVersion]:
    """What the minion was after each save, newest first."""
    return history_of(get_minion(user, minion_id))


def history_of(minion: Minion) -> QuerySet[MinionVersion]:
    """What a minion that its owner was given already was after each save, newest first."""
    return MinionVersion.objects.filter(minion=minion).select_related("saved_by").order_by("-number")


def get_version(user: User, minion_id: UUID, number: int) -> MinionVersion:
    """One version of the person's minion, or VersionNotFound."""
    version = versions_of(user, minion_id).filter(number=number).first()
    if version is None:
        raise VersionNotFound
    return version


def memory_before_off(minion: Minion) -> str:
    """What the minion recalled before it was switched off; everything where no version says."""
    kept = MinionVersion.objects.filter(minion=minion, state__memory__in=[Minion.Memory.ALL, Minion.Memory.OWN])
    last = kept.order_by("-number").first()
    return str(last.state["memory"]) if last else Minion.Memory.ALL.value


def equipped_slugs(minion: Minion) -> list[str]:
    """The spirits in the minion's slots, in order; read already where the minion came from ``minions_of``."""
    if (equipped := getattr(minion, "equipped", None)) is not None:
        return [row.spirit.slug for row in equipped]
    return list(
        MinionSpirit.objects.filter(minion=minion, slot__isnull=False)
        .order_by("slot")
        .values_list("spirit__slug", flat=True)
    )


def knowledge_of(minion_id: UUID, user_id: UUID) -> list[KnowledgeBase]:
    """The knowledge bases attached to the minion that this person may read."""
    attached = KnowledgeBase.objects.filter(minions=minion_id)
    if not attached.exists():
        return []
    return list(attached.filter(pk__in=readable_bases(User.objects.get(pk=user_id)).values("pk")).order_by("pk"))
