"""The adapters, against servers that speak the providers' own protocols."""

import pytest

from chat.models import UsageRecord
from project.lib.errors import DaimonError
from training.models import Provider
from training.providers.loopback import AnthropicServer, OpenAIServer
from training.testing import make_model, make_provider
from training.tests.conftest import serve

pytestmark = pytest.mark.django_db
NAMES = {"openai_adapter": "OpenAI", "nvidia_adapter": "My NVIDIA NIM", "huggingface_adapter": "Hugging Face"}
assert serve  # the fixture


@pytest.fixture
def connected(serve, alice):
    """Connects a server as alice's provider of that name and kind."""

    def connect(name, server, kind=Provider.Kind.OPENAI_COMPATIBLE, key="sk-right"):
        started = serve(server)
        return make_provider(alice, name=name, base_url=started.base_url, key=key, kind=kind)

    return connect


@pytest.mark.parametrize(("tool", "name"), NAMES.items())
def test_a_prompt_is_answered_and_its_usage_recorded(use, connected, alice, tool, name):
    make_model(connected(name, OpenAIServer(api_key="sk-right")), "[[say Salve]]")
    data = use(tool, prompt="Say hello in Latin.", system="Be brief.").data
    assert (data["text"], data["provider"], data["finish_reason"]) == ("Salve", name, "stop")
    record = UsageRecord.objects.get(owner=alice)
    assert (record.door, record.output_tokens, record.provider_name) == ("tool", data["output_tokens"], name)


def test_anthropic_is_spoken_to_in_its_own_protocol(use, connected):
    provider = connected("Anthropic", AnthropicServer(api_key="sk-right"), Provider.Kind.ANTHROPIC)
    make_model(provider, "[[say Salve]]")
    talk = [
        {"role": "user", "content": "Hi"},
        {"role": "assistant", "content": "Yes?"},
        {"role": "user", "content": "Say hello."},
    ]
    assert use("anthropic_adapter", messages=talk).data["text"] == "Salve"


def test_models_are_listed_and_texts_embedded(use, connected):
    connected("OpenAI", OpenAIServer(api_key="sk-right"))
    names = [each["name"] for each in use("openai_adapter", action="models").data["models"]]
    assert "scripted/echo" in names or names
    data = use("openai_adapter", action="embed", texts=["one", "two"], model="scripted/embed").data
    assert (len(data["vectors"]), len(data["vectors"][0])) == (2, data["dimensions"])
    assert UsageRecord.objects.get().kind == "embeddings"


def test_the_providers_refusal_is_passed_on(use, connected):
    make_model(connected("OpenAI", OpenAIServer(api_key="sk-right"), key="sk-wrong"), "x")
    with pytest.raises(DaimonError) as caught:
        use("openai_adapter", prompt="Hi")
    assert caught.value.code == "provider_refused"
    assert not UsageRecord.objects.exists()


@pytest.mark.parametrize("tool", [*NAMES, "anthropic_adapter"])
def test_without_a_key_the_tool_says_how_to_connect(use, bob, tool):
    make_provider(bob, name="OpenAI NVIDIA Hugging Face", key="x")
    with pytest.raises(DaimonError, match="_API_KEY") as caught:
        use(tool, prompt="Hi")
    assert caught.value.code == "tool_unavailable"


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({}, "prompt"),
        ({"prompt": "x", "messages": [{"role": "user", "content": "x"}]}, "prompt"),
        ({"messages": [{"role": "assistant", "content": "x"}]}, "messages"),
        ({"prompt": "x", "provider": "other"}, "provider"),
        ({"action": "embed", "model": "m"}, "texts"),
        ({"prompt": "x", "max_tokens": 0}, "max_tokens"),
    ],
)
def test_bad_calls_name_their_argument(use, connected, given, field):
    make_model(connected("OpenAI", OpenAIServer()), "x")
    assert list(use.refused("openai_adapter", **given)) == [field]
