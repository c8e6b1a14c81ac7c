"""Write the catalogue file to the database, and leave alone what staff have made of it."""

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from django.db import models, transaction

from spirits.catalogue.file import DELIVERED, SECTIONS, Catalogue, CatalogueInvalid, Entry, PairEntry, read_catalogue
from spirits.copies import forget_catalogue
from spirits.locks import lock_catalogue
from spirits.models import BundleSpirit, Category, MinionTemplateSpirit, Pairing, PlanSpirit, Spirit, SpiritTool, Tool
from spirits.models.entry import Editable, Listed
from spirits.rules.progression import unlock_level_of_tool


class Outcome(StrEnum):
    """What became of one entry."""

    CREATED = "created"
    UPDATED = "updated"
    KEPT = "kept"
    UNCHANGED = "unchanged"


@dataclass(frozen=True)
class Change:
    """One entry of the file, what became of it, and the names of what differed."""

    kind: str
    name: str
    outcome: Outcome
    differing: tuple[str, ...] = ()


@dataclass
class LoadReport:
    """What a load did, entry by entry."""

    changes: list[Change] = field(default_factory=list)

    def count(self, outcome: Outcome) -> int:
        """How many entries had this outcome."""
        return Counter(change.outcome for change in self.changes)[outcome]


@transaction.atomic
def load_catalogue(*, path: Path = DELIVERED, force: bool = False) -> LoadReport:
    """Bring the database in line with the file; a second run changes nothing.

    The whole file is checked first, and a mistake anywhere changes nothing. An entry that staff have edited is kept as it
    is, unless ``force``; then it is reset and counts as unedited. An entry's state is never changed, and what is not in the
    file is left alone.
    """
    catalogue = read_catalogue(path)
    lock_catalogue()
    _refuse_taken_names(catalogue)
    load = _Load(force)
    for name, entries in catalogue.sections.items():
        load.section(name, entries)
    load.pairings(catalogue.pairings)
    forget_catalogue()
    return LoadReport(load.changes)


def _refuse_taken_names(catalogue: Catalogue) -> None:
    """A name of the file that another entry of the database has would fail half way."""
    problems: dict[str, list[str]] = {}
    for name, section in SECTIONS.items():
        taken = dict(section.model._default_manager.values_list("name", "slug"))
        known = set(taken.values())
        for entry in catalogue.sections[name]:
            owner = taken.get(entry.values["name"], entry.slug)
            if owner != entry.slug and entry.slug not in known:
                problems[f"{name}.{entry.slug}.name"] = [f"{owner} in the database has this name."]
    if problems:
        raise CatalogueInvalid(fields=problems)


@dataclass(frozen=True)
class _Through:
    """The table that holds an entry's members: its columns, and whether their order counts."""

    model: type[models.Model]
    owner: str
    member: str
    is_ordered: bool = True


THROUGH = {
    "spirits": _Through(SpiritTool, "spirit", "tool"),
    "bundles": _Through(BundleSpirit, "bundle", "spirit"),
    "plans": _Through(PlanSpirit, "plan", "spirit", is_ordered=False),
    "templates": _Through(MinionTemplateSpirit, "template", "spirit"),
}


class _Load:
    """One run over the file."""

    def __init__(self, force: bool) -> None:
        self.force = force
        self.changes: list[Change] = []

    def section(self, name: str, entries: list[Entry]) -> None:
        """Create and update the rows of one section."""
        section = SECTIONS[name]
        rows: dict[str, Any] = section.model._default_manager.in_bulk(field_name="slug")
        members = _members_by_owner(name)
        categories = dict(Category.objects.values_list("slug", "pk")) if section.reference else {}
        written: list[tuple[Any, Entry]] = []
        for entry in entries:
            wanted = _wanted(entry, categories)
            row = rows.get(entry.slug)
            differing = _differing(row, wanted)
            if row is not None and name in THROUGH and members.get(row.pk, []) != _comparable(name, entry.members):
                differing.append("tools" if name == "spirits" else "spirits")
            row = row or section.model(slug=entry.slug)
            if self._settle(name, entry.slug, row, wanted, differing):
                written.append((row, entry))
        _write([row for row, _ in written])
        if name in THROUGH:
            _replace_members(name, written)

    def pairings(self, pairs: list[PairEntry]) -> None:
        """Create and update the pairings."""
        ids = dict(Spirit.objects.values_list("slug", "id"))
        rows = {(row.first_id, row.second_id): row for row in Pairing.objects.all()}
        written = []
        for pair in pairs:
            first, second = sorted(ids[slug] for slug in pair.spirits)
            wanted = {"percent": pair.percent, "name": pair.name}
            differing = _differing(rows.get((first, second)), wanted)
            row = rows.get((first, second)) or Pairing(first_id=first, second_id=second)
            if self._settle("pairings", " + ".join(sorted(pair.spirits)), row, wanted, differing):
                written.append(row)
        _write(written)

    def _settle(self, kind: str, name: str, row: Any, wanted: dict[str, Any], differing: list[str]) -> bool:
        """Note what becomes of the row, set what must change, and say whether it must be written."""
        outcome = self._outcome(row, differing)
        shown = tuple(each.removesuffix("_id") for each in differing) if outcome is not Outcome.CREATED else ()
        self.changes.append(Change(kind, name, outcome, shown))
        if outcome in {Outcome.KEPT, Outcome.UNCHANGED}:
            return False
        for key, value in wanted.items():
            setattr(row, key, value)
        row.edited_by_staff_at = None
        if outcome is Outcome.CREATED and isinstance(row, Listed):
            row.state = Listed.State.LIVE
        return True

    def _outcome(self, row: Editable, differing: list[str]) -> Outcome:
        if row._state.adding:
            return Outcome.CREATED
        if not differing:
            return Outcome.UNCHANGED
        return Outcome.KEPT if row.edited_by_staff_at and not self.force else Outcome.UPDATED


def _write(rows: list[Any]) -> None:
    fresh = [row for row in rows if row._state.adding]
    for row in rows:
        if not row._state.adding:
            row.save()
    if fresh:
        type(fresh[0])._default_manager.bulk_create(fresh)


def _replace_members(name: str, written: list[tuple[Any, Entry]]) -> None:
    through = THROUGH[name]
    member_model: type[models.Model] = Tool if name == "spirits" else Spirit
    ids = dict(member_model._default_manager.values_list("slug", "pk")) if written else {}
    through.model._default_manager.filter(**{f"{through.owner}__in": [row for row, _ in written]}).delete()
    fresh = []
    for row, entry in written:
        for position, slug in enumerate(entry.members, start=1):
            values: dict[str, Any] = {through.owner: row, f"{through.member}_id": ids[slug]}
            if through.is_ordered:
                values["position"] = position
            if name == "spirits":
                values["unlock_level"] = unlock_level_of_tool(position)
            fresh.append(through.model(**values))
    through.model._default_manager.bulk_create(fresh)


def _wanted(entry: Entry, categories: dict[str, Any]) -> dict[str, Any]:
    wanted = entry.values | {"position": entry.position}
    return wanted | {"category_id": categories[entry.reference]} if entry.reference else wanted


def _differing(row: Any, wanted: dict[str, Any]) -> list[str]:
    return [] if row is None else [key for key, value in wanted.items() if getattr(row, key) != value]


def _members_by_owner(name: str) -> dict[Any, list[Any]]:
    """What each row of a section holds now, in the form that ``_comparable`` gives the file's list."""
    through = THROUGH.get(name)
    if through is None:
        return {}
    columns = [f"{through.owner}_id", f"{through.member}__slug"] + (["unlock_level"] if name == "spirits" else [])
    order = "position" if through.is_ordered else f"{through.member}__slug"
    found: dict[Any, list[Any]] = {}
    for owner, *member in through.model._default_manager.order_by(order).values_list(*columns):
        found.setdefault(owner, []).append(tuple(member))
    return found


def _comparable(name: str, slugs: list[str]) -> list[Any]:
    if name == "spirits":
        return [(slug, unlock_level_of_tool(position)) for position, slug in enumerate(slugs, start=1)]
    return [(slug,) for slug in (slugs if THROUGH[name].is_ordered else sorted(slugs))]
