"""Conversations are shared with people and groups: to read, and nothing else."""

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client

from accounts.models import Share, User
from accounts.queries.ownership import Right, for_user
from accounts.rules.shareables import shareables
from accounts.services.shares import share, unshare
from accounts.testing import bearer, client_of, make_api_key_of
from chat.models import Conversation, Message
from chat.services.conversations import delete_conversation
from chat.testing import make_conversation, say
from project.lib.errors import InvalidInput, NotFound

pytestmark = pytest.mark.django_db


@pytest.fixture
def conversation(alice: User) -> Conversation:
    """Alice's, with something said in it."""
    conversation = make_conversation(alice)
    say(alice, "The harbour is closed.", conversation)
    conversation.refresh_from_db()
    Message.objects.filter(conversation=conversation, role=Message.Role.ASSISTANT).update(
        content="Since Monday.", reasoning="Secret thought", citations=[{"number": 1, "source": "diary", "text": "x"}]
    )
    return conversation


def give(alice: User, conversation: Conversation, **reader: str) -> Share:
    return share(user=alice, kind="conversation", object_id=conversation.pk, **reader)


def test_a_reader_reads_by_every_door_and_changes_nothing(
    alice: User, bob: User, charlie: User, conversation: Conversation
) -> None:
    address, page = f"/api/v1/conversations/{conversation.pk}", f"/chat/{conversation.pk}/"
    reader = client_of(bob)
    assert reader.get(address).status_code == 404
    give(alice, conversation, email="BOB@example.org")
    assert reader.get(address).json()["title"] == "The harbour is closed."
    thread = reader.get(f"{address}/messages").json()["results"]
    assert [each["content"] for each in thread] == ["The harbour is closed.", ""]  # still being answered
    assert {each["reasoning"] for each in thread} == {""}
    assert all(each["citations"] == [] for each in thread)
    message = f"/api/v1/messages/{thread[0]['id']}"
    assert reader.get(message).status_code == 200
    _, key = make_api_key_of(bob, "chat:read")
    assert Client().get(address, headers=bearer(key)).status_code == 200
    _, foreign = make_api_key_of(bob, "spirits:read")
    assert Client().get(address, headers=bearer(foreign)).status_code == 403
    shown = reader.get(f"{page}shared/")
    assert "The harbour is closed." in shown.content.decode()
    assert "Secret thought" not in shown.content.decode()
    assert reader.get(page).status_code == 404
    assert client_of(charlie).get(f"{page}shared/").status_code == 404
    assert client_of(alice).get(f"{page}shared/")["Location"] == page
    refused = [
        reader.patch(address, {"title": "Mine"}, content_type="application/json", headers={"If-Match": "*"}),
        reader.delete(address),
        reader.post(f"{address}/messages", {"content": "Hello"}, content_type="application/json"),
        reader.post(f"{message}/edit", {"content": "Hello"}, content_type="application/json"),
        reader.post(f"{message}/show"),
        reader.post(f"{page}send/", {"content": "Hello"}),
        reader.post(f"{page}delete/"),
    ]
    assert {answer.status_code for answer in refused} == {404}
    assert Message.objects.count() == 2
    conversation.refresh_from_db()
    assert conversation.title == "The harbour is closed."
    assert reader.get("/api/v1/conversations/").json()["results"] == []  # a list shows one's own


def test_a_group_reads_while_one_is_in_it(alice: User, bob: User, conversation: Conversation) -> None:
    crew = Group.objects.create(name="Crew")
    with pytest.raises(InvalidInput):
        give(alice, conversation, group="Crew")  # she is not in it
    alice.groups.add(crew)
    give(alice, conversation, group="Crew")
    address = f"/api/v1/conversations/{conversation.pk}"
    assert client_of(bob).get(address).status_code == 404
    bob.groups.add(crew)
    assert client_of(bob).get(address).status_code == 200
    assert [each["group"] for each in client_of(bob).get("/api/v1/shares/received").json()["results"]] == ["Crew"]
    assert client_of(alice).get("/api/v1/shares/received").json()["results"] == []
    bob.groups.remove(crew)
    assert client_of(bob).get(address).status_code == 404


def test_sharing_by_the_api_once_and_taking_it_back(alice: User, bob: User, conversation: Conversation) -> None:
    owner, reader = client_of(alice), client_of(bob)
    wish = {"kind": "conversation", "object": str(conversation.pk), "email": "bob@example.org"}
    made = owner.post("/api/v1/shares", wish, content_type="application/json")
    assert (made.status_code, made.json()["title"], made.json()["person"]) == (201, "The harbour is closed.", bob.email)
    assert owner.post("/api/v1/shares", wish, content_type="application/json").json()["id"] == made.json()["id"]
    [received] = reader.get("/api/v1/shares/received").json()["results"]
    assert (received["object"], received["shared_by"]) == (str(conversation.pk), "Alice")
    assert owner.get(f"/api/v1/shares?object={conversation.pk}").json()["results"][0]["id"] == made.json()["id"]
    assert owner.delete(f"/api/v1/shares/{made.json()['id']}").status_code == 204
    assert reader.get(f"/api/v1/conversations/{conversation.pk}").status_code == 404
    assert reader.get("/api/v1/shares/received").json()["results"] == []


@pytest.mark.parametrize(
    ("wish", "status", "field"),
    [
        ({"email": "nobody@example.org"}, 400, "email"),
        ({"email": "alice@example.org"}, 400, "email"),
        ({"group": "Owner"}, 400, "group"),
        ({}, 400, "email"),
        ({"email": "bob@example.org", "group": "Crew"}, 400, "email"),
        ({"email": "bob@example.org", "kind": "wallet"}, 400, "kind"),
        ({"email": "bob@example.org", "object": "01900000-0000-7000-8000-000000000000"}, 404, ""),
    ],
)
def test_refusals_change_nothing(
    alice: User, bob: User, conversation: Conversation, wish: dict[str, str], status: int, field: str
) -> None:
    body = {"kind": "conversation", "object": str(conversation.pk), **wish}
    answer = client_of(alice).post("/api/v1/shares", body, content_type="application/json")
    assert answer.status_code == status
    assert not field or field in answer.json()["error"]["fields"]
    assert Share.objects.count() == 0


def test_a_reader_cannot_pass_it_on_and_can_give_it_up(
    alice: User, bob: User, charlie: User, conversation: Conversation
) -> None:
    made = give(alice, conversation, email=bob.email)
    with pytest.raises(NotFound):
        share(user=bob, kind="conversation", object_id=conversation.pk, email=charlie.email)
    with pytest.raises(NotFound):
        unshare(user=charlie, share_id=made.pk)
    unshare(user=bob, share_id=made.pk)
    assert Share.objects.count() == 0


def test_what_is_deleted_is_not_shared_any_more(alice: User, bob: User, conversation: Conversation) -> None:
    give(alice, conversation, email=bob.email)
    conversation.runs.all().delete()
    delete_conversation(user=alice, conversation_id=conversation.pk)
    assert Share.objects.count() == 0


def test_every_shareable_table_forgets_its_shares() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text, encode(tgargs, 'escape') FROM pg_trigger "
            "WHERE tgfoid = 'accounts_forget_shares'::regproc"
        )
        found = {(table, kind.removesuffix("\\000")) for table, kind in cursor.fetchall()}
    assert found == {(each.model._meta.db_table, each.kind) for each in shareables().values()}


def test_the_rule_gives_reading_only_where_asked(alice: User, bob: User, conversation: Conversation) -> None:
    give(alice, conversation, email=bob.email)
    rows = Conversation.objects.all()
    assert list(for_user(rows, bob, right=Right.READ)) == [conversation]
    assert list(for_user(rows, bob)) == []
    messages = Message.objects.all()
    assert for_user(messages, bob, right=Right.READ, through="conversation").count() == 2
    assert for_user(messages, bob, through="conversation").count() == 0


def test_the_pages_of_sharing(alice: User, bob: User, conversation: Conversation) -> None:
    owner, reader = client_of(alice), client_of(bob)
    page = f"/accounts/shared/conversation/{conversation.pk}/"
    assert reader.get(page).status_code == 404
    assert client_of(alice).get(page.replace("conversation", "wallet")).status_code == 404
    assert "Only you can read it." in owner.get(page).content.decode()
    assert "Nobody here has this address." in owner.post(page, {"email": "nobody@example.org"}).content.decode()
    assert owner.post(page, {"email": bob.email})["Location"] == page
    assert bob.email in owner.get(page).content.decode()
    assert "The harbour is closed." in owner.get("/accounts/shared/").content.decode()
    mine = reader.get("/accounts/shared/").content.decode()
    assert f"/chat/{conversation.pk}/shared/" in mine
    share_id = Share.objects.get().pk
    assert reader.post(f"/accounts/shares/{share_id}/stop/").status_code == 302
    assert reader.post(f"/accounts/shares/{share_id}/stop/").status_code == 404


def test_the_lists_take_the_same_queries_however_long(
    alice: User, bob: User, django_assert_max_num_queries: object
) -> None:
    reader = client_of(bob)
    for count in (1, 6):
        while Share.objects.count() < count:
            give(alice, make_conversation(alice, title="Talk"), email=bob.email)
        reader.get("/api/v1/shares/received")  # notes the device
        with django_assert_max_num_queries(5):  # type: ignore[operator]  # pytest-django's fixture
            assert len(reader.get("/api/v1/shares/received").json()["results"]) == count
