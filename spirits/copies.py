"""The catalogue's parts that are the same for everybody, remembered in Redis.

Whatever saves or deletes a row of the catalogue, staff, an import or the catalogue's file, forgets all of them; a copy that
was missed all the same is a minute old at most. Staff, who see drafts, are always answered from the database.
"""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F, QuerySet
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from project.ops.cache.copies import Copies, warm_with
from project.ops.live import announce
from spirits.models import (
    Bundle,
    BundleSpirit,
    Category,
    OwnTool,
    OwnToolVersion,
    Pairing,
    Plan,
    PlanLanguageModel,
    PlanSpirit,
    Spirit,
    SpiritTool,
    Tool,
)
from spirits.rules.synergy import Pair, PairTable

SECONDS = 60
_catalogue: Copies[Any] = Copies("catalogue", seconds=SECONDS, is_costly=True)
CATALOGUE_TOPIC = "catalogue"
WATCHED = (
    Bundle,
    BundleSpirit,
    Category,
    OwnTool,
    OwnToolVersion,
    Pairing,
    Plan,
    PlanLanguageModel,
    PlanSpirit,
    Spirit,
    SpiritTool,
    Tool,
)


def pairings() -> PairTable:
    """Every pairing by its two slugs."""
    found: PairTable | None = _catalogue.get("pairings", _read_pairings)
    return found if found is not None else {}


def live_tools() -> dict[UUID, list[SpiritTool]]:
    """The live tools of every spirit, in the order of their places, each row with its spirit and tool."""
    found: dict[UUID, list[SpiritTool]] | None = _catalogue.get("tools", _read_tools)
    return found if found is not None else {}


def bringing_tool(slug: str) -> list[SpiritTool]:
    """The rows of that one live tool, in the order in which ``live_tools`` has them: a small copy, for each call of it."""
    found: list[SpiritTool] | None = _catalogue.get(
        f"tool:{slug}", lambda: list(_rows_of_tools().filter(tool__slug=slug))
    )
    return found if found is not None else []


def own_versions() -> dict[str, OwnToolVersion]:
    """What each tool that staff defined does now, by the slug of its entry."""
    found: dict[str, OwnToolVersion] | None = _catalogue.get("own-tools", _read_own)
    return found if found is not None else {}


def models_of_plans() -> dict[UUID, list[UUID]]:
    """The restricted language models that each plan opens; plans that open none are left out."""
    found: dict[UUID, list[UUID]] | None = _catalogue.get("plan-models", _read_plan_models)
    return found if found is not None else {}


def answer_for_all(name: str, make: Any) -> Any:
    """What everybody but staff is answered; ``name`` names the question with everything the answer depends on."""
    return _catalogue.get(f"answer:{name}", make)


def catalogue_generation(*, is_newest: bool = False) -> str:
    """Names the state of the catalogue that a page is made from; another name means that looking again is worth it."""
    return _catalogue.generation(is_newest=is_newest)


def forget_catalogue() -> None:
    """Read everything anew, and let open pages look again: for what writes without saving row by row."""
    _catalogue.forget_all()
    if all(waiting[1] is not _tell for waiting in transaction.get_connection().run_on_commit):
        transaction.on_commit(_tell)  # one hint a transaction, however many rows it writes


def _tell() -> None:
    announce(CATALOGUE_TOPIC, {"type": "catalogue"})


def _read_pairings() -> PairTable:
    rows = Pairing.objects.values_list("first__slug", "second__slug", "percent", "name")
    return {frozenset({first, second}): Pair((first, second), percent, name) for first, second, percent, name in rows}


def _read_tools() -> dict[UUID, list[SpiritTool]]:
    found: dict[UUID, list[SpiritTool]] = {}
    for row in _rows_of_tools():
        found.setdefault(row.spirit_id, []).append(row)
    return found


def _rows_of_tools() -> QuerySet[SpiritTool]:
    rows = SpiritTool.objects.filter(tool__state="live").select_related("spirit", "tool")
    return rows.order_by("spirit__position", "position", "id")


def _read_own() -> dict[str, OwnToolVersion]:
    rows = OwnToolVersion.objects.filter(number=F("own_tool__version"))
    return {row.own_tool.entry.slug: row for row in rows.select_related("own_tool__entry", "language_model")}


def _read_plan_models() -> dict[UUID, list[UUID]]:
    found: dict[UUID, list[UUID]] = {}
    for plan, model in PlanLanguageModel.objects.order_by("pk").values_list("plan_id", "language_model_id"):
        found.setdefault(plan, []).append(model)
    return found


@receiver([post_save, post_delete], dispatch_uid="spirits.forget_catalogue")
def _forget(sender: type[Any], **_: Any) -> None:
    if sender in WATCHED:
        forget_catalogue()


warm_with(pairings)
warm_with(live_tools)
warm_with(own_versions)
warm_with(models_of_plans)
