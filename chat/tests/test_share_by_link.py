"""A link shows one conversation as it stood; it ends, is taken back, and asks for its password."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from accounts.models import User
from accounts.testing import client_of
from chat.models import Conversation, Message, Run, ShareLink
from chat.testing import make_conversation, say
from project.lib.clock import now

pytestmark = pytest.mark.django_db


@pytest.fixture
def chat(alice: User) -> Conversation:
    conversation = make_conversation(alice, title="Hulls")
    _answer(alice, conversation, "Which hull?", "The **Vind 22**.")
    return conversation


def _answer(user: User, conversation: Conversation, question: str, text: str) -> None:
    run = say(user, question, conversation)
    Message.objects.filter(pk=run.answer_id).update(content=text)
    Run.objects.filter(pk=run.pk).update(state="completed", finished_at=now())
    conversation.refresh_from_db()


def link_of(user: User, chat: Conversation, **given: str) -> str:
    page = client_of(user).post(f"/chat/{chat.pk}/links/", given).content.decode()
    found = re.search(r"http://testserver(/s/[\w-]+/)", page)
    assert found is not None
    return found[1]


def test_whoever_has_it_reads_what_stood_there_then(alice: User, chat: Conversation) -> None:
    address = link_of(alice, chat, days="7")
    _answer(alice, chat, "And the price?", "A secret.")
    shown = Client().get(address)
    page = shown.content.decode()
    assert "<strong>Vind 22</strong>" in page
    assert "secret" not in page
    assert alice.email not in page
    assert shown["X-Robots-Tag"] == "noindex, nofollow"
    assert shown["Referrer-Policy"] == "no-referrer"
    link = ShareLink.objects.get()
    assert (link.views, address.split("/")[2] in str(vars(link))) == (1, False)
    assert address not in client_of(alice).get(f"/chat/{chat.pk}/links/").content.decode()


def test_it_ends_and_is_taken_back(alice: User, bob: User, chat: Conversation) -> None:
    address = link_of(alice, chat, days="1")
    link = ShareLink.objects.get()
    assert client_of(bob).post(f"/chat/links/{link.pk}/revoke/").status_code == 404
    assert Client().get(address).status_code == 200
    client_of(alice).post(f"/chat/links/{link.pk}/revoke/")
    assert Client().get(address).status_code == 404
    other = link_of(alice, chat, days="1")
    past = now() - timedelta(days=3)
    ShareLink.objects.filter(revoked_at=None).update(created_at=past, expires_at=past + timedelta(days=1))
    assert Client().get(other).status_code == 404


def test_the_password_opens_it_in_that_browser_alone(alice: User, chat: Conversation) -> None:
    address = link_of(alice, chat, password="teak and varnish")
    assert "teak" not in ShareLink.objects.get().password
    reader = Client()
    assert "Vind" not in reader.get(address).content.decode()
    wrong = reader.post(address, {"password": "oak"})
    assert (wrong.status_code, "Vind" in wrong.content.decode()) == (403, False)
    assert "Vind" in reader.post(address, {"password": "teak and varnish"}, follow=True).content.decode()
    assert "Vind" not in Client().get(address).content.decode()


def test_guessing_is_slowed(alice: User, chat: Conversation) -> None:
    address = link_of(alice, chat, password="teak and varnish")
    answers = [Client().post(address, {"password": str(number)}).status_code for number in range(12)]
    assert answers == [403] * 10 + [429] * 2


@pytest.mark.parametrize("given", [{"days": "0"}, {"days": "400"}, {"days": "x"}, {"password": "abc"}])
def test_what_cannot_be_is_refused(alice: User, chat: Conversation, given: dict[str, str]) -> None:
    client_of(alice).post(f"/chat/{chat.pk}/links/", given)
    assert ShareLink.objects.count() == 0


def test_only_the_owner_makes_links_and_an_empty_chat_has_none(alice: User, bob: User, chat: Conversation) -> None:
    assert client_of(bob).post(f"/chat/{chat.pk}/links/").status_code == 404
    client_of(alice).post(f"/chat/{make_conversation(alice).pk}/links/")
    assert ShareLink.objects.count() == 0


@pytest.mark.parametrize("token", ["nothing", "x" * 300, "%00", "%ed%a0%80"])
def test_no_token_leads_nowhere(token: str) -> None:
    assert Client().get(f"/s/{token}/").status_code == 404
