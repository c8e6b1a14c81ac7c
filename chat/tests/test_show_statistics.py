"""The installation in figures, for staff who may read them: over the API and on the admin's first page."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.cache import caches
from django.test import Client

from accounts.models import User
from accounts.services.roles import grant_roles
from accounts.testing import client_of, make_user
from chat.models import UsageRecord
from chat.testing import make_conversation, make_scripted_model, say
from project.lib.clock import now
from project.ops.models import ApiLog
from training.models import Provider

pytestmark = pytest.mark.django_db
ADDRESS = "/api/v1/statistics"


def figures(desk: Client, hours: int = 24) -> dict[str, dict[str, float]]:
    answer = desk.get(f"{ADDRESS}?hours={hours}")
    assert answer.status_code == 200
    return {
        section["name"]: {each["name"]: each["value"] for each in section["figures"]}
        for section in answer.json()["sections"]
    }


def test_every_section_counts_what_happened(staff: User, alice: User) -> None:
    say(alice, "Hello", make_conversation(alice))
    model = make_scripted_model()
    UsageRecord.objects.create(
        owner=alice, language_model=model, model_name="scripted", provider_name="Scripted", door="openai",
        state="failed", input_tokens=7, output_tokens=3, first_token_ms=40, total_ms=90, at=now(),
    )  # fmt: skip
    old = now() - timedelta(days=3)
    for at, status, milliseconds in ((now(), 200, 10), (now(), 500, 30), (now(), 429, 20), (old, 200, 9000)):
        ApiLog.objects.create(at=at, method="GET", route="/", path="/", status=status, milliseconds=milliseconds)
    Provider.objects.update(is_healthy=False, problem="It does not answer.")
    desk = client_of(staff)
    found = figures(desk)
    assert found["requests"] | {"warnings": 0} == {
        "requests": 3, "errors": 1, "limited": 1, "median_ms": 20, "p95_ms": 30, "warnings": 0,
    }  # fmt: skip
    assert (found["people"]["total"], found["people"]["new"]) == (2, 2)
    chats = found["conversations"]
    assert (chats["conversations"], chats["messages"], chats["answers"], chats["failed"]) == (1, 1, 1, 1)
    assert (chats["input_tokens"], chats["output_tokens"], chats["first_token_ms"]) == (7, 3, 40)
    assert found["providers"]["models"] >= 1
    assert {"waiting", "running", "failed"} <= set(found["queue"])
    assert "hit_rate" in found["cache"]
    assert figures(desk, 168)["requests"]["requests"] == 4


def test_it_is_asked_once_for_many_and_is_for_those_who_may(
    staff: User, alice: User, django_assert_max_num_queries: Any
) -> None:
    grant_roles()
    desk = client_of(staff)
    figures(desk)
    with django_assert_max_num_queries(4):
        figures(desk)
    assert client_of(alice).get(ADDRESS).status_code == 403
    for role, status in (("Auditor", 200), ("Operations", 200), ("Catalogue editor", 403)):
        person = make_user(is_staff=True)
        person.groups.add(Group.objects.get(name=role))
        assert client_of(person).get(ADDRESS).status_code == status
        page = client_of(person).get("/admin/").content.decode()
        assert ("Answered from copies" in page) is (status == 200)
    assert desk.get(f"{ADDRESS}?hours=7").json()["error"]["fields"].keys() == {"hours"}


def test_the_admins_first_page_shows_them(staff: User) -> None:
    caches["copies"].clear()
    page = client_of(staff).get("/admin/?hours=168").content.decode()
    for title in ("People", "Requests", "Conversations", "Providers", "Queue", "Cache"):
        assert title in page
    assert client_of(staff).get("/admin/?hours=nonsense").status_code == 200
