"""The official client, with a person's key."""

import openai
import pytest


@pytest.fixture
def client(live_site: str, key: str) -> openai.OpenAI:
    return openai.OpenAI(base_url=f"{live_site}/v1", api_key=key, max_retries=0, timeout=20)
