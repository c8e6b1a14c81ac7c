"""Loading the catalogue: the delivered facts, idempotence, staff's edits, and refusals."""

from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import CommandError, call_command
from django.utils import timezone

from spirits.catalogue.file import DELIVERED, CatalogueInvalid, read_catalogue
from spirits.models import Bundle, Category, MinionTemplate, Pairing, Plan, Spirit, SpiritTool, Tool
from spirits.services.load_catalogue import Outcome, load_catalogue

Change = Callable[[dict[str, Any]], Any]
pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def altered(tmp_path: Path, change: Change) -> Path:
    """A copy of the delivered file after ``change(document)``."""
    document = yaml.safe_load(DELIVERED.read_text())
    change(document)
    path = tmp_path / "catalogue.yaml"
    path.write_text(yaml.safe_dump(document, allow_unicode=True, sort_keys=False))
    return path


def test_the_delivered_catalogue_has_all_its_parts() -> None:
    report = load_catalogue()
    counts = [model.objects.count() for model in (Category, Spirit, Tool, Pairing, Bundle, Plan, MinionTemplate)]
    assert counts == [6, 18, 71, 51, 7, 4, 23]
    assert SpiritTool.objects.count() == 72  # the grammar checker belongs to two spirits
    assert report.count(Outcome.CREATED) == sum(counts)
    assert Spirit.objects.live().count() == 18
    assert Pairing.objects.filter(percent__lt=0).count() == 9


def test_facts_arrive_in_the_right_columns() -> None:
    load_catalogue()
    devops = Spirit.objects.get(slug="devops")
    assert (devops.name, devops.category.name, devops.tier) == ("DevOps", "Development & Technical", "professional")
    assert (devops.price_cents, devops.price_points, devops.unlock_rank, devops.unlock_level) == (
        999,
        100,
        "specialist",
        2,
    )
    tools = list(devops.spirit_tools.values_list("tool__slug", "unlock_level"))
    assert tools == [("deployment_manager", 1), ("monitoring_tool", 1), ("backup_manager", 3), ("scaling_advisor", 5)]
    enterprise = Plan.objects.get(slug="enterprise")
    assert (enterprise.max_minions, enterprise.max_spirits_per_minion, enterprise.spirits.count()) == (None, 5, 18)
    pair = Pairing.objects.get(name="Data Detective")
    assert {pair.first.slug, pair.second.slug, pair.percent} == {"analyst", "researcher", 30}
    template = MinionTemplate.objects.get(slug="seo-pro")
    members = template.template_spirits.values_list("spirit__slug", flat=True)
    assert list(members) == ["researcher", "writer", "analyst", "communicator", "checker"]
    assert len(template.starter_questions) == 3


def test_a_second_load_changes_nothing(django_assert_max_num_queries: Any) -> None:
    load_catalogue()
    before = list(Spirit.objects.values_list("id", "updated_at"))
    with django_assert_max_num_queries(24):
        report = load_catalogue()
    assert report.count(Outcome.UNCHANGED) == len(report.changes) == 180
    assert list(Spirit.objects.values_list("id", "updated_at")) == before


def test_a_changed_file_updates_what_staff_left_alone(tmp_path: Path) -> None:
    load_catalogue()

    def change(document: dict[str, Any]) -> None:
        document["spirits"]["writer"]["summary"] = "Writes."
        document["spirits"]["writer"]["tools"].reverse()
        document["pairings"][0][2] = 40

    report = load_catalogue(path=altered(tmp_path, change))
    updated = {change.name: change.differing for change in report.changes if change.outcome is Outcome.UPDATED}
    assert updated == {"writer": ("summary", "tools"), "creative + writer": ("percent",)}
    writer = Spirit.objects.get(slug="writer")
    assert writer.summary == "Writes."
    assert writer.spirit_tools.first().tool.slug == "plagiarism_detector"


def test_what_staff_edited_is_kept_until_forced() -> None:
    load_catalogue()
    Spirit.objects.filter(slug="healer").update(
        price_cents=1, state=Spirit.State.RETIRED, edited_by_staff_at=timezone.now()
    )
    report = load_catalogue()
    kept = [(change.name, change.differing) for change in report.changes if change.outcome is Outcome.KEPT]
    assert kept == [("healer", ("price_cents",))]
    assert Spirit.objects.get(slug="healer").price_cents == 1

    report = load_catalogue(force=True)
    assert [change.name for change in report.changes if change.outcome is Outcome.UPDATED] == ["healer"]
    healer = Spirit.objects.get(slug="healer")
    assert (healer.price_cents, healer.edited_by_staff_at, healer.state) == (1699, None, "retired")


def test_what_is_not_in_the_file_is_left_alone() -> None:
    load_catalogue()
    own = Tool.objects.create(slug="own_tool", name="Own tool", description="Ours.")
    load_catalogue(force=True)
    assert Tool.objects.filter(pk=own.pk).exists()


@pytest.mark.parametrize(
    ("change", "path", "problem"),
    [
        (lambda d: d["spirits"]["writer"].update(tier="golden"), "spirits.writer.tier", "not a valid choice"),
        (
            lambda d: d["spirits"]["writer"].update(price_cents=-1),
            "spirits.writer.price_cents",
            "greater than or equal",
        ),
        (lambda d: d["spirits"]["writer"].update(price_cents="cheap"), "spirits.writer.price_cents", "Expected int"),
        (lambda d: d["spirits"]["writer"].update(price_cents=True), "spirits.writer.price_cents", "Expected int"),
        (lambda d: d["spirits"]["writer"].update(unlock_level=6), "spirits.writer.unlock_level", "less than or equal"),
        (lambda d: d["spirits"]["writer"].pop("icon"), "spirits.writer.icon", "Missing"),
        (lambda d: d["spirits"]["writer"].update(colour="red"), "spirits.writer.colour", "Unknown key"),
        (
            lambda d: d["spirits"]["writer"].update(category="nowhere"),
            "spirits.writer.category",
            "is not in categories",
        ),
        (lambda d: d["spirits"]["writer"].update(tools=["hammer"]), "spirits.writer.tools.0", "is not in tools"),
        (lambda d: d["spirits"]["writer"].update(name="Healer"), "spirits.healer.name", "same name"),
        (
            lambda d: d["bundles"]["data-science"]["spirits"].append("analyst"),
            "bundles.data-science.spirits.4",
            "twice",
        ),
        (lambda d: d["pairings"].append(["creative", "writer", 5]), "pairings.51", "paired twice"),
        (lambda d: d["pairings"].append(["writer", "writer", 5]), "pairings.51", "with itself"),
        (lambda d: d["pairings"].append(["writer", "nobody", 5]), "pairings.51", "is not in spirits"),
        (lambda d: d["pairings"].append(["writer", "healer", 0]), "pairings.51.percent", "says nothing"),
        (lambda d: d["pairings"].append(["writer", "healer", 101]), "pairings.51.percent", "less than or equal"),
        (lambda d: d["pairings"].append("writer"), "pairings.51", "Expected"),
        (lambda d: d.update(plans=[]), "plans", "Expected a mapping"),
        (lambda d: d.update(extras={}), "extras", "Unknown section"),
        (lambda d: d.update(version=2), "version", "version: 1"),
        (
            lambda d: d["templates"]["seo-pro"].update(starter_questions=["?"] * 7),
            "templates.seo-pro.starter_questions",
            "6",
        ),
    ],
)
def test_a_mistake_anywhere_changes_nothing_and_names_its_place(
    tmp_path: Path, change: Change, path: str, problem: str
) -> None:
    with pytest.raises(CatalogueInvalid) as caught:
        load_catalogue(path=altered(tmp_path, change))
    assert path in caught.value.fields
    assert problem in " ".join(caught.value.fields[path])
    assert not Category.objects.exists()


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    def change(document: dict[str, Any]) -> None:
        document["spirits"]["writer"]["tier"] = "golden"
        document["plans"]["free"]["support"] = "none"

    with pytest.raises(CatalogueInvalid) as caught:
        read_catalogue(altered(tmp_path, change))
    assert set(caught.value.fields) == {"spirits.writer.tier", "plans.free.support"}


@pytest.mark.parametrize("text", ["[", "version: 1\nversion: 1", "- 1", "", "\x00", "version: 1\ntools: {a: 1, a: 2}"])
def test_a_file_that_is_no_catalogue_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "c.yaml"
    path.write_text(text)
    with pytest.raises(CatalogueInvalid):
        read_catalogue(path)


def test_an_absent_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(CatalogueInvalid, match="cannot be read"):
        read_catalogue(tmp_path / "none.yaml")


def test_a_name_that_staff_gave_to_another_entry_is_refused_before_writing() -> None:
    Category.objects.create(slug="mine", name="Data & Analysis")
    with pytest.raises(CatalogueInvalid) as caught:
        load_catalogue()
    assert caught.value.fields == {"categories.data-analysis.name": ["mine in the database has this name."]}
    assert Category.objects.count() == 1


def test_the_command_prints_what_it_changed() -> None:
    out = StringIO()
    call_command("load_catalogue", stdout=out)
    assert "created   spirits writer\n" in out.getvalue()
    assert out.getvalue().endswith("Catalogue: 180 created, 0 updated, 0 kept, 0 unchanged.\n")
    Plan.objects.filter(slug="free").update(name="Gratis", edited_by_staff_at=timezone.now())
    out = StringIO()
    call_command("load_catalogue", stdout=out)
    assert out.getvalue() == (
        "kept      plans free (name): edited by staff\nCatalogue: 0 created, 0 updated, 1 kept, 179 unchanged.\n"
    )


def test_the_command_explains_a_bad_file(tmp_path: Path) -> None:
    path = altered(tmp_path, lambda document: document["spirits"]["writer"].update(tier="golden"))
    with pytest.raises(CommandError, match=r"spirits\.writer\.tier: .*golden"):
        call_command("load_catalogue", file=path)
