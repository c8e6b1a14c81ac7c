"""Folders, temporary chats, what is unread, forks and feedback: kept for their owner alone."""

from datetime import timedelta
from typing import Any

import pytest

from accounts.models import User
from accounts.testing import client_of
from chat.memory.queries.switches import is_memory_on
from chat.models import Conversation, Feedback, Folder, Message, Run
from chat.queries.conversations import conversations_of
from chat.services.conversations import delete_unused_temporary
from chat.testing import make_conversation, say
from project.lib.clock import now
from project.lib.ids import uuid7


def answered(run: Run, text: str = "An answer.") -> Message:
    """The run, done now."""
    Message.objects.filter(pk=run.answer_id).update(content=text)
    Run.objects.filter(pk=run.pk).update(state="completed", finished_at=now())
    return Message.objects.get(pk=run.answer_id)


@pytest.mark.django_db
class TestFolders:
    def test_a_chat_is_filed_and_the_folder_taken_away(self, alice: User) -> None:
        chat = make_conversation(alice, title="Sail loft")
        client = client_of(alice)
        client.post("/chat/folders/", {"name": "  Boats  ", "conversation": str(chat.pk)})
        folder = Folder.objects.get()
        chat.refresh_from_db()
        assert (folder.name, folder.owner, chat.folder) == ("Boats", alice, folder)
        page = client.get("/chat/").content.decode()
        assert "Boats" in page
        assert page.index("Boats") < page.index("Sail loft")
        client.post(f"/chat/folders/{folder.pk}/rename/", {"name": "Yard"})
        folder.refresh_from_db()
        assert folder.name == "Yard"
        client.post(f"/chat/folders/{folder.pk}/delete/")
        chat.refresh_from_db()
        assert chat.folder is None

    @pytest.mark.parametrize("name", ["", "   ", "x" * 81])
    def test_a_bad_name_is_refused(self, alice: User, name: str) -> None:
        client_of(alice).post("/chat/folders/", {"name": name})
        assert Folder.objects.count() == 0

    def test_a_name_is_taken_whatever_its_letters_size(self, alice: User) -> None:
        client = client_of(alice)
        for name in ("Boats", "boats"):
            client.post("/chat/folders/", {"name": name})
        assert Folder.objects.count() == 1

    def test_somebody_elses_folder_is_not_there(self, alice: User, bob: User) -> None:
        theirs = Folder.objects.create(owner=bob, name="Theirs")
        chat = make_conversation(alice)
        client = client_of(alice)
        assert client.post(f"/chat/folders/{theirs.pk}/delete/").status_code == 404
        client.post(f"/chat/{chat.pk}/change/", {"folder": str(theirs.pk)})
        chat.refresh_from_db()
        assert (chat.folder, Folder.objects.count()) == (None, 1)

    def test_the_rail_takes_the_same_queries_however_many(
        self, alice: User, django_assert_max_num_queries: Any
    ) -> None:
        for number in range(12):
            folder = Folder.objects.create(owner=alice, name=f"Folder {number}")
            make_conversation(alice, title=f"Chat {number}", folder_id=folder.pk)
        client = client_of(alice)
        client.get("/chat/")
        with django_assert_max_num_queries(15):
            client.get("/chat/")


@pytest.mark.django_db
class TestTemporary:
    def test_it_stands_in_no_list_and_remembers_nothing(self, alice: User) -> None:
        make_conversation(alice)
        client_of(alice).post("/chat/start/", {"content": "Between us", "temporary": "true"})
        chat = Conversation.objects.get(is_temporary=True)
        assert not is_memory_on(alice.pk, conversation_id=chat.pk)
        for address in ("/chat/", "/", "/search/?q=Between", "/chat/export.json"):
            assert "Between us" not in client_of(alice).get(address).content.decode()
        assert "Temporary" in client_of(alice).get(f"/chat/{chat.pk}/").content.decode()

    def test_it_goes_a_day_after_its_last_turn_unless_kept_or_answering(self, alice: User) -> None:
        chats = [make_conversation(alice, is_temporary=True) for _ in range(3)]
        busy = say(alice, "wait", chats[2])
        client_of(alice).post(f"/chat/{chats[1].pk}/change/", {"is_kept": "true"})
        Conversation.objects.update(active_at=now() - timedelta(hours=25))
        assert delete_unused_temporary(now=now()) == 1
        assert {each.pk for each in Conversation.objects.all()} == {chats[1].pk, chats[2].pk}
        answered(busy)
        assert delete_unused_temporary(now=now()) == 1


@pytest.mark.django_db
def test_an_answer_is_unread_until_its_owner_looks(alice: User) -> None:
    chat = make_conversation(alice)
    client = client_of(alice)
    client.get(f"/chat/{chat.pk}/")
    answered(say(alice, "hello", chat))
    assert conversations_of(alice).get().is_unread
    assert "rail-unread" in client.get("/chat/").content.decode()
    client.get(f"/chat/{chat.pk}/")
    assert not conversations_of(alice).get().is_unread


@pytest.mark.django_db
class TestFork:
    def test_it_holds_the_branch_up_to_there_and_leaves_the_old_one(self, alice: User) -> None:
        chat = make_conversation(alice, title="Hulls")
        first = answered(say(alice, "one", chat), "1")
        answered(say(alice, "two", chat), "2")
        client_of(alice).post(f"/chat/messages/{first.pk}/fork/")
        made = Conversation.objects.exclude(pk=chat.pk).get()
        said = [(each.role, each.content) for each in made.messages.order_by("depth")]
        assert (made.title, said) == ("Hulls", [("user", "one"), ("assistant", "1")])
        assert made.leaf.content == "1"
        assert chat.messages.count() == 4
        assert client_of(alice).get(f"/chat/{made.pk}/").status_code == 200

    def test_a_strangers_message_is_not_there(self, alice: User, bob: User) -> None:
        theirs = answered(say(bob, "mine"))
        for verb in ("fork", "feedback"):
            assert (
                client_of(alice).post(f"/chat/messages/{theirs.pk}/{verb}/", {"is_positive": "true"}).status_code == 404
            )
        assert client_of(alice).get(f"/chat/messages/{theirs.pk}/info/").status_code == 404
        assert (Conversation.objects.count(), Feedback.objects.count()) == (1, 0)


@pytest.mark.django_db
class TestFeedback:
    def test_it_is_given_explained_turned_and_taken_back(self, alice: User) -> None:
        answer = answered(say(alice, "hello"))
        client, address = client_of(alice), f"/chat/messages/{answer.pk}/feedback/"
        shown = client.post(address, {"is_positive": "false"}, headers={"HX-Request": "true"}).content.decode()
        assert "What was wrong with it?" in shown
        client.post(address, {"is_positive": "false", "reason": "wrong", "comment": "Teak is not oak."})
        given = Feedback.objects.get()
        assert (given.is_positive, given.reason, given.comment) == (False, "wrong", "Teak is not oak.")
        client.post(address, {"is_positive": "true"})
        assert Feedback.objects.get().is_positive
        client.post(address, {"is_positive": ""})
        assert Feedback.objects.count() == 0

    @pytest.mark.parametrize("given", [{"is_positive": "maybe"}, {"is_positive": "true", "reason": "because"}])
    def test_nonsense_is_refused(self, alice: User, given: dict[str, str]) -> None:
        answer = answered(say(alice, "hello"))
        done = client_of(alice).post(f"/chat/messages/{answer.pk}/feedback/", given, headers={"HX-Request": "true"})
        assert (done.status_code, Feedback.objects.count()) == (400, 0)


@pytest.mark.django_db
def test_the_info_tells_model_tokens_and_times(alice: User) -> None:
    run = say(alice, "hello")
    answer = answered(run)
    Run.objects.filter(pk=run.pk).update(input_tokens=1200, output_tokens=34, started_at=now(), first_token_at=now())
    page = client_of(alice).get(f"/chat/messages/{answer.pk}/info/").content.decode()
    assert "1,200 read, 34 written" in page


@pytest.mark.django_db
def test_a_part_of_a_chat_ends_around_a_message(alice: User, bob: User) -> None:
    chat = make_conversation(alice)
    first = answered(say(alice, "one", chat), "first answer")
    answered(say(alice, "two", chat), "second answer")
    page = client_of(alice).get(f"/chat/{chat.pk}/?message={first.parent_id}").content.decode()
    assert "first answer" in page
    assert "second answer" not in page
    theirs = answered(say(bob, "mine"))
    assert client_of(alice).get(f"/chat/{chat.pk}/?message={theirs.pk}").status_code == 404
    assert client_of(alice).get(f"/chat/{chat.pk}/?message={uuid7()}").status_code == 404
