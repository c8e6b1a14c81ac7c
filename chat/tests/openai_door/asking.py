"""What the tests of this door ask about."""

from pydantic import BaseModel

from accounts.models import User
from chat.models import UsageRecord
from project.testing.patience import eventually

WEATHER = {
    "type": "function",
    "function": {
        "name": "weather",
        "parameters": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]},
    },
}
CLOCK = {"type": "function", "function": {"name": "clock", "parameters": {"type": "object", "properties": {}}}}


class Place(BaseModel):
    city: str
    country: str


def say(words: str) -> list[dict[str, str]]:
    """One message of a person."""
    return [{"role": "user", "content": words}]


def record_of(person: User) -> UsageRecord:
    """What the person's call used, once it is written."""
    return eventually(lambda: UsageRecord.objects.filter(owner=person).first())
