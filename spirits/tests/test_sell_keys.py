"""Where access for programs is sold, keys work for whom it was sold to."""

from datetime import timedelta

import pytest
from django.test import Client

from accounts.errors import KeysNotInPlan
from accounts.models import ApiKey, User
from accounts.services.authenticate import authenticate_scope
from accounts.testing import bearer, client_of, make_api_key_of
from project.lib.clock import now
from spirits.models import Plan
from spirits.queries import keys_of_plan
from spirits.testing_economy import make_version, subscribe

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _free_plan() -> None:
    Plan.objects.create(slug="free", name="Free", price_cents=0, support="community", state="live")


def sell_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys_of_plan, "value_of", lambda setting: setting.name == "keys_need_a_plan")
    keys_of_plan._allowed.forget_all()


def runs_plan_with_keys(user: User, *, days: int) -> None:
    version = make_version(slug="pro")
    type(version).objects.filter(pk=version.pk).update(has_api_access=True)
    subscribe(user, version, now() - timedelta(days=days), renews=False)
    keys_of_plan._allowed.forget_all()


def test_unless_it_is_sold_everybodys_keys_work(alice: User) -> None:
    _, key = make_api_key_of(alice)
    assert Client().get("/api/v1/minions", headers=bearer(key)).status_code == 200


def test_a_key_of_a_plan_without_keys_is_refused_at_every_door(alice: User, monkeypatch: pytest.MonkeyPatch) -> None:
    _, key = make_api_key_of(alice)
    sell_keys(monkeypatch)
    answer = Client().get("/api/v1/minions", headers=bearer(key))
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "plan_without_keys")
    for header in ((b"authorization", f"Bearer {key}".encode()), (b"x-api-key", key.encode())):
        with pytest.raises(KeysNotInPlan):  # /v1, /mcp and streams ask here
            authenticate_scope({"headers": [header]})
    assert client_of(alice).get("/api/v1/minions").status_code == 200  # the person is no program
    with pytest.raises(KeysNotInPlan):
        make_api_key_of(alice)
    assert ApiKey.objects.count() == 1


def test_keys_work_while_the_plan_runs_and_for_staff(alice: User, staff: User, monkeypatch: pytest.MonkeyPatch) -> None:
    sell_keys(monkeypatch)
    _, of_staff = make_api_key_of(staff)
    assert Client().get("/api/v1/minions", headers=bearer(of_staff)).status_code == 200
    runs_plan_with_keys(alice, days=1)
    _, key = make_api_key_of(alice)
    assert Client().get("/api/v1/minions", headers=bearer(key)).status_code == 200


def test_a_plan_that_ended_takes_the_keys_along(alice: User, monkeypatch: pytest.MonkeyPatch) -> None:
    _, key = make_api_key_of(alice)
    sell_keys(monkeypatch)
    runs_plan_with_keys(alice, days=31)
    assert Client().get("/api/v1/minions", headers=bearer(key)).status_code == 403
