"""The adapters, against servers that speak the providers' own protocols."""

import asyncio

import pytest

from chat.models import UsageRecord
from project.lib.errors import DaimonError
from training.models import Provider
from training.providers.loopback import AnthropicServer, OpenAIServer
from training.providers.scripted import ScriptedProvider
from training.providers.scripted.provider import EMBEDDING_MODEL
from training.providers.scripted.provider import MODELS as SCRIPTED
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


def test_anthropic_is_sent_system_and_limit_apart_and_lists_its_models_page_by_page(use, connected):
    server = AnthropicServer(api_key="sk-right")
    connected("Anthropic", server, Provider.Kind.ANTHROPIC)
    data = use("anthropic_adapter", prompt="Dic salve", system="Be brief.", max_tokens=7, model="scripted/echo").data
    sent = server.received[0].json
    assert (data["text"], sent["max_tokens"], [each["role"] for each in sent["messages"]]) == ("Dic salve", 7, ["user"])
    assert "Be brief." in str(sent["system"])
    listed = use("anthropic_adapter", action="models").data["models"]
    assert [each["name"] for each in listed] == sorted(SCRIPTED)  # the server shows four on a page


@pytest.mark.parametrize(("tool", "name"), NAMES.items())
def test_models_are_listed_and_texts_embedded(use, connected, tool, name):
    connected(name, OpenAIServer(api_key="sk-right"))
    names = [each["name"] for each in use(tool, action="models").data["models"]]
    assert names == sorted([*SCRIPTED, EMBEDDING_MODEL])
    data = use(tool, action="embed", texts=["one", "two"], model=EMBEDDING_MODEL).data
    wanted = asyncio.run(ScriptedProvider().embed(["one", "two"], EMBEDDING_MODEL)).vectors
    assert data["dimensions"] == len(data["vectors"][0]) == len(wanted[0])
    for ours, theirs in zip(data["vectors"], wanted, strict=True):
        assert ours == pytest.approx(list(theirs), abs=1e-6)
    assert UsageRecord.objects.get().kind == "embeddings"


@pytest.mark.parametrize(("tool", "name"), [*NAMES.items(), ("anthropic_adapter", "Anthropic")])
def test_the_providers_refusal_is_passed_on(use, connected, tool, name):
    is_own = tool == "anthropic_adapter"
    server = (AnthropicServer if is_own else OpenAIServer)(api_key="sk-right")
    kind = Provider.Kind.ANTHROPIC if is_own else Provider.Kind.OPENAI_COMPATIBLE
    make_model(connected(name, server, kind, key="sk-wrong"), "x")
    with pytest.raises(DaimonError) as caught:
        use(tool, prompt="Hi, who is there?")
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


@pytest.mark.parametrize("tool", ["nvidia_adapter", "huggingface_adapter", "anthropic_adapter"])
@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({}, "prompt"),
        ({"prompt": "x", "provider": "other"}, "provider"),
        ({"prompt": "x", "temperature": 2.5}, "temperature"),
        ({"action": "sing"}, "action"),
    ],
)
def test_bad_calls_of_the_others_name_their_argument_and_call_nobody(use, serve, alice, tool, given, field):
    is_own = tool == "anthropic_adapter"
    server = serve(AnthropicServer() if is_own else OpenAIServer())
    kind = Provider.Kind.ANTHROPIC if is_own else Provider.Kind.OPENAI_COMPATIBLE
    name = NAMES.get(tool, "Anthropic")
    make_model(make_provider(alice, name=name, base_url=server.base_url, key="k", kind=kind), "x")
    assert list(use.refused(tool, **given)) == [field]
    assert server.received == []


def test_anthropic_has_no_embeddings(use):
    assert list(use.refused("anthropic_adapter", action="embed", texts=["one"])) == ["action"]
