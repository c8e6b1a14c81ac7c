"""Programs built on LangChain and on LiteLLM run against a site as they are; each makes its cases and tells what came of them."""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from accounts.models import User
from accounts.testing import make_api_key_of, make_user
from chat.models import StoredResponse, UsageRecord
from chat.testing import make_scripted_model
from project.settings.env import BASE_DIR
from project.testing.patience import eventually
from spirits.testing import make_minion
from training.testing import make_model, make_provider

pytestmark = pytest.mark.slow


@pytest.fixture
def person(live_site: str) -> User:
    make_scripted_model()
    make_scripted_model("scripted/embed", is_default=False, can_chat=False, can_embed=True)
    make_model(make_provider(), "dear", input_points_per_million=1_000_000, output_points_per_million=1_000_000)
    return make_user("alice@example.org")


def told_by(program: str, python: Path, site: str, person: User) -> dict[str, Any]:
    """What the program printed."""
    minion = make_minion(person, name="Helper")
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": os.environ.get("HOME", "/tmp"),  # noqa: S108 - nothing is written there
        "BASE_URL": site,
        "KEY": make_api_key_of(person)[1],
        "MINION": str(minion.pk),
        "LANGSMITH_TRACING": "false",
    }
    done = subprocess.run(
        [python, BASE_DIR / "chat" / "tests" / "programs" / f"{program}.py"],
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout.strip().splitlines()[-1]))


def test_programs_on_langchain(clients_python: Path, live_site: str, person: User) -> None:
    told = told_by("on_langchain", clients_python, live_site, person)
    refusals = told.pop("refusals")
    assert told == {
        "invoke": ["Hello", 7, 3],
        "stream": ["One two three", 6],
        "parallel_tools": [["weather", {"city": "Bonn"}], ["clock", {}]],
        "tool_round": "Sunny.",
        "streamed_tools": [["weather", {"city": "Bonn"}]],
        "structured": ["Bonn", "Germany"],
        "structured_by_tool": ["Bonn", "Germany"],
        "batch": [f"Number {number}" for number in range(5)],
        "asynchronous": ["Whole", "In pieces"],
        "several": 3,
        "responses": ["First", "Second", True],
        "embeddings": [64, 64, 64],
        "minion": "As a minion",
    }
    assert refusals == {
        "unknown model": ["OpenAIModelNotFoundError", "model_not_found"],
        "wrong key": ["OpenAIAuthenticationError", "invalid_api_key"],
        "too long": [refusals["too long"][0], "context_length_exceeded"],
        "upstream 500": ["OpenAIAPIError", "provider_fault"],
        "upstream 429": ["OpenAIAPIError", "provider_rate_limited"],
        "garbage": ["OpenAIAPIError", "provider_garbage"],
        "cut midway": ["APIError", "stream_cut_short"],
        "out of points": ["APIStatusError", "insufficient_quota"],
        "hang": ["OpenAITimeoutError", None],
    }
    assert StoredResponse.objects.filter(owner=person, depth=1).count() == 1
    assert eventually(lambda: UsageRecord.objects.filter(owner=person, state="stopped").exists())


def test_programs_on_litellm(clients_python: Path, live_site: str, person: User) -> None:
    told = told_by("on_litellm", clients_python, live_site, person)
    refusals = told.pop("refusals")
    assert told == {
        "completion": ["Hello", 7, 3],
        "stream": ["One two three", 6],
        "parallel_tools": ["Bonn", "Rome"],
        "tool_round": "Sunny.",
        "structured": {"city": "Bonn"},
        "asynchronous": ["Whole", "In pieces"],
        "several": 3,
        "text": "Once",
        "embeddings": [64, 64],
        "responses": ["First", "response.completed"],
        "through_anthropic": ["Bonjour", "Au revoir"],
        "through_ollama": ["Hola", "Hasta luego"],
        "router": "Saved",
        "minion": "As a minion",
    }
    assert refusals == {
        "unknown model": ["NotFoundError", 404],
        "wrong key": ["AuthenticationError", 401],
        "too long": ["ContextWindowExceededError", 400],
        "upstream 500": ["BadGatewayError", 502],
        "upstream 429": ["ServiceUnavailableError", 503],
        "garbage": ["BadGatewayError", 502],
        "cut midway": ["MidStreamFallbackError", 500],
        "out of points": ["APIError", 402],
        "hang": ["Timeout", 408],
    }
    assert {each.door for each in UsageRecord.objects.filter(owner=person)} == {"openai", "anthropic", "ollama"}
