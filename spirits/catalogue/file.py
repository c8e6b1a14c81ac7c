"""Reads a catalogue file and checks all of it; what comes out can be written to the database as it is."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from django.core.exceptions import ValidationError
from django.db import models

from project.lib.errors import InvalidInput
from spirits.models import Bundle, Category, MinionTemplate, Pairing, Plan, Spirit, Tool

VERSION = 1
DELIVERED = Path(__file__).with_name("catalogue.yaml")
EVERY_SPIRIT = "all"


class CatalogueInvalid(InvalidInput):
    """The catalogue file has mistakes; ``fields`` maps the place in the file to what is wrong there."""

    code = "catalogue_invalid"
    message = "The catalogue file has mistakes; nothing was changed."


@dataclass(frozen=True)
class Section:
    """What one section of the file may say: plain values, one reference (name → section), one list of references."""

    model: type[models.Model]
    values: tuple[str, ...]
    reference: tuple[str, str] | None = None
    members: tuple[str, str] | None = None
    optional: tuple[str, ...] = ()

    @property
    def keys(self) -> set[str]:
        """Every key an entry must have; besides these it may have the optional ones."""
        extra = {pair[0] for pair in (self.reference, self.members) if pair}
        return set(self.values) | extra


SECTIONS: dict[str, Section] = {
    "categories": Section(Category, ("name", "description")),
    "tools": Section(Tool, ("name", "description")),
    "spirits": Section(
        Spirit,
        (
            "name",
            "icon",
            "tier",
            "price_cents",
            "price_points",
            "unlock_rank",
            "unlock_level",
            "summary",
            "description",
        ),
        reference=("category", "categories"),
        members=("tools", "tools"),
    ),
    "bundles": Section(
        Bundle,
        ("name", "icon", "price_cents", "price_points", "is_popular", "description"),
        members=("spirits", "spirits"),
    ),
    "plans": Section(
        Plan,
        (
            "name",
            "price_cents",
            "discount_percent",
            "max_minions",
            "max_spirits_per_minion",
            "has_api_access",
            "support",
            "description",
        ),
        members=("spirits", "spirits"),
    ),
    "templates": Section(
        MinionTemplate,
        ("name", "icon", "group", "purpose", "instructions", "starter_questions"),
        members=("spirits", "spirits"),
        optional=("variables",),
    ),
}


@dataclass(frozen=True)
class Entry:
    """One checked entry: its values by field name, the slug it refers to, and the slugs of its members in order."""

    slug: str
    position: int
    values: dict[str, Any]
    reference: str | None = None
    members: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class PairEntry:
    """One checked pairing of two spirits, by slug."""

    spirits: frozenset[str]
    percent: int
    name: str


@dataclass(frozen=True)
class Catalogue:
    """A whole catalogue file, checked."""

    sections: dict[str, list[Entry]]
    pairings: list[PairEntry]


def read_catalogue(path: Path = DELIVERED) -> Catalogue:
    """The catalogue in the file, or CatalogueInvalid with every mistake in it."""
    document = _document(path)
    check = _Check(document)
    sections = {name: check.section(name, section) for name, section in SECTIONS.items()}
    pairings = check.pairings()
    if check.problems:
        raise CatalogueInvalid(fields=check.problems)
    return Catalogue(sections, pairings)


class _UniqueKeys(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]  # libyaml where it is built in
    """YAML in which a key that appears twice is an error, not a silent choice of the last."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        twice = {key for key in keys if keys.count(key) > 1}
        if twice:
            raise yaml.constructor.ConstructorError(
                None, None, f"{', '.join(map(str, twice))} appears twice", node.start_mark
            )
        mapping: dict[Hashable, Any] = super().construct_mapping(node, deep=deep)
        return mapping


def _document(path: Path) -> dict[str, Any]:
    try:
        document = yaml.load(path.read_text(encoding="utf-8"), Loader=_UniqueKeys)  # noqa: S506 - a SafeLoader
    except OSError as error:
        raise CatalogueInvalid(f"{path} cannot be read: {error.strerror}.") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise CatalogueInvalid(f"{path} is not valid YAML: {error}") from error
    if not isinstance(document, dict) or document.get("version") != VERSION:
        raise CatalogueInvalid.of("version", f"Expected a mapping with version: {VERSION}.")
    unknown = {str(name): ["Unknown section."] for name in document if name not in {*SECTIONS, "pairings", "version"}}
    if unknown:
        raise CatalogueInvalid(fields=unknown)
    return document


class _Check:
    """Walks the document and gathers every problem with its place."""

    def __init__(self, document: dict[str, Any]) -> None:
        self.document = document
        self.problems: dict[str, list[str]] = {}

    def _wrong(self, path: str, problem: str) -> None:
        self.problems.setdefault(path, []).append(problem)

    def _entries(self, name: str) -> Mapping[str, Any]:
        entries = self.document.get(name)
        return entries if isinstance(entries, dict) else {}

    def section(self, name: str, section: Section) -> list[Entry]:
        """The entries of one section."""
        if not self._entries(name):
            self._wrong(name, "Expected a mapping of slug to entry.")
        checked = [
            self._entry(f"{name}.{slug}", str(slug), position, section, raw)
            for position, (slug, raw) in enumerate(self._entries(name).items(), start=1)
        ]
        names: dict[Any, str] = {}
        for entry in checked:
            same = names.setdefault(entry.values.get("name"), entry.slug)
            if same != entry.slug:
                self._wrong(f"{name}.{entry.slug}.name", f"{same} has the same name.")
        return checked

    def _entry(self, path: str, slug: str, position: int, section: Section, raw: Any) -> Entry:
        if not isinstance(raw, dict):
            self._wrong(path, "Expected a mapping.")
            return Entry(slug, position, {})
        for key in sorted(section.keys - raw.keys()):
            self._wrong(f"{path}.{key}", "Missing.")
        for key in sorted(map(str, raw.keys() - section.keys - set(section.optional))):
            self._wrong(f"{path}.{key}", "Unknown key.")
        values = {key: raw[key] for key in section.values if key in raw}
        fields = {key: section.model._meta.get_field(key) for key in section.optional}
        values |= {key: raw.get(key, field.get_default()) for key, field in fields.items()}  # type: ignore[union-attr]
        self._values(path, section.model, {"slug": slug} | values)
        return Entry(
            slug,
            position,
            values,
            reference=self._reference(path, section, raw),
            members=self._members(path, section, raw),
        )

    def _values(self, path: str, model: type[models.Model], values: dict[str, Any]) -> None:
        """The model's own rules: lengths, choices, ranges; and YAML types as they are, without conversion."""
        for name, value in values.items():
            expected = _python_types(model._meta.get_field(name))
            if not isinstance(value, expected) or (isinstance(value, bool) and bool not in expected):
                self._wrong(f"{path}.{name}", f"Expected {' or '.join(kind.__name__ for kind in expected)}.")
                return
        others = {each.name for each in model._meta.fields} - values.keys()
        try:
            model(**values).clean_fields(exclude=others)
        except ValidationError as error:
            for name, found in error.message_dict.items():
                for problem in found:
                    self._wrong(f"{path}.{name}", problem)

    def _reference(self, path: str, section: Section, raw: dict[str, Any]) -> str | None:
        if section.reference is None:
            return None
        name, target = section.reference
        value = raw.get(name)
        if name in raw and value not in self._entries(target):
            self._wrong(f"{path}.{name}", f"{value!r} is not in {target}.")
        return str(value)

    def _members(self, path: str, section: Section, raw: dict[str, Any]) -> list[str]:
        if section.members is None or section.members[0] not in raw:
            return []
        name, target = section.members
        value = raw[name]
        if value == EVERY_SPIRIT:
            return [str(slug) for slug in self._entries(target)]
        if not isinstance(value, list) or not value:
            self._wrong(f"{path}.{name}", f"Expected a list of {target}, or {EVERY_SPIRIT}.")
            return []
        for index, slug in enumerate(value):
            if not isinstance(slug, str) or slug not in self._entries(target):
                self._wrong(f"{path}.{name}.{index}", f"{slug!r} is not in {target}.")
            elif slug in value[:index]:
                self._wrong(f"{path}.{name}.{index}", f"{slug} is listed twice.")
        return [str(slug) for slug in value]

    def pairings(self) -> list[PairEntry]:
        """The pairings; each pair of spirits once, in either order."""
        raw = self.document.get("pairings")
        if not isinstance(raw, list):
            self._wrong("pairings", "Expected a list.")
            return []
        found: dict[frozenset[str], PairEntry] = {}
        for index, item in enumerate(raw):
            pair = self._pairing(f"pairings.{index}", item)
            if pair is None:
                continue
            if pair.spirits in found:
                self._wrong(f"pairings.{index}", f"{' and '.join(sorted(pair.spirits))} are paired twice.")
            found[pair.spirits] = pair
        return list(found.values())

    def _pairing(self, path: str, item: Any) -> PairEntry | None:
        if not isinstance(item, list) or len(item) not in {3, 4}:
            self._wrong(path, "Expected [spirit, spirit, per cent] or [spirit, spirit, per cent, name].")
            return None
        first, second, percent, name = [*item, ""][:4]
        unknown = [
            slug for slug in (first, second) if not isinstance(slug, str) or slug not in self._entries("spirits")
        ]
        for slug in unknown:
            self._wrong(path, f"{slug!r} is not in spirits.")
        if unknown or first == second:
            if first == second:
                self._wrong(path, "A spirit cannot be paired with itself.")
            return None
        if percent == 0:
            self._wrong(f"{path}.percent", "0 % says nothing; leave the pairing out.")
        self._values(path, Pairing, {"percent": percent, "name": name})
        return PairEntry(frozenset({first, second}), percent, name)


def _python_types(model_field: Any) -> tuple[type, ...]:
    kinds: tuple[tuple[type, tuple[type, ...]], ...] = (
        (models.BooleanField, (bool,)),
        (models.IntegerField, (int,)),
        (models.CharField, (str,)),
        (models.TextField, (str,)),
    )
    types = next((types for kind, types in kinds if isinstance(model_field, kind)), (list,))
    return (*types, type(None)) if model_field.null else types
