"""An answer asked for with an API key counts for that key."""

from typing import Any

from django.test import Client

from accounts.models import ApiKey, User
from accounts.testing import bearer, client_of, make_api_key_of, make_user
from chat.engine.engine import Engine
from chat.engine.turn import in_thread
from chat.models import Run, UsageRecord
from chat.testing import make_conversation, make_scripted_model


def ask_with_key(text: str = "[[say Hello]]") -> tuple[User, ApiKey, Any]:
    make_scripted_model()
    user = make_user()
    key, secret = make_api_key_of(user)
    place = f"/api/v1/conversations/{make_conversation(user).pk}/messages"
    return user, key, Client().post(place, {"content": text}, content_type="application/json", headers=bearer(secret))


async def test_its_usage_names_the_key(engine: Engine, transactional_db: None) -> None:
    user, key, answer = await in_thread(ask_with_key)
    assert answer.status_code == 202
    await engine.answer_waiting()
    record = await in_thread(UsageRecord.objects.get)
    assert (record.owner_id, record.api_key_id, record.state) == (user.pk, key.pk, "completed")
    again = await in_thread(
        lambda: client_of(user).post(
            f"/api/v1/messages/{Run.objects.get().answer_id}/regenerate", {}, content_type="application/json"
        )
    )
    assert again.status_code == 202
    assert [each.api_key_id for each in await in_thread(lambda: list(Run.objects.order_by("id")))] == [key.pk, None]
