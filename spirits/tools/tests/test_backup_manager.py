"""backup_manager: everything goes out, proves itself, and comes back."""

import io
import json
import zipfile
from datetime import timedelta

import pytest

from chat.memory.services.remember import remember
from chat.models import Memory
from chat.testing import say
from project.lib.clock import now
from spirits.models import CalendarEvent, LearningItem, Minion, Reminder, WorkspaceFile
from spirits.queries.workspace import read_file
from spirits.services.workspace import trash_path, write_file
from spirits.testing import make_free_plan, make_minion, make_spirit

pytestmark = pytest.mark.django_db


@pytest.fixture
def full(use, alice):
    """Everything a person may have, and its backup."""
    spirit = make_spirit("tinker")
    make_free_plan(spirits=[spirit])
    make_minion(alice, name="Helper", spirits=[spirit])
    write_file(user=alice, path="notes/a.txt", content=b"hello", now=now())
    use("calendar_manager", action="add", title="Review", starts_at="2027-03-02T10:00", rule="FREQ=WEEKLY")
    use("reminder_system", action="set", text="Tea", when="in 2 hours")
    use("wellness_tracker", action="log", kind="weight", value=80)
    use("progress_tracker", action="add", topic="Latin", items=[{"prompt": "amicus", "answer": "friend"}])
    use("email_manager", action="save_template", template="hi", subject="Hi", body="Hello {name}")
    remember(owner=alice, text="My sister is called Ada.", now=now())
    say(alice, "Hello there")
    return use("backup_manager", action="create").artifacts[0].content


def put(alice, content, path="b.zip"):
    write_file(user=alice, path=path, content=content, now=now() + timedelta(seconds=1))


def changed(content, change):
    """The archive with some files replaced or added."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(target, "w") as copy:
        parts = {each: source.read(each) for each in source.namelist()} | change
        for name, data in parts.items():
            copy.writestr(name, data)
    return target.getvalue()


def test_everything_comes_back_and_a_second_restore_changes_nothing(use, alice, full):
    put(alice, full)
    Minion.objects.all().delete()
    CalendarEvent.objects.all().delete()
    Reminder.objects.all().delete()
    LearningItem.objects.all().delete()
    Memory.objects.all().delete()
    trash_path(user=alice, path="notes/a.txt", now=now())
    dry = use("backup_manager", action="restore", path="b.zip").data
    assert not Minion.objects.exists()
    done = use("backup_manager", action="restore", path="b.zip", dry_run=False).data
    assert done["counts"] == dry["counts"]
    assert {name: counts["added"] for name, counts in done["counts"].items()} == {
        "files": 1, "minions": 1, "events": 1, "reminders": 1, "learning": 1, "memories": 1, "measures": 0, "templates": 0,
    }  # fmt: skip
    assert (Minion.objects.get().name, read_file(alice, "notes/a.txt")) == ("Helper", b"hello")
    assert CalendarEvent.objects.get().rule == "FREQ=WEEKLY"
    again = use("backup_manager", action="restore", path="b.zip", dry_run=False).data
    assert all(counts["added"] == 0 for counts in again["counts"].values())


def test_what_differs_stays_as_it_is(use, alice, full):
    put(alice, full)
    Minion.objects.update(purpose="Something new")
    write_file(user=alice, path="notes/a.txt", content=b"newer", now=now())
    counts = use("backup_manager", action="restore", path="b.zip", dry_run=False).data["counts"]
    assert (counts["minions"]["differs"], counts["files"]["differs"]) == (1, 1)
    assert (Minion.objects.get().purpose, read_file(alice, "notes/a.txt")) == ("Something new", b"newer")


def test_conversations_are_taken_along(full):
    with zipfile.ZipFile(io.BytesIO(full)) as archive:
        [talk] = [json.loads(line) for line in archive.read("sections/conversations.jsonl").splitlines()]
    assert talk["messages"][0]["content"] == "Hello there"


def test_a_backup_holds_nothing_of_somebody_else(use, alice, bob, full):
    write_file(user=bob, path="secret.txt", content=b"secret of bob", now=now())
    again = use("backup_manager", action="create").artifacts[0].content
    with zipfile.ZipFile(io.BytesIO(again)) as archive:
        assert b"secret of bob" not in b"".join(archive.read(each) for each in archive.namelist())


@pytest.mark.parametrize(
    ("change", "problem"),
    [({"files/notes/a.txt": b"jello"}, "was changed"), ({"files/notes/a.txt": b"longer than it was"}, "another size"),
     ({"files/evil.txt": b"x"}, "not those of its manifest"), ({"manifest.json": b"{}"}, "cannot be read")],
)  # fmt: skip
def test_a_tampered_archive_is_refused(use, alice, full, change, problem):
    put(alice, changed(full, change))
    assert problem in use.refused("backup_manager", action="check", path="b.zip")["backup"][0]


def test_bad_calls_name_their_argument(use, alice):
    put(alice, b"no zip")
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a", b"0" * 250_000_000)
    put(alice, bomb.getvalue(), "bomb.zip")
    assert list(use.refused("backup_manager", action="check", path="b.zip")) == ["backup"]
    assert list(use.refused("backup_manager", action="restore", path="bomb.zip")) == ["backup"]
    assert list(use.refused("backup_manager", action="restore")) == ["backup"]
    assert list(use.refused("backup_manager", action="check", backup="nonsense")) == ["backup"]
    assert list(use.refused("backup_manager", action="check", path="none.zip")) == ["path"]
    assert WorkspaceFile.objects.count() == 2
