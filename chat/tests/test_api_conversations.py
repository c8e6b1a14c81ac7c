"""The endpoints of conversations: the story that works, then each refusal."""

import pytest
from django.test import Client

from accounts.models import User
from accounts.testing import client_of
from chat.models import Conversation, Message, Run
from chat.rules.run_states import RunState
from chat.testing import make_conversation, make_scripted_model, say
from project.lib.ids import uuid7

API = "/api/v1"


@pytest.fixture
def page(alice: User) -> Client:
    return client_of(alice)


def post(client: Client, path: str, data: object = None, **headers: str):
    return client.post(f"{API}{path}", data or {}, content_type="application/json", headers=headers)


def test_a_turn_writes_the_message_and_a_waiting_run(page: Client, alice: User) -> None:
    make_scripted_model()
    conversation = post(page, "/conversations").json()
    answer = post(page, f"/conversations/{conversation['id']}/messages", {"content": "Hello, how are you?"})
    assert answer.status_code == 202
    run = answer.json()
    assert (run["state"], run["conversation"]) == ("queued", conversation["id"])
    thread = page.get(f"{API}/conversations/{conversation['id']}/messages").json()
    assert [(m["role"], m["content"]) for m in thread["results"]] == [
        ("user", "Hello, how are you?"),
        ("assistant", ""),
    ]
    assert thread["results"][1]["run"]["id"] == run["id"]
    assert thread["earlier"] is None
    assert page.get(f"{API}/conversations/{conversation['id']}").json()["title"] == "Hello, how are you?"


def test_a_second_message_waits_for_the_first_answer(page: Client, alice: User) -> None:
    run = say(alice, "One")
    refused = post(page, f"/conversations/{run.conversation_id}/messages", {"content": "Two"})
    assert (refused.status_code, refused.json()["error"]["code"]) == (409, "run_active")
    assert Message.objects.filter(role="user").count() == 1


def test_the_same_key_sends_once(page: Client, alice: User) -> None:
    conversation = make_conversation(alice)
    path = f"/conversations/{conversation.pk}/messages"
    first = post(page, path, {"content": "Once"}, **{"Idempotency-Key": "k-1"})
    again = post(page, path, {"content": "Once"}, **{"Idempotency-Key": "k-1"})
    other = post(page, path, {"content": "Twice"}, **{"Idempotency-Key": "k-1"})
    assert first.status_code == again.status_code == 202
    assert first.content == again.content
    assert again["Idempotent-Replayed"] == "true"
    assert (other.status_code, other.json()["error"]["code"]) == (409, "idempotency_key_reused")
    assert Run.objects.count() == 1


def test_a_refused_request_leaves_its_key_free(page: Client, alice: User) -> None:
    path = f"/conversations/{make_conversation(alice).pk}/messages"
    assert post(page, path, {"content": " "}, **{"Idempotency-Key": "k-1"}).status_code == 400
    assert post(page, path, {"content": "Now"}, **{"Idempotency-Key": "k-1"}).status_code == 202


@pytest.mark.parametrize(
    ("content", "field"),
    [("", "content"), ("   ", "content"), ("x" * 100_001, "content"), (None, "content"), (["a"], "content")],
)
def test_an_empty_or_huge_message_is_refused_by_name(page: Client, alice: User, content: object, field: str) -> None:
    refused = post(page, f"/conversations/{make_conversation(alice).pk}/messages", {"content": content})
    assert refused.status_code == 400
    assert list(refused.json()["error"]["fields"]) == [field]
    assert not Message.objects.exists()


@pytest.mark.parametrize(
    "body",
    [
        '{"content": "a\\u0000b"}',
        '{"content": "\\ud800"}',
        '{"content": ' + "[" * 60_000,
        '{"content": "a", "content": "b"}',
        '{"content": NaN}',
        "not json",
        "[]",
        '"text"',
        b"\xff\xfe",
    ],
)
def test_json_that_cannot_be_kept_is_a_400(page: Client, alice: User, body: object) -> None:
    path = f"{API}/conversations/{make_conversation(alice).pk}/messages"
    refused = page.post(path, body, content_type="application/json")
    assert refused.status_code == 400
    assert refused.json()["error"]["code"] == "invalid"


def test_other_media_types_and_oversize_bodies_have_their_own_status(page: Client, alice: User) -> None:
    path = f"{API}/conversations/{make_conversation(alice).pk}/messages"
    assert page.post(path, "a=b", content_type="application/x-www-form-urlencoded").status_code == 415
    assert page.post(path, '{"content": "' + "x" * 3_000_000 + '"}', content_type="application/json").status_code == 413
    assert page.put(path, "{}", content_type="application/json").status_code == 405


def test_foreign_and_absent_look_the_same(page: Client, alice: User, bob: User) -> None:
    theirs = say(bob, "Private")
    for path in (f"/conversations/{theirs.conversation_id}", f"/runs/{theirs.pk}", f"/messages/{theirs.question_id}"):
        foreign = page.get(f"{API}{path}")
        absent = page.get(f"{API}{path.rsplit('/', 1)[0]}/{uuid7()}")
        assert foreign.status_code == absent.status_code == 404
        assert foreign.json()["error"]["code"] == absent.json()["error"]["code"] == "not_found"
    assert post(page, f"/runs/{theirs.pk}/stop").status_code == 404
    assert post(page, f"/messages/{theirs.question_id}/edit", {"content": "x"}).status_code == 404
    assert post(page, f"/messages/{theirs.question_id}/regenerate").status_code == 404
    assert post(page, f"/messages/{theirs.question_id}/show").status_code == 404
    assert post(page, f"/conversations/{theirs.conversation_id}/messages", {"content": "x"}).status_code == 404
    assert page.delete(f"{API}/conversations/{theirs.conversation_id}").status_code == 404
    assert page.get(f"{API}/conversations").json()["results"] == []
    assert Message.objects.count() == 2


def test_an_unknown_model_or_minion_is_named(page: Client, alice: User) -> None:
    make_scripted_model()
    for field in ("language_model", "minion"):
        refused = post(page, "/conversations", {field: str(uuid7())})
        assert (refused.status_code, list(refused.json()["error"]["fields"])) == (400, [field])
    assert not Conversation.objects.exists()


def test_without_any_model_the_message_is_not_lost_in_silence(page: Client, alice: User) -> None:
    conversation = post(page, "/conversations").json()
    refused = post(page, f"/conversations/{conversation['id']}/messages", {"content": "Hello"})
    assert (refused.status_code, refused.json()["error"]["code"]) == (503, "no_model")


def test_an_edit_makes_a_branch_and_show_switches_back(page: Client, alice: User) -> None:
    run = say(alice, "First wording")
    post(page, f"/runs/{run.pk}/stop")
    edited = post(page, f"/messages/{run.question_id}/edit", {"content": "Second wording"}).json()
    path = f"{API}/conversations/{run.conversation_id}/messages"
    thread = page.get(path).json()["results"]
    assert thread[0]["content"] == "Second wording"
    assert thread[0]["siblings"] == [str(run.question_id), edited["question"]]
    assert post(page, f"/messages/{run.question_id}/show").json()["leaf"] == str(run.answer_id)
    assert page.get(path).json()["results"][0]["content"] == "First wording"


def test_regenerate_adds_an_answer_beside_the_old_one(page: Client, alice: User) -> None:
    run = say(alice, "Again?")
    post(page, f"/runs/{run.pk}/stop")
    other = make_scripted_model("other", is_default=False)
    again = post(page, f"/messages/{run.answer_id}/regenerate", {"language_model": str(other.pk)}).json()
    assert (again["question"], again["language_model"]) == (str(run.question_id), str(other.pk))
    thread = page.get(f"{API}/conversations/{run.conversation_id}/messages").json()["results"]
    assert thread[1]["siblings"] == [str(run.answer_id), again["answer"]]


def test_stop_is_harmless_twice_and_after_the_end(page: Client, alice: User) -> None:
    run = say(alice, "Stop")
    assert [post(page, f"/runs/{run.pk}/stop").json()["state"] for _ in range(2)] == ["stopped", "stopped"]
    assert Run.objects.get().state == RunState.STOPPED


def test_rename_pin_and_archive_need_the_version_they_change(page: Client, alice: User) -> None:
    path = f"{API}/conversations/{make_conversation(alice).pk}"
    seen = page.get(path)
    change = {"title": "Holiday plans", "is_pinned": True}
    assert page.patch(path, change, content_type="application/json").status_code == 428
    done = page.patch(path, change, content_type="application/json", headers={"If-Match": seen["ETag"]})
    assert (done.json()["title"], done.json()["is_pinned"]) == ("Holiday plans", True)
    stale = page.patch(path, {"title": "x"}, content_type="application/json", headers={"If-Match": seen["ETag"]})
    assert (stale.status_code, stale.json()["error"]["code"]) == (412, "changed_meanwhile")
    assert page.get(path, headers={"If-None-Match": done["ETag"]}).status_code == 304


def test_a_conversation_that_is_being_answered_is_not_deleted(page: Client, alice: User) -> None:
    run = say(alice, "Still here")
    path = f"{API}/conversations/{run.conversation_id}"
    assert page.delete(path).status_code == 409
    post(page, f"/runs/{run.pk}/stop")
    assert page.delete(path).status_code == 204
    assert not Message.objects.exists()


def test_search_finds_titles_and_words_that_were_said(page: Client, alice: User, bob: User) -> None:
    said = say(alice, "The lighthouse keeper lost his umbrella")
    say(alice, "Something else")
    say(bob, "My umbrella")
    found = page.get(f"{API}/conversations", {"q": "umbrella lighthouse"}).json()["results"]
    assert [each["id"] for each in found] == [str(said.conversation_id)]
    assert page.get(f"{API}/conversations", {"q": "& | !"}).status_code == 200


def test_pages_follow_each_other_without_gap_or_double(page: Client, alice: User) -> None:
    made = {str(make_conversation(alice).pk) for _ in range(7)}
    seen, address = [], f"{API}/conversations?limit=3"
    while address:
        answer = page.get(address).json()
        seen += [each["id"] for each in answer["results"]]
        address = answer["next"]
    assert (len(seen), set(seen)) == (7, made)


@pytest.mark.parametrize(
    "query",
    ["limit=0", "limit=201", "limit=x", "cursor=zzz", "nonsense=1", "archived=maybe", "limit=1&limit=2", "q=%00"],
)
def test_bad_query_parameters_are_named(page: Client, alice: User, query: str) -> None:
    refused = page.get(f"{API}/conversations?{query}")
    assert refused.status_code == 400
    assert list(refused.json()["error"]["fields"]) == [query.split("=")[0]]


def test_a_list_costs_the_same_however_long_it_is(page: Client, alice: User, django_assert_num_queries) -> None:
    for _ in range(5):
        say(alice, "Hello")
    page.get(f"{API}/conversations")
    with django_assert_num_queries(3):  # the device, the person and the rows
        assert len(page.get(f"{API}/conversations").json()["results"]) == 5


def test_without_a_login_it_is_a_401_in_the_one_shape(client: Client, db: None) -> None:
    refused = client.get(f"{API}/conversations")
    assert (refused.status_code, refused.json()["error"]["code"]) == (401, "not_authenticated")
    assert refused.json()["error"]["request_id"] == refused["X-Request-ID"]


def test_a_path_that_does_not_exist_is_json_too(page: Client) -> None:
    missing = page.get(f"{API}/nowhere")
    assert (missing.status_code, missing.json()["error"]["code"]) == (404, "not_found")
    assert page.get(f"{API}/conversations/not-a-uuid").json()["error"]["code"] == "not_found"
