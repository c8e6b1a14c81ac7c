"""The models of an Ollama server are shown, pulled, created and deleted, over a real connection."""

import json
from typing import Any

import pytest

from accounts.models import User
from accounts.testing import client_of
from jobs.errors import JobCancelled
from jobs.models import Job
from jobs.worker.drain import run_waiting
from project.lib.clock import now
from project.lib.errors import InvalidInput
from training.models import LanguageModel, Provider
from training.providers.errors import ProviderFault
from training.providers.loopback import OllamaServer
from training.rules.modelfile import recipe_of
from training.services.ollama_models import pull_model
from training.testing import make_provider
from training.tests.conftest import Serve

pytestmark = pytest.mark.django_db


@pytest.fixture
def server(serve: Serve) -> OllamaServer:
    running = serve(OllamaServer())
    assert isinstance(running, OllamaServer)
    return running


@pytest.fixture
def provider(server: OllamaServer, alice: User) -> Provider:
    return make_provider(owner=alice, kind="ollama", base_url=server.base_url)


def post(user: User, provider: Provider, what: str, **body: Any) -> Any:
    address = f"/api/v1/providers/{provider.pk}/{what}"
    return client_of(user).post(address, json.dumps(body), content_type="application/json")


def test_a_model_is_pulled_by_a_job_and_offered(server: OllamaServer, provider: Provider, alice: User) -> None:
    asked = post(alice, provider, "pull", name="llama3.2:3b")
    assert asked.status_code == 202
    run_waiting()
    job = Job.objects.get(pk=asked.json()["id"])
    assert (job.state, job.result) == ("succeeded", {"model": "llama3.2:3b"})
    assert server.installed == ["llama3.2:3b"]
    assert LanguageModel.objects.filter(provider=provider, name="llama3.2:3b", is_listed=True).exists()


def test_the_progress_is_told_and_what_it_raises_stops_the_pull(
    server: OllamaServer, provider: Provider, alice: User
) -> None:
    told: list[tuple[int, str]] = []
    common: dict[str, Any] = {"user": alice, "provider_id": provider.pk, "at": now()}
    pull_model(name="one", told=lambda percent, status: told.append((percent, status)), **common)
    layers = [(percent, "pulling layer") for percent in (0, 25, 50, 75, 100)]
    assert told == [(0, "pulling manifest"), *layers, (0, "success")]

    def cancel(percent: int, status: str) -> None:
        raise JobCancelled

    server.pull_delay = 0.2
    with pytest.raises(JobCancelled):
        pull_model(name="two", told=cancel, **common)
    with pytest.raises(ProviderFault, match="does not exist"):
        pull_model(name="absent", told=lambda *_: None, **common)
    assert server.installed == ["one"]


def test_a_model_is_made_from_a_modelfile(server: OllamaServer, provider: Provider, alice: User) -> None:
    text = 'FROM llama3.2:3b\nPARAMETER temperature 0.5\nPARAMETER stop "###"\nSYSTEM """You are\nbrief."""'
    assert post(alice, provider, "create-model", name="brief", modelfile=text).status_code == 202
    run_waiting()
    sent = next(each.json for each in server.received if each.path == "/api/create")
    assert sent == {
        "model": "brief",
        "stream": True,
        "from": "llama3.2:3b",
        "parameters": {"temperature": 0.5, "stop": ["###"]},
        "system": "You are\nbrief.",
    }
    assert LanguageModel.objects.filter(provider=provider, name="brief").exists()


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "begins with FROM"),
        ("SYSTEM hi", "begins with FROM"),
        ("FROM x\nADAPTER ./lora.bin", "Line 2: ADAPTER"),
        ("FROM ./model.gguf", "Line 1: FROM must name"),
        ("FROM /etc/passwd", "Line 1: FROM must name"),
        ("FROM x\nPARAMETER stop", "Line 2: PARAMETER"),
        ('FROM x\nSYSTEM """never ends', "Line 2: The text"),
        ("FROM x\nMESSAGE boss hi", "Line 2: MESSAGE"),
        ("FROM x\n\nnonsense", "Line 3: Expected"),
        ("x" * 200_001, "At most"),
    ],
)
def test_a_wrong_modelfile_is_refused_by_its_line(text: str, problem: str) -> None:
    with pytest.raises(InvalidInput, match=problem) as refused:
        recipe_of(text)
    assert list(refused.value.fields) == ["modelfile"]


def test_models_are_shown_listed_as_running_and_deleted(server: OllamaServer, provider: Provider, alice: User) -> None:
    assert "completion" in post(alice, provider, "show", name="scripted").json()["capabilities"]
    assert post(alice, provider, "show", name="absent").status_code == 404
    running = client_of(alice).get(f"/api/v1/providers/{provider.pk}/running").json()
    assert running == [
        {"name": "scripted", "size_bytes": 4096, "vram_bytes": 1024, "expires_at": "2025-01-01T00:00:00.000000Z"}
    ]
    server.installed.append("old")
    post(alice, provider, "refresh")
    assert post(alice, provider, "delete-model", name="old").status_code == 204
    assert not LanguageModel.objects.get(provider=provider, name="old").is_listed
    assert post(alice, provider, "delete-model", name="old").status_code == 404


def test_who_may_look_after_what(provider: Provider, alice: User, bob: User) -> None:
    other = make_provider(owner=alice)
    for what in ("pull", "show", "delete-model", "create-model"):
        body = {"name": "x", "modelfile": "FROM x"}
        assert post(bob, provider, what, **body).status_code == 404
        assert post(alice, other, what, **body).status_code == 400
        refused = post(alice, provider, what, **{**body, "name": "no name!"})
        assert (refused.status_code, list(refused.json()["error"]["fields"])) == (400, ["name"])
    assert client_of(bob).get(f"/api/v1/providers/{provider.pk}/running").status_code == 404
    assert Job.objects.count() == 0


def test_a_server_that_is_away_is_told(provider: Provider, alice: User) -> None:
    Provider.objects.filter(pk=provider.pk).update(base_url="http://127.0.0.1:9")
    answer = client_of(alice).get(f"/api/v1/providers/{provider.pk}/running")
    assert answer.json()["error"]["code"] in {"provider_unreachable", "provider_not_allowed"}
