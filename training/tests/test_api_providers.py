"""The endpoints of providers: keys go in and never come out."""

from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.test import Client
from pytest_django.fixtures import Settings

from accounts.models import User
from accounts.testing import client_of
from training.models import LanguageModel, Provider
from training.providers.loopback import AnthropicServer, ModelServer, OllamaServer, OpenAIServer
from training.services.provider_keys import key_of
from training.testing import make_model, make_provider
from training.tests.conftest import Serve

API = "/api/v1/providers"
KEY = "sk-very-secret"
GIVEN = {"kind": "openai_compatible", "name": "Mine", "base_url": "https://models.example/v1/", "api_key": KEY}


@pytest.fixture
def page(alice: User) -> Client:
    return client_of(alice)


def post(client: Client, data: object = None, path: str = "", **headers: str) -> Any:
    return client.post(f"{API}{path}", data or {}, content_type="application/json", headers=headers)


def patch(client: Client, provider: Provider, data: object, tag: str = "*") -> Any:
    return client.patch(f"{API}/{provider.pk}", data, content_type="application/json", headers={"If-Match": tag})


def test_a_provider_is_added_read_changed_and_removed(page: Client, alice: User) -> None:
    made = post(page, GIVEN)
    assert made.status_code == 201
    provider = Provider.objects.get()
    assert made.json() == {
        "id": str(provider.pk), "name": "Mine", "kind": "openai_compatible", "is_healthy": None, "latency_ms": None,
        "checked_at": None, "code": "", "message": "", "model_count": 0, "base_url": "https://models.example/v1",
        "has_key": True, "is_active": True, "most_at_once": None, "most_per_minute": None, "for_everyone": False, "is_editable": True,
    }  # fmt: skip
    assert (provider.owner, key_of(provider)) == (alice, KEY)
    read = page.get(f"{API}/{provider.pk}")
    assert read.json() == made.json()
    changed = patch(page, provider, {"name": "Ours", "is_active": False}, read["ETag"])
    assert (changed.status_code, changed.json()["name"], changed.json()["is_active"]) == (200, "Ours", False)
    assert patch(page, provider, {"name": "Late"}, read["ETag"]).json()["error"]["code"] == "changed_meanwhile"
    provider.refresh_from_db()
    assert key_of(provider) == KEY
    assert page.delete(f"{API}/{provider.pk}").status_code == 204
    assert not Provider.objects.exists()


def test_no_answer_ever_holds_a_key(page: Client, staff: User) -> None:
    answers = [post(page, GIVEN), post(page, GIVEN), page.get(API)]
    provider = Provider.objects.get()
    answers += [
        page.get(f"{API}/{provider.pk}"),
        patch(page, provider, {"api_key": KEY}),
        patch(page, provider, {"api_key": KEY + "\n" + KEY}),
        post(page, {**GIVEN, "name": "x", "base_url": f"https://u:{KEY}@models.example"}),
        post(page, path=f"/{provider.pk}/test"),
        client_of(staff).get(f"/admin/training/provider/{provider.pk}/change/"),
        client_of(staff).get("/admin/training/provider/"),
    ]
    for answer in answers:
        assert KEY not in answer.content.decode()


def test_a_repeated_request_adds_once(page: Client) -> None:
    first, second = [post(page, GIVEN, **{"Idempotency-Key": "abc"}) for _ in range(2)]
    assert (first.status_code, second.status_code, first.content) == (201, 201, second.content)
    assert Provider.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"kind": "builtin"}, "kind"), ({"kind": "scripted"}, "kind"), ({"kind": "magic"}, "kind"), ({"kind": None}, "kind"),
        ({"name": " "}, "name"), ({"name": "x" * 81}, "name"), ({"name": "a\u200bb"}, "name"),
        ({"base_url": ""}, "base_url"), ({"base_url": "models.example"}, "base_url"), ({"base_url": "ftp://models.example"}, "base_url"),
        ({"base_url": "file:///etc/passwd"}, "base_url"), ({"base_url": "https://user:pw@models.example"}, "base_url"),
        ({"base_url": "https://models.example/v1?x=1"}, "base_url"), ({"base_url": "https://models.example/#x"}, "base_url"),
        ({"base_url": "https://exa mple.com"}, "base_url"), ({"base_url": "https://models.example:99999"}, "base_url"),
        ({"api_key": "sk with blanks"}, "api_key"), ({"api_key": "schlüssel"}, "api_key"), ({"api_key": "x" * 4001}, "api_key"),
        ({"api_key": "a\r\nX-Evil: 1"}, "api_key"),
    ],
)  # fmt: skip
def test_bad_input_names_its_field(page: Client, change: dict[str, object], field: str) -> None:
    answer = post(page, {**GIVEN, **change})
    assert (answer.status_code, list(answer.json()["error"]["fields"])) == (400, [field])
    assert not Provider.objects.exists()


def test_a_name_is_taken_once_per_person(page: Client, bob: User) -> None:
    assert post(page, GIVEN).status_code == 201
    again = post(page, {**GIVEN, "name": " Mine "})
    assert (again.status_code, again.json()["error"]["code"]) == (409, "provider_name_taken")
    assert post(client_of(bob), GIVEN).status_code == 201
    other = make_provider(Provider.objects.get(owner__email="alice@example.org").owner, name="Other")
    assert patch(page, other, {"name": "Mine"}).json()["error"]["code"] == "provider_name_taken"


def test_a_person_has_so_many(page: Client, alice: User) -> None:
    for number in range(20):
        make_provider(alice, name=f"p{number}")
    answer = post(page, GIVEN)
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "too_many_providers")


def test_only_staff_add_for_everyone(page: Client, staff: User) -> None:
    refused = post(page, {**GIVEN, "for_everyone": True})
    assert (refused.status_code, refused.json()["error"]["code"]) == (403, "forbidden")
    assert post(client_of(staff), {**GIVEN, "for_everyone": True}).json()["for_everyone"] is True
    assert Provider.objects.get().owner is None


def test_strangers_see_nothing_and_guests_change_nothing(alice: User, bob: User, staff: User) -> None:
    private, shared = make_provider(alice, name="Private"), make_provider(name="Shared")
    page = client_of(bob)
    assert [row["name"] for row in page.get(API).json()["results"]] == ["Shared"]
    row = page.get(f"{API}/{shared.pk}").json()
    assert (row["base_url"], row["is_editable"]) == ("", False)
    for provider in (private, shared):
        answers = [
            patch(page, provider, {"name": "x"}),
            page.delete(f"{API}/{provider.pk}"),
            post(page, path=f"/{provider.pk}/test"),
            post(page, path=f"/{provider.pk}/refresh"),
        ]
        assert [answer.status_code for answer in answers] == [404] * 4
    assert page.get(f"{API}/{private.pk}").json()["error"]["code"] == "provider_not_found"
    assert client_of(staff).get(f"{API}/{private.pk}").status_code == 404
    assert client_of(staff).get(f"{API}/{shared.pk}").json()["base_url"] == "https://models.example/v1"
    assert Provider.objects.count() == 2


def test_a_key_never_moves_to_another_server(page: Client, alice: User) -> None:
    provider = make_provider(alice, key=KEY)
    refused = patch(page, provider, {"base_url": "https://evil.example/v1"})
    assert (refused.status_code, refused.json()["error"]["code"]) == (400, "key_needed_for_new_address")
    provider.refresh_from_db()
    assert provider.base_url == "https://models.example/v1"
    assert patch(page, provider, {"base_url": "https://models.example/v2"}).status_code == 200
    assert patch(page, provider, {"base_url": "https://new.example", "api_key": "sk-new"}).status_code == 200
    provider.refresh_from_db()
    assert key_of(provider) == "sk-new"
    assert patch(page, provider, {"base_url": "https://third.example", "api_key": ""}).json()["has_key"] is False


def test_the_builtin_provider_is_switched_off_and_not_removed(staff: User) -> None:
    provider = make_provider(kind="builtin", name="Daimon", base_url="")
    page = client_of(staff)
    assert page.delete(f"{API}/{provider.pk}").status_code == 403
    assert patch(page, provider, {"is_active": False}).json()["is_active"] is False


@pytest.mark.parametrize(
    ("kind", "server"),
    [("ollama", OllamaServer), ("openai_compatible", OpenAIServer), ("anthropic", AnthropicServer)],
)
def test_its_models_are_read_and_it_is_tested(
    page: Client, alice: User, serve: Serve, kind: str, server: type[ModelServer]
) -> None:
    running = serve(server(api_key=KEY))
    made = post(page, {"kind": kind, "name": "Box", "base_url": running.base_url, "api_key": KEY}).json()
    assert running.received == []
    tested = post(page, path=f"/{made['id']}/test").json()
    assert (tested["is_healthy"], tested["code"]) == (True, "")
    count = 10 if kind == "anthropic" else 11
    assert post(page, path=f"/{made['id']}/refresh").json() == {"added": count, "kept": 0, "gone": 0}
    LanguageModel.objects.filter(name="scripted").delete()
    make_model(Provider.objects.get(), "vanished")
    assert post(page, path=f"/{made['id']}/refresh").json() == {"added": 1, "kept": count - 1, "gone": 1}
    assert not LanguageModel.objects.get(name="vanished").is_listed
    row = page.get(f"{API}/{made['id']}").json()
    assert (row["is_healthy"], row["model_count"]) == (True, count)
    assert row["checked_at"]


def test_a_provider_that_fails_is_told(page: Client, alice: User, serve: Serve) -> None:
    running = serve(OpenAIServer(api_key="another"))
    provider = make_provider(alice, base_url=running.base_url, key=KEY)
    make_model(provider, "kept")
    tested = post(page, path=f"/{provider.pk}/test")
    assert (tested.status_code, tested.json()["is_healthy"], tested.json()["code"]) == (200, False, "provider_refused")
    refreshed = post(page, path=f"/{provider.pk}/refresh")
    assert (refreshed.status_code, refreshed.json()["error"]["code"]) == (502, "provider_refused")
    row = page.get(f"{API}/{provider.pk}").json()
    assert (row["is_healthy"], row["code"], row["model_count"]) == (False, "provider_refused", 1)
    assert KEY not in refreshed.content.decode()


def test_no_private_address_is_called(page: Client, alice: User, settings: Settings) -> None:
    settings.OUTBOUND_ALLOWED_HOSTS = []
    for url in ("http://127.0.0.1:9/v1", "http://169.254.169.254/v1", "http://[::1]/v1", "http://localhost/v1"):
        made = post(page, {"kind": "openai_compatible", "name": url[:80], "base_url": url}).json()
        answer = post(page, path=f"/{made['id']}/refresh")
        assert (answer.status_code, answer.json()["error"]["code"]) == (400, "provider_not_allowed")


def test_a_lost_encryption_key_is_told_by_name(page: Client, alice: User, settings: Settings) -> None:
    provider = make_provider(alice, key=KEY)
    settings.ENCRYPTION_KEYS = [Fernet.generate_key().decode()]
    tested = post(page, path=f"/{provider.pk}/test").json()
    assert (tested["is_healthy"], tested["code"]) == (False, "wrong_encryption_key")
    assert post(page, path=f"/{provider.pk}/refresh").json()["error"]["code"] == "wrong_encryption_key"
    assert page.get(API).status_code == 200
    assert patch(page, provider, {"api_key": "sk-again"}).status_code == 200
    provider.refresh_from_db()
    assert key_of(provider) == "sk-again"


def test_presets_help_to_add_one(page: Client) -> None:
    presets = page.get(f"{API}/presets").json()
    assert [row["slug"] for row in presets][:3] == ["ollama", "openai", "anthropic"]
    for row in presets:
        if row["base_url"]:
            assert (
                post(page, {"kind": row["kind"], "name": row["title"], "base_url": row["base_url"]}).status_code == 201
            )


def test_asks_for_a_sign_in(client: Client, db: None) -> None:
    assert [client.get(API).status_code, post(client, GIVEN).status_code] == [401, 401]
