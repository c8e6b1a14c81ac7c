"""Put spirits into a minion's slots, within the plan and within what its owner may use."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from accounts.models import User
from project.lib.errors import InvalidInput
from spirits.errors import SpiritLimitReached, SpiritLocked
from spirits.models import Minion, MinionSpirit, Spirit
from spirits.queries.access import SpiritAccess, access_of
from spirits.queries.limits import Limits, limits_of


@dataclass(frozen=True)
class LeftOut:
    """A part of a template, copy or file that the new minion could not get, and why."""

    part: str
    name: str
    reason: str


def check_spirits(slugs: Sequence[str], *, user: User, keeps: Sequence[str] = ()) -> None:
    """Refuse unknown, doubled, locked or too many spirits, each by its place in the list.

    Spirits the minion has already (``keeps``) may stay even where they would not be available now.
    """
    found = _known(slugs)
    problems: dict[str, list[str]] = {}
    for index, slug in enumerate(slugs):
        if slug not in found:
            problems[f"spirits.{index}"] = [f"There is no spirit {slug!r}."]
        elif slug in slugs[:index]:
            problems[f"spirits.{index}"] = [f"{found[slug].name} is there twice."]
    if problems:
        raise InvalidInput(next(iter(problems.values()))[0], fields=problems)
    _refuse_too_many(slugs, user=user, keeps=keeps)
    _refuse_locked(slugs, found, user=user, keeps=keeps)


def usable_part(slugs: Sequence[str], *, user: User) -> tuple[list[str], list[LeftOut]]:
    """Those of the spirits that the person may use, as many as the plan allows, and what was left out."""
    return usable_among(slugs, access_of(user, _known(slugs).values()), limits_of(user))


def usable_among(
    slugs: Sequence[str], known: Collection[SpiritAccess], limits: Limits
) -> tuple[list[str], list[LeftOut]]:
    """The same, of spirits whose access is known already."""
    access = {each.spirit.slug: each.access for each in known}
    found = {each.spirit.slug: each.spirit for each in known}
    limit = limits.max_spirits_per_minion
    usable: list[str] = []
    left_out: list[LeftOut] = []
    for slug in dict.fromkeys(slugs):
        if slug not in found:
            left_out.append(LeftOut("spirit", slug, "Not in this catalogue"))
        elif not access[slug].is_available:
            left_out.append(LeftOut("spirit", found[slug].name, access[slug].explanation))
        elif limit is not None and len(usable) >= limit:
            left_out.append(LeftOut("spirit", found[slug].name, f"Your plan allows {limit} spirits per minion"))
        else:
            usable.append(slug)
    return usable, left_out


def equip(minion: Minion, slugs: Sequence[str]) -> None:
    """Fill the slots with these checked spirits in order; one that leaves its slot keeps its level and experience."""
    ids = {slug: spirit.pk for slug, spirit in _known(slugs).items()}
    known = {
        row.spirit_id: row for row in MinionSpirit.objects.select_for_update().filter(minion=minion).order_by("pk")
    }
    slots = {ids[slug]: slot for slot, slug in enumerate(slugs, start=1)}
    for row in known.values():
        row.slot = slots.get(row.spirit_id)
    MinionSpirit.objects.bulk_update(known.values(), ["slot"])
    fresh = [MinionSpirit(minion=minion, spirit_id=pk, slot=slot) for pk, slot in slots.items() if pk not in known]
    MinionSpirit.objects.bulk_create(fresh)


def _known(slugs: Sequence[str]) -> dict[str, Spirit]:
    rows = Spirit.objects.filter(slug__in=slugs).exclude(state=Spirit.State.DRAFT)
    return {spirit.slug: spirit for spirit in rows}


def _refuse_too_many(slugs: Sequence[str], *, user: User, keeps: Sequence[str]) -> None:
    limit = limits_of(user).max_spirits_per_minion
    is_growing = not set(slugs) <= set(keeps)
    if limit is not None and len(slugs) > limit and is_growing:
        problem = f"Your plan allows {limit} spirits per minion; these are {len(slugs)}."
        raise SpiritLimitReached(problem, fields={"spirits": [problem]})


def _refuse_locked(slugs: Sequence[str], found: dict[str, Spirit], *, user: User, keeps: Sequence[str]) -> None:
    fresh = [found[slug] for slug in slugs if slug not in keeps]
    problems = {
        f"spirits.{slugs.index(each.spirit.slug)}": [f"{each.spirit.name}: {each.access.explanation}."]
        for each in access_of(user, fresh)
        if not each.is_available
    }
    if problems:
        raise SpiritLocked(next(iter(problems.values()))[0], fields=problems)
