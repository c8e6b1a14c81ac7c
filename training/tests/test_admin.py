"""Providers and models in the admin."""

from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from accounts.testing import client_of
from training.models import LanguageModel, Provider
from training.providers.loopback import OllamaServer
from training.services.provider_keys import key_of
from training.testing import make_model, make_provider
from training.tests.conftest import Serve

EMPTY = ("TOTAL_FORMS", "INITIAL_FORMS", "MIN_NUM_FORMS", "MAX_NUM_FORMS")
FORM = {
    "kind": "openai_compatible",
    "name": "Box",
    "base_url": "https://models.example/v1",
    "is_active": "on",
    "owner": "",
} | {f"{table}-{name}": "0" for table in ("pool", "probes") for name in EMPTY}


@pytest.fixture
def page(staff: User) -> Client:
    return client_of(staff)


@pytest.mark.parametrize("name", ["provider", "languagemodel"])
def test_lists_open_with_few_queries(
    page: Client, name: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(30):
        make_model(make_provider(name=f"p{number}", problem="No answer."))
    page.get("/admin/")
    with django_assert_max_num_queries(10):
        assert page.get(f"/admin/training/{name}/").status_code == 200


def saved(page: Client, provider: Provider | None = None, **change: str) -> Any:
    address = f"/admin/training/provider/{f'{provider.pk}/change' if provider else 'add'}/"
    return page.post(address, FORM | change)


def test_a_key_is_entered_kept_replaced_and_removed(page: Client) -> None:
    assert saved(page, new_key="sk-one").status_code == 302
    provider = Provider.objects.latest("created_at")
    for change, expected in (({}, "sk-one"), ({"new_key": "sk-two"}, "sk-two"), ({"removes_key": "on"}, "")):
        assert saved(page, provider, **change).status_code == 302
        provider.refresh_from_db()
        assert key_of(provider) == expected


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"base_url": "ftp://models.example"}, "Only http"),
        ({"new_key": "with blank"}, "This is no key"),
        ({"base_url": "https://evil.example"}, "Enter the key again"),
    ],
)
def test_refuses_what_the_services_refuse(page: Client, change: dict[str, str], problem: str) -> None:
    provider = make_provider(key="sk-one", name="Box")
    answer = saved(page, provider, **change)
    assert answer.status_code == 200
    assert problem in answer.content.decode()
    provider.refresh_from_db()
    assert (provider.base_url, key_of(provider)) == ("https://models.example/v1", "sk-one")


def test_actions_test_and_refresh(page: Client, serve: Serve) -> None:
    server = serve(OllamaServer())
    good = make_provider(kind="ollama", name="Good", base_url=server.base_url)
    bad = make_provider(kind="ollama", name="Bad", base_url="http://10.0.0.1")
    for action in ("test_selected", "refresh_selected"):
        data = {"action": action, "_selected_action": [str(good.pk), str(bad.pk)]}
        said = page.post("/admin/training/provider/", data, follow=True).content.decode()
        assert "Good answers in" in said or "Good: 11 new, 0 kept, 0 gone." in said
        assert "Bad: This address may not be called" in said
    assert LanguageModel.objects.filter(provider=good).count() == 11


def test_a_model_is_edited_and_never_added(page: Client) -> None:
    model = make_model()
    assert page.get(f"/admin/training/languagemodel/{model.pk}/change/").status_code == 200
    assert page.get("/admin/training/languagemodel/add/").status_code == 403
