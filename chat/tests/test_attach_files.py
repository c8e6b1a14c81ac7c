"""Files and knowledge bases that go with a message: read, told, seen, quoted, carried along, deleted."""

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.conf import settings as configured
from django.test import Client
from PIL import Image
from pytest_django.fixtures import Settings

from accounts.models import User
from accounts.testing import make_user
from chat.context.sources import Asking, passages_for
from chat.engine.engine import Engine
from chat.engine.plan import plan_of
from chat.errors import UploadNotFound, UploadRefused, UploadSpaceFull
from chat.models import Attachment, Message, Run, Upload, UploadPassage
from chat.services.conversations import delete_conversation, start_conversation
from chat.services.fork import fork_conversation
from chat.services.turns import edit_message, send_message
from chat.services.upload_files import place_of, seen_bytes
from chat.services.uploads import add_upload, remove_upload, sweep_uploads
from chat.testing import make_conversation, make_scripted_model
from jobs.worker.drain import run_waiting
from project.lib.clock import now
from project.lib.errors import InvalidInput
from training.knowledge.services.add_document import upload_document
from training.knowledge.services.make_base import make_base
from training.knowledge.tests.documents import pdf
from training.models import LanguageModel, Provider
from training.providers.builtin.provider import MODEL

PAGES = [["High water is at noon on Mondays."], ["The lock of the harbour opens at six in the morning."]]


@pytest.fixture(autouse=True)
def _own_folder(settings: Settings, tmp_path: Path) -> None:
    settings.UPLOADS_DIR = tmp_path / "uploads"
    settings.KNOWLEDGE_DIR = tmp_path / "knowledge"
    settings.MODELS_DIR = tmp_path / "models"


@pytest.fixture
def owner(db: None) -> User:
    return make_user()


def picture(size: tuple[int, int] = (1600, 900), form: str = "PNG") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "teal").save(out, form)
    return out.getvalue()


def add(owner: User, name: str = "harbour.pdf", content: bytes | None = None) -> Upload:
    return add_upload(user=owner, name=name, chunks=[pdf(PAGES) if content is None else content])


def ask(owner: User, question: str, *uploads: Upload, **given: Any) -> Run:
    conversation = given.pop("conversation", None) or make_conversation(owner)
    ids = [each.pk for each in uploads]
    return send_message(user=owner, conversation_id=conversation.pk, content=question, now=now(), uploads=ids, **given)


def left_on_disk() -> list[str]:
    folder = Path(configured.UPLOADS_DIR)
    return sorted(each.name for each in folder.iterdir()) if folder.exists() else []


@pytest.fixture
def nothing_kept(owner: User) -> Iterator[None]:
    yield
    assert (Upload.objects.count(), left_on_disk()) == (0, [])


def test_a_document_is_read_into_passages_with_their_pages(owner: User) -> None:
    made = add(owner, "C:\\work\\harbour.pdf")
    assert (made.name, made.kind, made.form, made.page_count, made.passage_count) == (
        "harbour.pdf",
        "document",
        "pdf",
        2,
        2,
    )
    assert list(made.passages.values_list("number", "text", "page")) == [(0, PAGES[0][0], 1), (1, PAGES[1][0], 2)]
    assert place_of(made.pk).read_bytes() == pdf(PAGES)
    assert place_of(made.pk).stat().st_mode & 0o777 == 0o600


def test_a_picture_is_drawn_anew_for_models_and_browsers(owner: User) -> None:
    made = add(owner, "boat.png", picture())
    assert (made.kind, made.form, made.width, made.height) == ("picture", "png", 1600, 900)
    seen = Image.open(io.BytesIO(seen_bytes(made.pk) or b""))
    assert (seen.format, seen.size) == ("JPEG", (1024, 576))


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("empty.txt", b"", "empty"),
        ("program.exe", b"MZ\x90\x00" + b"x" * 50, "a program"),
        ("torn.png", picture((40, 40))[:60], "damaged"),
        ("no.pdf", b"just words", "It is called PDF, and is none."),
        ("locked.pdf", pdf(PAGES, password="secret"), "password"),
        ("blank.txt", b" \n ", "no text"),
        ("films.mkv", b"\x1aE\xdf\xa3" + b"x" * 50, ".mkv is not taken"),
    ],
)
def test_a_bad_file_is_refused_with_its_reason_and_nothing_stays(
    name: str, content: bytes, reason: str, owner: User, nothing_kept: None
) -> None:
    with pytest.raises(UploadRefused) as refused:
        add(owner, name, content)
    assert reason in refused.value.message
    assert refused.value.fields == {"file": [refused.value.message]}


def test_a_file_too_large_or_without_a_name_and_space_that_is_full(
    owner: User, settings: Settings, nothing_kept: None
) -> None:
    settings.UPLOAD_MEGABYTES = 1
    with pytest.raises(UploadRefused, match="at most 1 MB"):
        add(owner, "long.txt", b"x" * 1_000_001)
    with pytest.raises(InvalidInput, match="no name"):
        add(owner, "\n", b"x")
    settings.UPLOADS_PER_PERSON_MEGABYTES = 0
    with pytest.raises(UploadSpaceFull):
        add(owner)


def test_only_ones_own_files_can_be_attached_and_only_so_many(owner: User) -> None:
    theirs = add(make_user())
    with pytest.raises(InvalidInput, match="no longer there"):
        ask(owner, "What is this?", theirs)
    with pytest.raises(InvalidInput, match="no such knowledge base"):
        ask(owner, "What is this?", knowledge_bases=[make_base(user=make_user(), name="Theirs").pk])
    with pytest.raises(InvalidInput, match="At most 10"):
        ask(
            owner,
            "What is this?",
            *[Upload(id=each) for each in (make_base(user=owner, name=f"{n}").pk for n in range(11))],
        )
    assert (Message.objects.count(), Attachment.objects.count()) == (0, 0)


def told(owner: User, run: Run) -> list[Any]:
    ids = tuple(
        Message.objects.filter(conversation=run.conversation)
        .order_by("depth")
        .values_list("pk", flat=True)[: run.question.depth + 1]
    )
    asking = Asking(owner.pk, run.conversation_id, None, run.question.content, now(), ids)
    return [each for each in passages_for(asking) if each.kind in ("upload", "knowledge")]


def test_a_short_document_is_told_whole_and_a_long_one_where_it_has_the_words(owner: User) -> None:
    short = add(owner)
    assert [each.text for each in told(owner, ask(owner, "Hello", short))] == [PAGES[0][0], PAGES[1][0]]
    words = "\n\n".join(f"Paragraph {n}. " + "Boats need paint. " * 60 for n in range(300))
    long = add(owner, "long.txt", f"{words}\n\nThe zebra sleeps in the attic.".encode())
    found = told(owner, ask(owner, "Where does the zebra sleep?", long))
    assert found[0].reference == f"{long.pk}#0"
    assert "zebra sleeps" in found[-1].text
    assert 1 < len(found) <= 61 < long.passage_count


def test_a_file_is_material_for_later_questions_of_its_branch_alone(owner: User) -> None:
    run = ask(owner, "Look at this", add(owner))
    Run.objects.update(state="completed", finished_at=now())
    later = ask(owner, "When does the lock open?", conversation=run.conversation)
    assert [each.source for each in told(owner, later)] == ["harbour.pdf, page 1", "harbour.pdf, page 2"]
    assert told(owner, ask(owner, "When does the lock open?")) == []


def test_a_named_knowledge_base_is_searched(owner: User) -> None:
    base = make_base(user=owner, name="Harbour")
    upload_document(base=base, name="harbour.pdf", chunks=[pdf(PAGES)])
    run_waiting(lanes=("bulk",))
    run = ask(owner, "When does the lock of the harbour open?", knowledge_bases=[base.pk])
    assert [each.source for each in told(owner, run)] == ["harbour.pdf, page 2"]


def test_a_model_that_sees_is_given_the_picture_and_another_is_told_of_it(owner: User) -> None:
    seeing = make_scripted_model("scripted/eyes", can_see=True, is_default=False, context_length=32_000)
    boat = add(owner, "boat.png", picture())
    run = ask(owner, "What is on it?", boat, language_model_id=seeing.pk)
    plan = plan_of(run.pk, now=now())
    [seen] = plan.request.messages[-1].images
    assert (seen.mime, seen.data) == ("image/jpeg", seen_bytes(boat.pk))
    assert plan.request.messages[-1].text == "What is on it?"
    assert plan.context.snapshot()["pictures"] == [
        {"upload": str(boat.pk), "message": str(run.question_id), "sha256": boat.sha256, "tokens": 1600}
    ]
    assert 1600 < plan.context.tokens <= plan.context.room
    blind = plan_of(ask(owner, "What is on it?", boat).pk, now=now())
    assert blind.request.messages[-1].images == ()
    assert "boat.png is a picture" in blind.request.messages[0].text


def test_a_small_window_leaves_pictures_out(owner: User) -> None:
    small = make_scripted_model("scripted/small", can_see=True, is_default=False, context_length=2_000)
    run = ask(owner, "What is on it?", add(owner, "boat.png", picture((90, 90))), language_model_id=small.pk)
    plan = plan_of(run.pk, now=now())
    assert (plan.context.pictures, plan.request.messages[-1].images) == ((), ())


def test_editing_and_forking_keep_the_files(owner: User) -> None:
    upload = add(owner)
    run = ask(owner, "First", upload)
    Run.objects.update(state="completed", finished_at=now())
    edited = edit_message(user=owner, message_id=run.question_id, content="Second", now=now())
    assert [each.upload for each in edited.question.attachments.all()] == [upload]
    Run.objects.update(state="completed", finished_at=now())
    forked = fork_conversation(user=owner, message_id=edited.answer_id, now=now())
    assert [each.upload for each in Attachment.objects.filter(message__conversation=forked)] == [upload]


def test_deleting_a_chat_deletes_its_files_but_those_of_others(
    owner: User, django_capture_on_commit_callbacks: Any
) -> None:
    alone, both = add(owner), add(owner, "notes.md", b"# Notes\n\nTea at four.")
    run = ask(owner, "One", alone, both)
    other = ask(owner, "Two", both)
    Run.objects.update(state="completed", finished_at=now())
    with django_capture_on_commit_callbacks(execute=True):
        delete_conversation(user=owner, conversation_id=run.conversation_id)
    assert list(Upload.objects.all()) == [both]
    assert left_on_disk() == [str(both.pk)]
    assert other.question.attachments.count() == 1


def test_deleting_a_file_takes_its_words_and_quotes_everywhere(
    owner: User, django_capture_on_commit_callbacks: Any
) -> None:
    upload = add(owner)
    run = ask(owner, "One", upload)
    quote = {"number": 1, "kind": "upload", "source": "harbour.pdf", "reference": f"{upload.pk}#0", "text": PAGES[0][0]}
    memory = {"number": 2, "kind": "memory", "source": "memory", "reference": "x", "text": "Tea."}
    Message.objects.filter(pk=run.answer_id).update(citations=[quote, memory])
    with pytest.raises(UploadNotFound):
        remove_upload(user=make_user(), upload_id=upload.pk)
    with django_capture_on_commit_callbacks(execute=True):
        remove_upload(user=owner, upload_id=upload.pk)
    assert (Upload.objects.count(), UploadPassage.objects.count(), Attachment.objects.count()) == (0, 0, 0)
    assert left_on_disk() == []
    assert Message.objects.get(pk=run.answer_id).citations == [memory]


def test_what_was_never_sent_is_swept_after_a_day(owner: User, django_capture_on_commit_callbacks: Any) -> None:
    fresh, old, sent = add(owner), add(owner), add(owner)
    ask(owner, "One", sent)
    Upload.objects.filter(pk__in=[old.pk, sent.pk]).update(created_at="2020-01-01T00:00Z")
    with django_capture_on_commit_callbacks(execute=True):
        assert sweep_uploads(now=now()) == 1
    assert set(Upload.objects.all()) == {fresh, sent}
    assert left_on_disk() == sorted([str(fresh.pk), str(sent.pk)])


@sync_to_async
def asked(question: str) -> Run:
    owner = make_user()
    provider = Provider.objects.create(kind=Provider.Kind.BUILTIN, name="Built in")
    model = LanguageModel.objects.create(provider=provider, name=MODEL, is_default=True)
    conversation = start_conversation(user=owner, language_model_id=model.pk)
    return ask(owner, question, add(owner), conversation=conversation)


async def test_an_answer_cites_what_stands_in_the_file(engine: Engine) -> None:
    run = await asked("When does the lock of the harbour open?")
    await engine.answer_waiting()
    answer = await Message.objects.aget(pk=run.answer_id)
    assert PAGES[1][0] in answer.content
    cited = [each for each in answer.citations if each["kind"] == "upload"]
    assert [each["source"] for each in cited] == ["harbour.pdf, page 2"]


def test_a_source_leads_to_the_passage_of_the_file(owner: User, client: Client) -> None:
    upload = add(owner)
    run = ask(owner, "When does the lock open?", upload)
    quote = {"number": 2, "kind": "upload", "source": "harbour.pdf, page 2", "reference": f"{upload.pk}#1", "text": "…"}
    odd = quote | {"number": 3, "source": "brought in", "reference": "elsewhere"}
    Message.objects.filter(pk=run.answer_id).update(content="At six [2].", citations=[quote, odd])
    Run.objects.update(state="completed", finished_at=now())
    client.force_login(owner)
    address = f"/chat/uploads/{upload.pk}/cited/1/"
    assert (
        f'<a href="{address}">harbour.pdf, page 2</a>' in client.get(f"/chat/{run.conversation_id}/").content.decode()
    )
    german = {"Accept-Language": "de"}
    assert (
        f'{address}">harbour.pdf, Seite 2</a>'
        in client.get(f"/chat/{run.conversation_id}/", headers=german).content.decode()
    )
    assert "<h1>harbour.pdf, Seite 2</h1>" in client.get(address, headers=german).content.decode()
    page = client.get(address).content.decode()
    assert "<h1>harbour.pdf, page 2</h1>" in page
    assert f'<blockquote class="card" id="cited"><p>{PAGES[1][0]}</p>' in page
    assert f'<p class="muted">{PAGES[0][0]}</p>' in page
    beyond = [client.get(f"/chat/uploads/{upload.pk}/cited/{number}/") for number in (2, 10**20)]
    assert [each.status_code for each in beyond] == [404, 404]
    client.force_login(make_user())
    assert client.get(address).status_code == 404
