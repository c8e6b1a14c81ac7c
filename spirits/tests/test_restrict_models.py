"""Restricted models are for the named groups, and for the plans that include them."""

import pytest
from django.contrib.auth.models import Group

from accounts.models import User
from accounts.testing import client_of, make_staff
from spirits.models import Plan, PlanLanguageModel
from training.models import LanguageModel
from training.queries.usable_models import models_for
from training.testing import make_model

pytestmark = pytest.mark.django_db


@pytest.fixture
def model() -> LanguageModel:
    return make_model(name="secret", visibility=LanguageModel.Visibility.RESTRICTED)


def seen(user: User) -> bool:
    return models_for(user).filter(name="secret").exists()


def test_nobody_but_staff_sees_one_without_groups_and_plans(model: LanguageModel, alice: User) -> None:
    assert (seen(alice), seen(make_staff())) == (False, True)
    assert client_of(alice).get("/api/v1/models/secret").status_code == 404


def test_a_group_opens_it_to_its_people(model: LanguageModel, alice: User, bob: User) -> None:
    group = Group.objects.create(name="Lab")
    model.groups.add(group)
    alice.groups.add(group)
    assert (seen(alice), seen(bob)) == (True, False)
    alice.groups.add(Group.objects.create(name="Other"))
    assert models_for(alice).filter(name="secret").count() == 1


def test_a_plan_opens_it_to_those_who_run_it(model: LanguageModel, alice: User) -> None:
    make_plan = Plan.objects.create
    common = {"price_cents": 0, "support": Plan.Support.COMMUNITY, "description": "x"}
    free, dear = make_plan(slug="free", name="Free", **common), make_plan(slug="dear", name="Dear", **common)
    entry = PlanLanguageModel.objects.create(plan=dear, language_model=model)
    assert not seen(alice)
    entry.plan = free
    entry.save()
    assert seen(alice)


def test_models_are_found_by_tag(alice: User) -> None:
    make_model(name="a", tags=["fast", "cheap"])
    make_model(name="b", tags=["good"])
    found = client_of(alice).get("/api/v1/models?tag=cheap").json()["results"]
    assert [(each["name"], each["tags"]) for each in found] == [("a", ["fast", "cheap"])]
