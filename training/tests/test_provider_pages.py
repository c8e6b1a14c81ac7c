"""The pages of providers, of an Ollama's models and of language models; and nobody else's."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from accounts.testing import client_of
from jobs.worker.drain import run_waiting
from project.lib.clock import now
from training.models import LanguageModel, Provider, ProviderProbe
from training.providers.loopback import OllamaServer, OpenAIServer
from training.services.provider_keys import key_of
from training.testing import make_model, make_provider
from training.tests.conftest import Serve

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(alice: User) -> Client:
    return client_of(alice)


@pytest.fixture
def ollama(serve: Serve, alice: User) -> Provider:
    server = serve(OllamaServer())
    return make_provider(owner=alice, kind="ollama", name="Attic", base_url=server.base_url)


def text(answer: Any) -> str:
    return str(answer.content.decode())


def told(answer: Any) -> str:
    return " ".join(str(each) for each in answer.context["messages"])


def test_a_provider_is_added_tested_and_read(serve: Serve, desk: Client) -> None:
    assert "No providers yet" in text(desk.get("/providers/"))
    server = serve(OpenAIServer(api_key="sk-right"))
    given = {"preset": "vllm", "name": "Attic", "base_url": server.base_url, "api_key": "sk-right"}
    answer = desk.post("/providers/add/", given, follow=True)
    made = Provider.objects.get()
    assert (key_of(made), made.owner and made.owner.email) == ("sk-right", "alice@example.org")
    assert answer.redirect_chain == [(f"/providers/{made.pk}/", 302)]
    assert "models are listed" in told(answer)
    assert "sk-right" not in text(answer)
    assert "scripted" in text(answer)
    assert "answered in" in told(desk.post(f"/providers/{made.pk}/test/", follow=True))
    server.fault = "unauthorized"
    failed = desk.post(f"/providers/{made.pk}/test/", follow=True)
    assert "key" in told(failed)
    assert "The last check failed" in text(failed)
    assert "Does not answer" in text(desk.get("/providers/"))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"base_url": "ftp://x"}, "address"),
        ({"api_key": "two words"}, "This is no key"),
        ({"name": ""}, "This field is required"),
        ({"preset": "none"}, "Select a valid choice"),
        ({"for_everyone": "on"}, ""),
    ],
)
def test_a_refusal_keeps_what_was_entered_but_for_the_key(desk: Client, change: dict[str, str], said: str) -> None:
    given = {
        "preset": "openai",
        "name": "Rented",
        "base_url": "http://127.0.0.1:1/v1",
        "api_key": "sk-secret",
        **change,
    }
    answer = desk.post("/providers/add/", given)
    assert "sk-secret" not in text(answer)
    if said:
        assert answer.status_code == 400
        assert said in text(answer)
        assert not Provider.objects.exists()
    else:
        assert Provider.objects.get().owner is not None  # only staff add for everyone


def test_it_is_changed_and_removed(desk: Client, alice: User) -> None:
    mine = make_provider(owner=alice, key="sk-old", name="Mine", base_url="https://a.example/v1")
    page = f"/providers/{mine.pk}/"
    given = {"name": "Ours", "base_url": "https://a.example/v2", "is_active": "on", "most_at_once": "3"}
    assert "Saved." in told(desk.post(f"{page}change/", given, follow=True))
    mine.refresh_from_db()
    assert (mine.name, mine.base_url, mine.most_at_once, mine.most_per_minute, key_of(mine)) == (
        "Ours", "https://a.example/v2", 3, None, "sk-old",
    )  # fmt: skip
    moved = desk.post(f"{page}change/", {**given, "base_url": "https://b.example"})
    assert (moved.status_code, "Enter the key again" in text(moved)) == (400, True)
    added = desk.post(f"{page}keys/", {"key_name": "Second", "further_key": "sk-2"}, follow=True)
    assert "The key was added." in told(added)
    assert "sk-2" not in text(added)
    again = desk.post(
        f"{page}keys/",
        {"key_name": "Second", "further_key": "sk-3"},
        follow=True,
        HTTP_REFERER=f"http://testserver{page}",
    )
    assert "There is a key with this name already." in told(again)
    assert "removed" in told(desk.post(f"{page}keys/{mine.pool.get().pk}/remove/", follow=True))
    assert desk.post(f"{page}change/", {**given, "removes_key": "on"}).status_code == 302
    mine.refresh_from_db()
    assert not mine.has_key
    assert desk.post(f"{page}delete/", follow=True).redirect_chain == [("/providers/", 302)]
    assert not Provider.objects.exists()


def test_the_history_and_the_circuit_are_shown(
    desk: Client, alice: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    mine = make_provider(owner=alice, is_healthy=True, latency_ms=12)
    ProviderProbe.objects.bulk_create(
        ProviderProbe(provider=mine, at=now() - timedelta(minutes=each), is_healthy=each != 3, latency_ms=each + 1)
        for each in range(60)
    )
    for number in range(5):
        make_model(mine, f"model-{number}")
    with django_assert_max_num_queries(14):
        shown = text(desk.get(f"/providers/{mine.pk}/"))
    for part in ("98.3 % of 60 checks went well", "health-bar--bad", "Closed: calls go through", "model-4"):
        assert part in shown


def test_nobody_sees_or_touches_anothers(alice: User, bob: User) -> None:
    mine = make_provider(owner=alice, kind="ollama")
    model = make_model(mine)
    stranger = client_of(bob)
    assert mine.name not in text(stranger.get("/providers/"))
    pages = ("", "ollama/", "ollama/running/", "ollama/work/", "ollama/show/?name=x")
    assert {stranger.get(f"/providers/{mine.pk}/{each}").status_code for each in pages} == {404}
    posts = ("change/", "test/", "refresh/", "delete/", "keys/", "ollama/pull/", "ollama/create/", "ollama/delete/")
    assert {stranger.post(f"/providers/{mine.pk}/{each}").status_code for each in posts} == {404}
    assert stranger.get(f"/models/{model.pk}/edit/").status_code == 404
    shared = make_provider(name="Shared", base_url="https://secret-host.example/v1")
    seen = stranger.get(f"/providers/{shared.pk}/")
    assert (seen.status_code, "secret-host" in text(seen), "Change it" in text(seen)) == (200, False, False)
    assert stranger.post(f"/providers/{shared.pk}/test/").status_code == 404


def test_an_ollamas_models_are_looked_after(desk: Client, ollama: Provider) -> None:
    page = f"/providers/{ollama.pk}/ollama/"
    assert "No models yet" in text(desk.get(page))
    assert desk.post(f"{page}pull/", {"name": "llama3.2:3b"})["Location"] == page
    waiting = text(desk.get(page))
    assert "Pull llama3.2:3b" in waiting
    assert "every 2s" in waiting
    run_waiting()
    assert "every 2s" not in text(desk.get(f"{page}work/"))
    assert "llama3.2:3b" in text(desk.get(page))
    wrong = desk.post(f"{page}create/", {"new_name": "brief", "modelfile": "FROM llama3.2:3b\nADAPTER x"})
    assert (wrong.status_code, "Line 2: ADAPTER is not supported." in text(wrong)) == (400, True)
    assert "ADAPTER x" in text(wrong)
    assert desk.post(f"{page}create/", {"new_name": "brief", "modelfile": "FROM llama3.2:3b"}).status_code == 302
    run_waiting()
    assert {"brief", "llama3.2:3b"} <= set(LanguageModel.objects.filter(is_listed=True).values_list("name", flat=True))
    assert "4.0" in text(desk.get(f"{page}running/"))
    assert "What the server says" in text(desk.get(f"{page}show/?name=scripted"))
    assert "was deleted" in told(desk.post(f"{page}delete/", {"name": "brief"}, follow=True))
    assert not LanguageModel.objects.get(name="brief").is_listed


def test_a_dead_ollama_is_told_and_delays_no_page(desk: Client, alice: User) -> None:
    dead = make_provider(owner=alice, kind="ollama", base_url="http://127.0.0.1:9", is_healthy=False, problem="Away.")
    page = f"/providers/{dead.pk}/ollama/"
    assert "did not answer the last check" in text(desk.get(page))
    for part in ("running/", "show/?name=x"):
        answer = desk.get(page + part)
        assert (answer.status_code, "alert--error" in text(answer)) == (200, True)


def test_models_are_found_by_name_tag_and_ability(
    desk: Client, alice: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    assert "No models yet" in text(desk.get("/models/"))
    shared = make_provider()
    for number in range(6):
        make_model(shared, f"plain-{number}")
    make_model(
        shared,
        "seer",
        can_see=True,
        context_length=8192,
        tags=["fast"],
        price_currency="USD",
        input_price=Decimal("0.15"),
    )
    make_model(make_provider(owner=alice), "attic-only", is_active=False)
    with django_assert_max_num_queries(12):
        every = text(desk.get("/models/"))
    for part in ("seer", "8,192", "0.1500 / 0 USD", "plain-5"):
        assert part in every
    assert "attic-only" not in every
    for query in ("q=SEE", "tag=fast", "can=vision"):
        found = text(desk.get(f"/models/?{query}"))
        assert ("seer" in found, "plain-1" in found) == (True, False)
    assert "Nothing found" in text(desk.get("/models/?q=zzzz"))
    assert "Not offered" in text(desk.get("/models/?all=1"))


def test_staff_price_and_restrict_a_model_and_owners_may_not(staff: User, alice: User) -> None:
    model, old = make_model(name="one"), make_model(name="two", is_default=True)
    given = {
        "display_name": "Number one", "is_active": "on", "is_default": "on", "visibility": "staff", "can_chat": "on",
        "input_points_per_million": "5", "output_points_per_million": "9", "price_currency": "EUR", "input_price": "0.075",
        "output_price": "3", "tag_words": "fast,  for  letters , fast",
    }  # fmt: skip
    desk = client_of(staff)
    assert desk.post(f"/models/{model.pk}/edit/", given)["Location"] == "/models/"
    model.refresh_from_db()
    old.refresh_from_db()
    assert (model.visibility, model.is_default, old.is_default, model.tags) == (
        "staff",
        True,
        False,
        ["fast", "for letters"],
    )
    assert (model.price_currency, model.input_price, model.output_points_per_million) == ("EUR", Decimal("0.0750"), 9)
    for change, said in (
        ({"price_currency": ""}, "A price needs a currency"),
        ({"price_currency": "eur"}, "Three capital letters"),
        ({"input_price": "-1"}, "greater than or equal to 0"),
        ({"context_length": "x"}, "Enter a whole number"),
    ):
        refused = desk.post(f"/models/{model.pk}/edit/", {**given, **change})
        assert (refused.status_code, said in text(refused)) == (400, True), said
    own = make_model(make_provider(owner=alice), "own")
    shown = text(client_of(alice).get(f"/models/{own.pk}/edit/"))
    assert "Who may choose it" not in shown
    assert client_of(alice).post(f"/models/{own.pk}/edit/", given).status_code == 302
    own.refresh_from_db()
    assert (own.display_name, own.visibility, own.input_points_per_million) == ("Number one", "everyone", 0)
