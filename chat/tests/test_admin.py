"""Conversations and runs in the admin: few queries, read-only, and nothing of what was said."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.testing import client_of
from chat.models import Run
from chat.testing import say


@pytest.fixture
def desk(staff: User) -> Client:
    return client_of(staff)


@pytest.mark.parametrize("kind", ["conversation", "run"])
def test_every_list_opens_with_few_queries_and_without_what_was_said(
    desk: Client, alice: User, kind: str, django_assert_max_num_queries: Any
) -> None:
    for _ in range(5):
        say(alice, "A very private question")
    with django_assert_max_num_queries(10):
        answer = desk.get(reverse(f"admin:chat_{kind}_changelist"), {"q": alice.email})
    assert answer.status_code == 200
    assert answer.context["cl"].result_count == 5
    assert "private question" not in answer.content.decode()


def test_a_run_is_looked_at_and_not_edited(desk: Client, alice: User) -> None:
    run = say(alice, "A very private question")
    page = reverse("admin:chat_run_change", args=[run.pk])
    answer = desk.get(page)
    assert answer.status_code == 200
    assert "private question" not in answer.content.decode()
    assert desk.post(page, {"state": "failed"}).status_code == 403
    assert desk.get(reverse("admin:chat_run_add")).status_code == 403
    assert Run.objects.get().state == "queued"
