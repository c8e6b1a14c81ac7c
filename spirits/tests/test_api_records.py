"""What tools keep, for programs: workspace files, the health log, learning, monitors."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.testing import client_of
from project.lib.clock import now
from spirits.models import Dose, LearningAttempt, Measure, Medication, Monitor, MonitorCheck, WorkspaceFile
from spirits.services.learning import add_item
from spirits.services.wellness import log_measure

pytestmark = pytest.mark.django_db
JSON = "application/json"
FILES, ITEMS = "/api/v1/workspace-files/", "/api/v1/learning-items/"


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.WORKSPACES_DIR = tmp_path


def upload(client, content=b"city,sold\nOslo,3\n", *, headers=None, **more):
    return client.post(FILES, {"file": SimpleUploadedFile("sales.csv", content), **more}, headers=headers or {})


def paths(client, query=""):
    return [each["path"] for each in client.get(f"{FILES}{query}").json()["results"]]


def fields(answer):
    return (answer.status_code, answer.json()["error"]["code"], list(answer.json()["error"]["fields"]))


def test_files_are_uploaded_read_changed_back_trashed_and_restored(alice, bob):
    client, stranger = client_of(alice), client_of(bob)
    first = upload(client, path="2026/sales.csv", headers={"Idempotency-Key": "a"})
    assert upload(client, path="2026/sales.csv", headers={"Idempotency-Key": "a"}).json() == first.json()
    path = f"{FILES}{first.json()['id']}/"
    assert (first.status_code, upload(client, b"new", path="2026/sales.csv").json()["version"]) == (201, 2)
    assert [each["number"] for each in client.get(f"{path}versions/").json()["results"]] == [2, 1]
    now_is, was = client.get(f"{path}content/"), client.get(f"{path}content/?version=1")
    assert (now_is.content, was.content) == (b"new", b"city,sold\nOslo,3\n")
    assert now_is.headers["Content-Disposition"] == 'attachment; filename="sales.csv"'
    assert (now_is.headers["Content-Type"], now_is.headers["X-Content-Type-Options"]) == (
        "application/octet-stream",
        "nosniff",
    )
    assert (client.post(f"{path}undo/").json()["version"], client.get(f"{path}content/").content) == (3, was.content)
    assert {stranger.get(f"{path}{each}").status_code for each in ("", "content/", "versions/")} == {404}
    assert {stranger.post(f"{path}undo/").status_code, stranger.delete(path).status_code} == {404}
    assert [client.delete(path).status_code for _ in range(2)] == [204, 204]
    assert (paths(client), paths(client, "?is_trashed=true")) == ([], ["2026/sales.csv"])
    assert [client.post(f"{path}restore/").json()["trashed_at"] for _ in range(2)] == [None, None]
    usage = client.get(f"{FILES}usage/").json()
    assert (usage["bytes_used"], usage["files"]) == (len(b"city,sold\nOslo,3\n") + 3, 1)


def test_the_very_file_is_restored_where_several_had_its_path(alice):
    client = client_of(alice)
    old = upload(client, b"1").json()["id"]
    client.delete(f"{FILES}{old}/")
    client.delete(f"{FILES}{upload(client, b'2').json()['id']}/")
    assert client.post(f"{FILES}{old}/restore/").json()["id"] == old
    assert client.get(f"{FILES}{old}/content/").content == b"1"


def test_lists_of_files_are_by_path_and_folder_page_by_page(alice, django_assert_max_num_queries):
    client = client_of(alice)
    for path in ("b.txt", "a/2.txt", "a/1.txt", "ab.txt"):
        upload(client, path=path)
    assert paths(client, "?folder=a") == ["a/1.txt", "a/2.txt"]
    with django_assert_max_num_queries(8):
        page = client.get(f"{FILES}?limit=3").json()
    assert [each["path"] for each in page["results"]] == ["a/1.txt", "a/2.txt", "ab.txt"]
    assert [each["path"] for each in client.get(page["next"]).json()["results"]] == ["b.txt"]


def test_what_is_no_file_or_does_not_fit_is_named_and_nothing_is_kept(alice, monkeypatch):
    client = client_of(alice)
    assert fields(client.post(FILES, {})) == (400, "invalid", ["file"])
    assert fields(upload(client, path="../x")) == (400, "invalid", ["path"])
    monkeypatch.setattr("spirits.api.workspace.LARGEST_FILE", 3)
    assert fields(upload(client)) == (400, "workspace_full", ["file"])
    monkeypatch.setattr("spirits.services.workspace.files.QUOTA_BYTES", 5)
    assert upload(client, b"123").status_code == 201
    assert upload(client, b"456", path="b").json()["error"]["code"] == "workspace_full"
    assert fields(upload(client, b"7", is_new=True)) == (409, "workspace_path_taken", ["path"])
    file = WorkspaceFile.objects.get()
    assert fields(client.get(f"{FILES}{file.pk}/content/?version=9")) == (404, "workspace_file_not_found", ["version"])
    assert fields(client.get(f"{FILES}{file.pk}/content/?version=x")) == (400, "invalid", ["version"])
    assert fields(client.get(f"{FILES}?folder=../x")) == (400, "invalid", ["folder"])


def test_measures_are_logged_listed_and_taken_out(alice, bob):
    client = client_of(alice)
    made = client.post("/api/v1/measures/", {"kind": "weight", "value": 160, "unit": "lb", "note": "Noon"}, JSON)
    assert (made.status_code, made.json()["value"], made.json()["unit"]) == (201, 72.5748, "kg")
    pressure = {"kind": "blood_pressure", "value": 150, "second": 95}
    assert client.post("/api/v1/measures/", pressure, JSON).json()["verdict"] == "high"
    log_measure(user=alice, kind="sleep", value=7, unit="h", at=now() - timedelta(days=9), now=now())
    kinds = [each["kind"] for each in client.get("/api/v1/measures/").json()["results"]]
    assert kinds == ["blood_pressure", "weight", "sleep"]
    assert len(client.get("/api/v1/measures/?kind=sleep").json()["results"]) == 1
    assert client.get("/api/v1/measures/", {"kind": "sleep", "since": now().isoformat()}).json()["results"] == []
    for wrong, field in (({"kind": "x", "value": 1}, "kind"), ({"kind": "weight", "value": 1, "unit": "oz"}, "unit"), ({"kind": "weight", "value": 9999}, "value"), ({**pressure, "second": 160}, "second")):  # fmt: skip
        assert fields(client.post("/api/v1/measures/", wrong, JSON)) == (400, "invalid", [field])
    path = f"/api/v1/measures/{made.json()['id']}/"
    assert (client_of(bob).get(path).status_code, client_of(bob).delete(path).status_code) == (404, 404)
    assert (client.delete(path).status_code, client.get(path).json()["error"]["code"]) == (204, "measure_not_found")
    assert Measure.objects.count() == 2


def test_a_goal_takes_the_place_of_the_one_before(alice, bob):
    client = client_of(alice)
    for target in (70, 68):
        assert client.post("/api/v1/wellness-goals/", {"kind": "weight", "target": target}, JSON).status_code == 201
    assert [each["target"] for each in client.get("/api/v1/wellness-goals/").json()["results"]] == [68]
    assert client_of(bob).get("/api/v1/wellness-goals/").json()["results"] == []


def test_medicines_are_added_taken_and_stopped_and_a_stopped_one_stands_for_no_other(alice, bob):
    client = client_of(alice)
    wish = {"name": "Ibuprofen", "dose": "400 mg", "most_a_day": 1}
    made = client.post("/api/v1/medications/", wish, JSON)
    path = f"/api/v1/medications/{made.json()['id']}/"
    assert (client.post(f"{path}take/").json()["state"], fields(client.post(f"{path}skip/"))[0]) == ("taken", 400)
    assert fields(client.post(f"{path}take/"))[:2] == (409, "dose_too_soon")
    assert [each["state"] for each in client.get(f"{path}doses/").json()["results"]] == ["taken"]
    assert {client_of(bob).post(f"{path}{verb}/").status_code for verb in ("take", "skip", "stop")} == {404}
    assert client.post(f"{path}stop/").json()["stopped_at"]
    assert client.post("/api/v1/medications/", wish, JSON).status_code == 201
    assert fields(client.post(f"{path}take/"))[:2] == (409, "medication_stopped")
    assert (Dose.objects.count(), Medication.objects.count()) == (1, 2)
    listed = [len(client.get(f"/api/v1/medications/{query}").json()["results"]) for query in ("", "?include_stopped=true", "?include_stopped=false")]  # fmt: skip
    assert listed == [1, 2, 1]
    assert fields(client.post("/api/v1/medications/", {"name": "x", "dose": "1"}, JSON)) == (400, "invalid", ["times"])


def test_items_are_learned_graded_and_summed_up(alice, bob):
    client = client_of(alice)
    made = client.post(ITEMS, {"topic": "Latin", "prompt": "amicus", "answer": "friend"}, JSON).json()
    add_item(user=alice, topic="Knots", prompt="Two ropes?", answer="Sheet bend", now=now())
    assert (made["recall"], len(client.get(f"{ITEMS}?is_due=true").json()["results"])) == (None, 2)
    path = f"{ITEMS}{made['id']}/"
    assert fields(client.post(f"{path}grade/", {"grade": 5}, JSON)) == (400, "invalid", ["grade"])
    assert client_of(bob).post(f"{path}grade/", {"grade": 3}, JSON).status_code == 404
    assert client.post(f"{path}grade/", {"grade": 4}, JSON).json()["recall"] == 1
    assert [each["grade"] for each in client.get(f"{path}attempts/").json()["results"]] == [4]
    topics = client.get(f"{ITEMS}topics/").json()["results"]
    assert [(each["topic"], each["items"], each["due"]) for each in topics] == [("Knots", 1, 1), ("Latin", 1, 0)]
    first = client.get(f"{ITEMS}topics/?limit=1").json()
    assert client.get(first["next"]).json()["results"][0]["topic"] == "Latin"
    assert client_of(bob).get(f"{path}attempts/").json()["error"]["code"] == "learning_item_not_found"
    assert LearningAttempt.objects.count() == 1


def test_monitors_tell_how_they_answered_and_are_paused_and_forgotten(alice, bob):
    monitor = Monitor.objects.create(owner=alice, name="Site", url="https://a.example/", created_at=now())
    for is_up in (True, True, False):
        MonitorCheck.objects.create(monitor=monitor, at=now(), is_up=is_up, milliseconds=5)
    client, path = client_of(alice), f"/api/v1/monitors/{monitor.pk}/"
    [told] = client.get("/api/v1/monitors/").json()["results"]
    assert (told["checks_in_a_day"], told["good_in_a_day"], told) == (3, 2, client.get(path).json())
    assert [each["is_up"] for each in client.get(f"{path}checks/").json()["results"]] == [False, True, True]
    assert client_of(bob).post(f"{path}pause/").json()["error"]["code"] == "monitor_not_found"
    assert [client.post(f"{path}{verb}/").json()["is_paused"] for verb in ("pause", "resume")] == [True, False]
    assert client.post("/api/v1/monitors/", {"url": "https://a.example/"}, JSON).status_code == 405
    assert (client_of(bob).delete(path).status_code, client.delete(path).status_code) == (404, 204)


def test_files_and_folders_move_and_the_trash_is_emptied(alice, bob):
    client, stranger = client_of(alice), client_of(bob)
    path = f"{FILES}{upload(client, path='a/one').json()['id']}/"
    other = f"{FILES}{upload(client, b'two', path='a/two').json()['id']}/"
    assert stranger.patch(path, {"path": "mine"}, JSON).status_code == 404
    moved = client.patch(path, {"path": "b/first"}, JSON)
    assert (moved.status_code, moved.json()["path"], moved.json()["version"]) == (200, "b/first", 2)
    assert client.patch(path, {"path": "b/first"}, JSON).json()["version"] == 2
    assert fields(client.patch(path, {"path": "../x"}, JSON)) == (400, "invalid", ["path"])
    assert fields(client.patch(path, {"path": "a/two"}, JSON)) == (409, "workspace_path_taken", ["path"])
    assert client.post(f"{FILES}move/", {"path": "a", "to": "b/c"}, JSON).json() == {"files": 1}
    assert fields(client.post(f"{FILES}move/", {"path": "b", "to": "b/c/d"}, JSON)) == (400, "invalid", ["to"])
    assert paths(client) == ["b/c/two", "b/first"]
    assert client.post(f"{path}undo/").json()["path"] == "a/one"
    assert fields(client.delete(f"{path}?for_good=true")) == (400, "invalid", ["for_good"])
    client.delete(path), client.delete(other)
    assert fields(client.patch(path, {"path": "c"}, JSON)) == (404, "workspace_file_not_found", ["path"])
    assert stranger.post(f"{FILES}empty-trash/").json() == {"files": 0}
    assert client.delete(f"{path}?for_good=true").status_code == 204
    assert paths(client, "?is_trashed=true") == ["b/c/two"]
    assert client.post(f"{FILES}empty-trash/").json() == {"files": 1}
    assert not WorkspaceFile.objects.exists()
