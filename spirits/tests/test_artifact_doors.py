"""What tools made, on its pages and over REST."""

import io

import pytest
from django.db import IntegrityError, transaction
from PIL import Image

from accounts.belongings import kinds_of_belongings
from accounts.testing import client_of
from project.lib.clock import now
from project.lib.ids import uuid7
from spirits.models import Artifact, ToolCall
from spirits.queries.workspace import files_of, read_file
from spirits.rules import artifact_kinds
from spirits.services import artifacts as services
from spirits.services.keep_artifact import keep_artifact, path_of, small_path_of
from spirits.tools import NewArtifact

pytestmark = pytest.mark.django_db
MADE, PAGE = "/api/v1/artifacts/", "/artifacts/"
JSON = "application/json"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@pytest.fixture(autouse=True)
def _own_folders(settings, tmp_path):
    settings.ARTIFACTS_DIR = tmp_path / "artifacts"
    settings.WORKSPACES_DIR = tmp_path / "workspaces"


def make_call(owner, tool="chart_generator"):
    return ToolCall.objects.create(
        owner=owner, tool=tool, door="chat", effect="read", state="succeeded", arguments={}, created_at=now(),
        finished_at=now(), conversation_id=uuid7(),
    )  # fmt: skip


def make(owner, name="notes.md", mime="text/markdown", content=b"# Ahoy", tool="chart_generator"):
    return keep_artifact(owner=owner, call=make_call(owner, tool), new=NewArtifact(name, mime, content), now=now())


def png():
    out = io.BytesIO()
    Image.new("RGB", (900, 700), "teal").save(out, "PNG")
    return out.getvalue()


def names(client, query=""):
    return [each["name"] for each in client.get(f"{MADE}{query}").json()["results"]]


def fields(answer):
    return (answer.status_code, answer.json()["error"]["code"], list(answer.json()["error"]["fields"]))


def test_they_are_listed_narrowed_copied_and_deleted_over_rest(alice, bob):
    client, stranger = client_of(alice), client_of(bob)
    chart = make(alice, "chart.svg", "image/svg+xml", SVG)
    make(alice, "cleaned.csv", "text/csv", b"a,b\n", tool="data_cleaner")
    make(alice, "plan.ics", "text/calendar", b"x", tool="calendar_manager")
    make(bob, "bobs.csv", "text/csv")
    assert names(client) == ["plan.ics", "cleaned.csv", "chart.svg"]
    assert (names(client, "?kind=picture"), names(client, "?kind=table"), names(client, "?kind=other")) == (
        ["chart.svg"], ["cleaned.csv"], ["plan.ics"],
    )  # fmt: skip
    assert (names(client, "?tool=data_cleaner"), names(client, "?name=CLEAN")) == (["cleaned.csv"], ["cleaned.csv"])
    assert fields(client.get(f"{MADE}?kind=song")) == (400, "invalid", ["kind"])
    path = f"{MADE}{chart.pk}/"
    told = client.get(path).json()
    assert (told["kind"], told["tool"], told["call"], told["conversation_id"]) == (
        "picture", "chart_generator", str(chart.call_id), str(chart.call.conversation_id),
    )  # fmt: skip
    assert client.get(f"{MADE}usage/").json() == {
        "bytes_used": len(SVG) + 5, "bytes_allowed": artifact_kinds.QUOTA_BYTES, "files": 3,
    }  # fmt: skip
    found = {
        stranger.get(path).status_code, stranger.get(f"{path}content/").status_code, stranger.delete(path).status_code,
        stranger.post(f"{path}copy/", {"path": "a.svg"}, JSON).status_code,
    }  # fmt: skip
    assert found == {404}
    copied = client.post(f"{path}copy/", {"path": "charts/a.svg"}, JSON)
    assert (copied.status_code, read_file(alice, "charts/a.svg")) == (201, SVG)
    assert fields(client.post(f"{path}copy/", {"path": "charts/a.svg"}, JSON)) == (
        409,
        "workspace_path_taken",
        ["path"],
    )
    assert fields(client.post(f"{path}copy/", {"path": "../a"}, JSON)) == (400, "invalid", ["path"])
    assert fields(client.post(f"{path}copy/", {}, JSON)) == (400, "invalid", ["path"])
    assert [client.delete(path).status_code for _ in range(2)] == [204, 404]
    assert ToolCall.objects.filter(pk=chart.call_id).exists()


def test_files_go_with_their_rows(alice, django_capture_on_commit_callbacks):
    picture = make(alice, "a.png", "image/png", png())
    assert client_of(alice).get(f"{PAGE}{picture.pk}/small/").status_code == 200
    assert (path_of(picture.pk).exists(), small_path_of(picture.pk).exists()) == (True, True)
    [mine] = [each for each in kinds_of_belongings() if each.name == "made by tools"]
    assert set(mine.places(alice)) == {path_of(picture.pk), small_path_of(picture.pk)}
    with django_capture_on_commit_callbacks(execute=True):
        answer = client_of(alice).post(f"{PAGE}{picture.pk}/delete/", follow=True)
    assert "It is gone." in answer.content.decode()
    assert (path_of(picture.pk).exists(), small_path_of(picture.pk).exists()) == (False, False)


def test_nothing_that_a_tool_made_runs_or_stands_as_a_page(alice):
    client = client_of(alice)
    page = make(alice, "layout.html", "text/html", b"<script>alert(1)</script>")
    drawing = make(alice, "chart.svg", "image/svg+xml", SVG)
    for address in (f"{PAGE}{page.pk}/file/", f"{PAGE}{drawing.pk}/small/", f"{PAGE}{drawing.pk}/large/"):
        answer = client.get(address)
        assert answer.status_code == 200
        assert answer.headers["Content-Disposition"].startswith("attachment;")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Security-Policy"] == "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    shown = client.get(f"{PAGE}{page.pk}/").content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in shown
    assert "<script>alert(1)" not in shown
    assert client.get(f"{PAGE}{page.pk}/small/").status_code == 404
    liar = make(alice, "a.png", "image/png", b"<script>")
    assert client.get(f"{PAGE}{liar.pk}/small/").status_code == 404
    assert client.get(f"{PAGE}{liar.pk}/").status_code == 200


def test_pictures_are_drawn_anew(alice, bob):
    picture = make(alice, "a.png", "image/png", png())
    for size, kind, longest in (("small", "image/webp", 480), ("large", "image/jpeg", 1024)):
        answer = client_of(alice).get(f"{PAGE}{picture.pk}/{size}/")
        assert answer.headers["Content-Type"] == kind
        assert max(Image.open(io.BytesIO(answer.content)).size) <= longest
        assert client_of(bob).get(f"{PAGE}{picture.pk}/{size}/").status_code == 404


def test_the_page_leads_back_and_copies(alice, bob):
    client = client_of(alice)
    assert "Nothing made yet" in client.get(PAGE).content.decode()
    notes = make(alice, content=b"# Ahoy\n\n<b>x</b>", tool="markdown_generator")
    listed = client.get(PAGE).content.decode()
    assert f"/artifacts/{notes.pk}/" in listed
    assert "Nothing here" in client.get(f"{PAGE}?q=zzz").content.decode()
    one = client.get(f"{PAGE}{notes.pk}/").content.decode()
    assert f"/chat/{notes.call.conversation_id}/" in one
    assert "Ahoy</h" in one
    assert {client_of(bob).get(f"{PAGE}{notes.pk}/").status_code, client_of(bob).post(f"{PAGE}{notes.pk}/delete/").status_code,
            client_of(bob).post(f"{PAGE}{notes.pk}/copy/", {"path": "a"}).status_code} == {404}  # fmt: skip
    copied = client.post(f"{PAGE}{notes.pk}/copy/", {"path": "a.md"}, follow=True).content.decode()
    assert "A copy is in the workspace: a.md" in copied
    refused = client.post(f"{PAGE}{notes.pk}/copy/", {"path": "a.md"}, follow=True).content.decode()
    assert "already" in refused
    assert [each.path for each in files_of(alice)] == ["a.md"]
    path_of(notes.pk).unlink()
    assert "gone from the disk" in client.get(f"{PAGE}{notes.pk}/").content.decode()
    assert client.get(f"{PAGE}{notes.pk}/file/").status_code == 404
    missing = client.post(f"{PAGE}{notes.pk}/copy/", {"path": "b.md"}, follow=True)
    assert [each.path for each in files_of(alice)] == ["a.md"]
    assert missing.status_code in {200, 404}


def test_there_are_pages_of_them_in_as_many_queries(alice, django_assert_max_num_queries):
    client = client_of(alice)
    for number in range(26):
        make(alice, f"n{number}.md")
    with django_assert_max_num_queries(8):
        first = client.get(PAGE).content.decode()
    assert ("n2.md" in first, "n1.md" in first) == (True, False)
    last = Artifact.objects.get(name="n2.md")
    rest = client.get(f"{PAGE}?before={last.pk.hex}", headers={"HX-Request": "true"}).content.decode()
    assert ("n1.md" in rest, "n0.md" in rest, "<html" in rest) == (True, True, False)
    assert "Nothing" in client.get(f"{PAGE}?before=x&kind=none&tool=%00&q=%00").content.decode()


def test_there_is_a_quota(alice, monkeypatch):
    monkeypatch.setattr(services, "QUOTA_BYTES", 10)
    make(alice, content=b"123456")
    services.refuse_beyond_quota(owner=alice, more_bytes=4)
    with pytest.raises(services.ArtifactsFull, match="Delete some"):
        services.refuse_beyond_quota(owner=alice, more_bytes=5)


@pytest.mark.parametrize("wrong", [{"mime": "png"}, {"sha256": "abc"}, {"name": ""}])
def test_the_database_refuses_nonsense(alice, wrong):
    made = make(alice)
    with pytest.raises(IntegrityError), transaction.atomic():
        Artifact.objects.filter(pk=made.pk).update(**wrong)


@pytest.mark.parametrize(
    ("mime", "kind"),
    [("image/png", "picture"), ("application/pdf", "document"), ("text/csv", "table"), ("text/html", "page"),
     ("application/zip", "archive"), ("text/calendar", "other"), ("application/octet-stream", "other")],
)  # fmt: skip
def test_a_kind_means_the_same_for_a_row_and_for_many(alice, mime, kind):
    made = make(alice, mime=mime)
    assert made.kind == kind
    assert Artifact.objects.filter(artifact_kinds.of_kind(kind)).get() == made
    others = [each for each in artifact_kinds.ArtifactKind.values if each != kind]
    assert not any(Artifact.objects.filter(artifact_kinds.of_kind(each)).exists() for each in others)
