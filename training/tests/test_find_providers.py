"""A start finds the built-in assistant, a running Ollama and keys in the environment, and repeats harmlessly."""

import time
from io import StringIO

import pytest
from cryptography.fernet import Fernet
from django.core.management import call_command
from pytest_django.fixtures import Settings

from accounts.models import User
from project.lib.clock import now
from project.lib.secrets import WrongKey
from project.ops.services.reseal import Resealed, reseal_everything
from training.models import LanguageModel, Provider
from training.providers.discovery import Surroundings
from training.providers.loopback import AnthropicServer, OllamaServer, OpenAIServer
from training.queries.usable_models import usable_models
from training.services.find_providers import find_providers_at_start
from training.services.open_provider import open_for
from training.services.provider_keys import key_of
from training.testing import make_provider
from training.tests.conftest import Serve

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_around(settings: Settings) -> None:
    settings.OLLAMA_URL = ""
    settings.OPENAI_API_KEY = settings.ANTHROPIC_API_KEY = ""
    settings.SCRIPTED_PROVIDER = False


def names() -> list[tuple[str, str, int]]:
    return [(p.kind, p.name, p.language_models.count()) for p in Provider.objects.order_by("name")]


def test_finds_the_builtin_assistant_alone(alice: User) -> None:
    assert find_providers_at_start(at=now()).summary == "Providers: Daimon (new)"
    assert names() == [("builtin", "Daimon", 1)]
    model = usable_models(alice).get()
    assert (model.name, model.can_chat, model.can_use_tools, model.can_embed) == ("builtin", True, True, False)
    assert open_for(model).kind == "builtin"


def test_finds_everything_and_repeats_harmlessly(serve: Serve, settings: Settings) -> None:
    ollama, openai = serve(OllamaServer()), serve(OpenAIServer(api_key="sk-openai"))
    anthropic = serve(AnthropicServer(api_key="sk-anthropic"))
    settings.OLLAMA_URL = ollama.base_url + "/"
    settings.OPENAI_API_KEY, settings.OPENAI_BASE_URL = "sk-openai", openai.base_url
    settings.ANTHROPIC_API_KEY, settings.ANTHROPIC_BASE_URL = "sk-anthropic", anthropic.base_url
    settings.SCRIPTED_PROVIDER = True
    first = find_providers_at_start(at=now())
    assert first.problems == {}
    expected = [("anthropic", "Anthropic", 10), ("builtin", "Daimon", 1), ("ollama", "Ollama", 11),
                ("openai_compatible", "OpenAI", 11), ("scripted", "Scripted", 11)]  # fmt: skip
    assert names() == expected
    ids = set(LanguageModel.objects.values_list("pk", flat=True))
    second = find_providers_at_start(at=now())
    assert (second.added, len(second.known)) == ([], 5)
    assert names() == expected
    assert set(LanguageModel.objects.values_list("pk", flat=True)) == ids
    assert key_of(Provider.objects.get(name="OpenAI")) == "sk-openai"
    assert b"sk-openai" not in bytes(Provider.objects.get(name="OpenAI").encrypted_key)


def test_keeps_what_staff_changed(serve: Serve, settings: Settings) -> None:
    settings.OLLAMA_URL = serve(OllamaServer()).base_url
    find_providers_at_start(at=now())
    provider = Provider.objects.get(kind="ollama")
    Provider.objects.filter(pk=provider.pk).update(name="The box", is_active=False)
    LanguageModel.objects.filter(provider=provider, name="scripted").update(
        display_name="Ours", is_active=False, context_length=999, can_see=False
    )
    find_providers_at_start(at=now())
    provider.refresh_from_db()
    assert (provider.name, provider.is_active) == ("The box", False)
    Provider.objects.filter(pk=provider.pk).update(is_active=True)
    find_providers_at_start(at=now())
    model = LanguageModel.objects.get(provider=provider, name="scripted")
    assert (model.display_name, model.is_active, model.context_length, model.can_see) == ("Ours", False, 999, False)


def test_takes_a_changed_key_and_replaces_one_that_opens_no_more(serve: Serve, settings: Settings) -> None:
    server = serve(OpenAIServer())
    settings.OPENAI_API_KEY, settings.OPENAI_BASE_URL = "sk-old", server.base_url
    find_providers_at_start(at=now())
    settings.OPENAI_API_KEY = "sk-new"
    find_providers_at_start(at=now())
    assert key_of(Provider.objects.get(kind="openai_compatible")) == "sk-new"
    settings.ENCRYPTION_KEYS = [Fernet.generate_key().decode()]
    with pytest.raises(WrongKey):
        key_of(Provider.objects.get(kind="openai_compatible"))
    find_providers_at_start(at=now())
    assert key_of(Provider.objects.get(kind="openai_compatible")) == "sk-new"


def test_reports_a_provider_that_fails_and_goes_on(serve: Serve, settings: Settings) -> None:
    settings.OPENAI_API_KEY = "sk-wrong"
    settings.OPENAI_BASE_URL = serve(OpenAIServer(api_key="sk-right")).base_url
    found = find_providers_at_start(at=now())
    assert "refused the key" in found.problems["OpenAI"]
    assert "sk-wrong" not in found.summary
    provider = Provider.objects.get(kind="openai_compatible")
    assert (provider.is_healthy, provider.problem_code) == (False, "provider_refused")
    assert names() == [("builtin", "Daimon", 1), ("openai_compatible", "OpenAI", 0)]


@pytest.mark.parametrize("fault", ["hang", "drip", "web_page", "garbage", "broken"])
def test_loses_no_time_with_what_is_no_ollama(serve: Serve, settings: Settings, fault: str) -> None:
    settings.OLLAMA_URL = serve(OllamaServer(fault=fault)).base_url
    started = time.monotonic()
    find_providers_at_start(at=now())
    assert time.monotonic() - started < 1.5
    assert names() == [("builtin", "Daimon", 1)]


def test_waits_not_long_for_a_list_that_hangs(
    serve: Serve, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("training.services.find_providers.LIST_SECONDS", 0.2)
    settings.OPENAI_API_KEY, settings.OPENAI_BASE_URL = "sk", serve(OpenAIServer(fault="hang")).base_url
    started = time.monotonic()
    found = find_providers_at_start(at=now())
    assert found.problems == {"OpenAI": "The provider took too long to list its models."}
    assert time.monotonic() - started < 1.5


def test_switches_the_scripted_provider_by_its_setting(settings: Settings) -> None:
    settings.SCRIPTED_PROVIDER = True
    find_providers_at_start(at=now())
    settings.SCRIPTED_PROVIDER = False
    find_providers_at_start(at=now())
    assert not Provider.objects.get(kind="scripted").is_active
    settings.SCRIPTED_PROVIDER = True
    find_providers_at_start(at=now())
    assert Provider.objects.get(kind="scripted").is_active


def test_takes_another_name_where_its_own_is_taken(serve: Serve, settings: Settings) -> None:
    make_provider(name="Ollama", kind="ollama", base_url="http://elsewhere.example")
    settings.OLLAMA_URL = serve(OllamaServer()).base_url
    find_providers_at_start(at=now())
    assert [name for kind, name, _ in names() if kind == "ollama"] == ["Ollama", "Ollama 2"]


def test_runs_as_a_command() -> None:
    written = StringIO()
    call_command("find_providers", stdout=written)
    assert written.getvalue() == "Providers: Daimon (new)\n"


def test_rotates_stored_keys(settings: Settings) -> None:
    old, new = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    settings.ENCRYPTION_KEYS = [old]
    provider, bare = make_provider(key="sk-secret"), make_provider()
    settings.ENCRYPTION_KEYS = [new, old]
    assert reseal_everything() == Resealed(1, 0)
    settings.ENCRYPTION_KEYS = [new]
    provider.refresh_from_db()
    assert (key_of(provider), key_of(bare)) == ("sk-secret", "")


def test_hides_keys_in_what_it_passes_around() -> None:
    assert "sk-secret" not in repr(Surroundings(openai_key="sk-secret", anthropic_key="sk-secret"))
