"""A person with a key, and the official client that uses it."""

import openai
import pytest

from accounts.models import User
from accounts.testing import make_api_key_of, make_user
from chat.testing import make_scripted_model


@pytest.fixture
def person(live_site: str) -> User:
    make_scripted_model()
    make_scripted_model("scripted/hang", is_default=False)
    make_scripted_model("scripted/embed", is_default=False, can_chat=False, can_embed=True)
    return make_user("alice@example.org")


@pytest.fixture
def key(person: User) -> str:
    return make_api_key_of(person)[1]


@pytest.fixture
def client(live_site: str, key: str) -> openai.OpenAI:
    return openai.OpenAI(base_url=f"{live_site}/v1", api_key=key, max_retries=0, timeout=20)
