"""Making, changing and putting away minions."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection

from accounts.models import User
from project.api.tags import ChangedMeanwhile
from project.lib.clock import now
from project.lib.errors import InvalidInput
from spirits.errors import (
    MinionArchived,
    MinionLimitReached,
    MinionNotFound,
    SpiritLimitReached,
    SpiritLocked,
    TemplateNotFound,
    VersionNotFound,
)
from spirits.models import Minion, MinionSpirit, MinionTemplate, MinionVersion, Plan, Spirit
from spirits.queries.minions import equipped_slugs
from spirits.services.create_minion import clone_minion, create_minion
from spirits.services.save_minion import archive_minion, delete_minion, restore_minion, restore_version, save_minion
from spirits.testing import make_minion
from training.models import LanguageModel, Provider

pytestmark = [pytest.mark.usefixtures("catalogue"), pytest.mark.slow]


def template(slug: str) -> MinionTemplate:
    return MinionTemplate.objects.get(slug=slug)


def spirit(slug: str) -> Spirit:
    return Spirit.objects.get(slug=slug)


def make_model(owner: User | None = None, **fields: Any) -> LanguageModel:
    provider = Provider.objects.create(kind="openai_compatible", name=f"p{Provider.objects.count()}", owner=owner)
    return LanguageModel.objects.create(provider=provider, **{"name": "small"} | fields)


def test_from_scratch_a_minion_is_what_was_given(alice: User) -> None:
    model = make_model()
    made = create_minion(
        user=alice,
        name="  Ada ",
        avatar="🦊",
        purpose="Helps",
        instructions="Be kind.",
        language_model=model.pk,
        starter_questions=["Hello?", "  "],
        spirits=["checker", "writer"],
    )
    minion = made.minion
    assert (minion.name, minion.avatar, minion.version, minion.owner) == ("Ada", "🦊", 1, alice)
    assert minion.starter_questions == ["Hello?"]
    assert [row.spirit.slug for row in minion.equipped] == ["checker", "writer"]
    assert made.left_out == []
    version = MinionVersion.objects.get(minion=minion)
    assert (version.number, version.saved_by) == (1, alice)
    assert version.state == {
        "name": "Ada",
        "avatar": "🦊",
        "purpose": "Helps",
        "instructions": "Be kind.",
        "language_model": str(model.pk),
        "starter_questions": ["Hello?"],
        "spirits": ["checker", "writer"],
        "knowledge_bases": [],
        "tool_servers": [],
        "tools_off": [],
        "tools_asked_first": [],
        "memory": "all",
        "variables": [],
    }


def test_a_template_gives_what_is_open_and_tells_what_is_left_out(alice: User) -> None:
    made = create_minion(user=alice, template_id=template("codemaster-pro").pk)
    assert (made.minion.name, made.minion.avatar) == ("CodeMaster Pro", "🚀")
    assert equipped_slugs(made.minion) == ["builder", "analyst", "checker"]
    assert made.minion.template == template("codemaster-pro")
    left_out = {each.name: each.reason for each in made.left_out}
    assert left_out == {
        "Debugger": "Costs $4.99 or 50 points. Points can buy it from Skilled 3 on; you are Novice 1",
        "Security": "Costs $12.99 or 130 points. Points can buy it from Specialist 1 on; you are Novice 1",
    }


def test_a_template_beyond_the_plans_slots_is_cut(alice: User) -> None:
    made = create_minion(user=alice, template_id=template("swiss-army-knife").pk)
    assert equipped_slugs(made.minion) == ["builder", "writer", "analyst"]
    assert [each.reason for each in made.left_out] == ["Your plan allows 3 spirits per minion"] * 2


def test_staff_get_the_whole_template(staff: User) -> None:
    made = create_minion(user=staff, template_id=template("codemaster-pro").pk, name="Mine")
    assert (len(made.minion.equipped), made.left_out, made.minion.name) == (5, [], "Mine")


def test_the_plans_number_of_minions_is_kept(alice: User, bob: User) -> None:
    make_minion(bob)
    for _ in range(2):
        create_minion(user=alice, name="One")
    with pytest.raises(MinionLimitReached, match="2 minions"):
        create_minion(user=alice, name="Three")
    assert Minion.objects.filter(owner=alice).count() == 2


@pytest.mark.parametrize(
    ("given", "error", "field"),
    [
        ({"name": " "}, InvalidInput, "name"),
        ({"name": "x" * 81}, InvalidInput, "name"),
        ({"name": "A", "avatar": ""}, InvalidInput, "avatar"),
        ({"name": "A", "avatar": "x" * 17}, InvalidInput, "avatar"),
        ({"name": "A", "purpose": "x" * 301}, InvalidInput, "purpose"),
        ({"name": "A", "instructions": "x" * 20_001}, InvalidInput, "instructions"),
        ({"name": "A", "starter_questions": ["?"] * 7}, InvalidInput, "starter_questions"),
        ({"name": "A", "starter_questions": ["?" * 201]}, InvalidInput, "starter_questions"),
        ({"name": "A", "spirits": ["writer", "nobody"]}, InvalidInput, "spirits.1"),
        ({"name": "A", "spirits": ["writer", "writer"]}, InvalidInput, "spirits.1"),
        ({"name": "A", "spirits": ["writer", "healer"]}, SpiritLocked, "spirits.1"),
        ({"name": "A", "spirits": ["writer", "analyst", "builder", "checker"]}, SpiritLimitReached, "spirits"),
        ({"name": "A", "language_model": "00000000-0000-7000-8000-000000000000"}, InvalidInput, "language_model"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_made(
    alice: User, given: dict[str, Any], error: type[InvalidInput], field: str
) -> None:
    with pytest.raises(error) as caught:
        create_minion(user=alice, **given)
    assert list(caught.value.fields) == [field]
    assert not Minion.objects.exists()


def test_somebody_elses_model_and_an_inactive_one_are_refused(alice: User, bob: User) -> None:
    for model in (make_model(owner=bob), make_model(is_active=False)):
        with pytest.raises(InvalidInput) as caught:
            create_minion(user=alice, name="A", language_model=model.pk)
        assert list(caught.value.fields) == ["language_model"]


def test_a_draft_template_is_not_there(alice: User) -> None:
    MinionTemplate.objects.filter(slug="seo-pro").update(state="draft")
    with pytest.raises(TemplateNotFound):
        create_minion(user=alice, template_id=template("seo-pro").pk)


def test_a_save_makes_a_version_and_an_empty_one_does_not(alice: User) -> None:
    minion = create_minion(user=alice, name="Ada", spirits=["writer"]).minion
    saved = save_minion(user=alice, minion_id=minion.pk, expected_version=1, name="Bea", spirits=["analyst", "writer"])
    assert (saved.name, saved.version, equipped_slugs(saved)) == ("Bea", 2, ["analyst", "writer"])
    again = save_minion(user=alice, minion_id=minion.pk, expected_version=2, name="Bea")
    assert again.version == 2
    assert MinionVersion.objects.filter(minion=minion).count() == 2


def test_a_save_of_an_old_version_changes_nothing(alice: User) -> None:
    minion = make_minion(alice, name="Ada")
    save_minion(user=alice, minion_id=minion.pk, name="Bea")
    with pytest.raises(ChangedMeanwhile):
        save_minion(user=alice, minion_id=minion.pk, expected_version=1, name="Cleo")
    minion.refresh_from_db()
    assert (minion.name, minion.version) == ("Bea", 2)


def test_a_spirit_out_of_its_slot_keeps_what_it_learned(alice: User) -> None:
    minion = make_minion(alice, spirits=[spirit("writer"), spirit("analyst")])
    MinionSpirit.objects.filter(minion=minion, spirit__slug="writer").update(level=4, xp=900)
    save_minion(user=alice, minion_id=minion.pk, spirits=["analyst"])
    resting = MinionSpirit.objects.get(minion=minion, spirit__slug="writer")
    assert (resting.slot, resting.level, resting.xp) == (None, 4, 900)
    save_minion(user=alice, minion_id=minion.pk, spirits=["analyst", "writer"])
    resting.refresh_from_db()
    assert (resting.slot, resting.level, resting.xp) == (2, 4, 900)


def test_what_a_minion_has_may_stay_after_it_lapsed_and_grows_no_more(alice: User) -> None:
    slugs = ["writer", "analyst", "healer", "consultant"]
    minion = make_minion(alice, spirits=[spirit(slug) for slug in slugs])
    saved = save_minion(user=alice, minion_id=minion.pk, spirits=slugs[1:])
    assert equipped_slugs(saved) == slugs[1:]
    with pytest.raises(SpiritLimitReached):
        save_minion(user=alice, minion_id=minion.pk, spirits=[*slugs[1:], "builder"])
    with pytest.raises(SpiritLocked):
        save_minion(user=alice, minion_id=minion.pk, spirits=["healer", "designer"])
    assert equipped_slugs(minion) == slugs[1:]


def test_a_retired_spirit_may_stay_and_not_come(alice: User) -> None:
    Spirit.objects.filter(slug="writer").update(state="retired")
    minion = make_minion(alice, spirits=[spirit("writer")])
    assert save_minion(user=alice, minion_id=minion.pk, spirits=["writer", "analyst"]).version == 2
    with pytest.raises(SpiritLocked, match="No longer offered"):
        create_minion(user=alice, name="B", spirits=["writer"])


def test_an_older_version_comes_back_as_a_new_one(alice: User) -> None:
    model = make_model()
    minion = create_minion(user=alice, name="Ada", language_model=model.pk, spirits=["writer"]).minion
    save_minion(user=alice, minion_id=minion.pk, name="Bea", spirits=[], language_model=None)
    model.delete()
    back = restore_version(user=alice, minion_id=minion.pk, number=1)
    assert (back.name, back.version, back.language_model, equipped_slugs(back)) == ("Ada", 3, None, ["writer"])
    with pytest.raises(VersionNotFound):
        restore_version(user=alice, minion_id=minion.pk, number=9)


def test_a_copy_starts_again_at_level_one(alice: User) -> None:
    minion = make_minion(alice, name="x" * 80, spirits=[spirit("writer")])
    MinionSpirit.objects.update(level=4, xp=900)
    copy = clone_minion(user=alice, minion_id=minion.pk).minion
    assert copy.name == "x" * 73 + " (copy)"
    assert [(row.spirit.slug, row.level, row.xp) for row in copy.equipped] == [("writer", 1, 0)]


def test_a_copy_leaves_out_a_model_that_is_gone(alice: User) -> None:
    model = make_model()
    minion = make_minion(alice, language_model=model)
    LanguageModel.objects.update(is_active=False)
    made = clone_minion(user=alice, minion_id=minion.pk)
    assert (made.minion.language_model, [each.part for each in made.left_out]) == (None, ["language_model"])


def test_archived_minions_free_their_place_and_cannot_be_edited(alice: User) -> None:
    one, two = make_minion(alice), make_minion(alice)
    first = archive_minion(user=alice, minion_id=one.pk, now=now()).archived_at
    assert archive_minion(user=alice, minion_id=one.pk, now=now()).archived_at == first
    with pytest.raises(MinionArchived):
        save_minion(user=alice, minion_id=one.pk, name="Bea")
    three = create_minion(user=alice, name="Three").minion
    with pytest.raises(MinionLimitReached):
        restore_minion(user=alice, minion_id=one.pk)
    archive_minion(user=alice, minion_id=three.pk, now=now())
    assert restore_minion(user=alice, minion_id=one.pk).archived_at is None
    assert restore_minion(user=alice, minion_id=two.pk).archived_at is None


@pytest.mark.parametrize(
    "verb",
    [
        lambda user, pk: save_minion(user=user, minion_id=pk, name="Mine"),
        lambda user, pk: clone_minion(user=user, minion_id=pk),
        lambda user, pk: archive_minion(user=user, minion_id=pk, now=now()),
        lambda user, pk: restore_minion(user=user, minion_id=pk),
        lambda user, pk: restore_version(user=user, minion_id=pk, number=1),
        lambda user, pk: delete_minion(user=user, minion_id=pk),
    ],
)
def test_somebody_elses_minion_is_not_there(alice: User, staff: User, verb: Callable[[User, Any], Any]) -> None:
    minion = make_minion(alice, name="Ada")
    with pytest.raises(MinionNotFound):
        verb(staff, minion.pk)
    minion.refresh_from_db()
    assert (minion.name, minion.archived_at, Minion.objects.count()) == ("Ada", None, 1)


def test_a_deleted_minion_takes_its_versions_along(alice: User) -> None:
    minion = make_minion(alice, spirits=[spirit("writer")])
    delete_minion(user=alice, minion_id=minion.pk)
    assert not MinionVersion.objects.exists()
    assert Spirit.objects.filter(slug="writer").exists()


@pytest.mark.django_db(transaction=True)
def test_of_rivals_for_the_last_place_one_wins(alice: User) -> None:
    Plan.objects.filter(slug="free").update(max_minions=1)

    def attempt(number: int) -> bool:
        try:
            create_minion(user=alice, name=f"Minion {number}")
        except MinionLimitReached:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(attempt, range(4))) == [False, False, False, True]
    assert Minion.objects.count() == 1
