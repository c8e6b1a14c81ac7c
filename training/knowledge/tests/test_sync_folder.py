"""A knowledge base follows a folder of the server by the contents of its files, and nothing outside of it."""

import json
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from accounts.models import User
from accounts.testing import client_of
from jobs.worker.drain import run_waiting
from project.lib.errors import DaimonError
from training.knowledge.models import KnowledgeBase
from training.knowledge.queries.search import search_knowledge
from training.knowledge.services.sync_folder import ask_to_sync


@pytest.fixture
def folder(tmp_path: Path, settings: Settings) -> Path:
    place = tmp_path / "shelf" / "manuals"
    place.mkdir(parents=True)
    settings.KNOWLEDGE_ROOTS = [str(tmp_path / "shelf")]
    (tmp_path / "secret.txt").write_text("The code is zanzibar.")
    return place


def synced(base: KnowledgeBase, folder: Path | None = None) -> dict[str, object]:
    ask_to_sync(base=base, folder=str(folder) if folder else None)
    run_waiting()
    base.refresh_from_db()
    return {name: value for name, value in base.sync_report.items() if value}


def test_it_follows_by_content(base: KnowledgeBase, folder: Path) -> None:
    (folder / "lamp.md").write_text("# Lamp\n\nThe lamp is of brass.")
    (folder / "deep").mkdir()
    (folder / "deep" / "boat.txt").write_text("The boat is of oak.")
    (folder / "copy.txt").write_text("The boat is of oak.")
    (folder / "photo.png").write_bytes(b"\x89PNG")
    (folder / "link.txt").symlink_to(folder.parents[1] / "secret.txt")
    first = synced(base, folder)
    assert (first["added"], first.keys()) == (2, {"added", "passed_over"})
    assert {name for name, _ in first["passed_over"]} == {"link.txt", "deep/boat.txt"}  # type: ignore[attr-defined]
    assert {each.origin: each.state for each in base.documents.all()} == {"lamp.md": "ready", "copy.txt": "ready"}
    assert not search_knowledge([base], "zanzibar").passages
    (folder / "copy.txt").unlink()
    (folder / "lamp.md").write_text("# Lamp\n\nThe lamp is of glass.")
    again = synced(base)
    assert (again["added"], again["changed"], again["removed"]) == (1, 1, 1)
    assert [each.text for each in search_knowledge([base], "glass lamp").passages] == ["Lamp\n\nThe lamp is of glass."]
    assert not search_knowledge([base], "brass").passages
    assert synced(base).keys() == {"same", "passed_over"}


def test_only_below_the_roots(base: KnowledgeBase, folder: Path, alice: User, bob: User) -> None:
    for place in ("/etc", str(folder.parents[1]), str(folder / "gone"), "manuals", str(folder / ".." / ".." / "..")):
        with pytest.raises(DaimonError):
            ask_to_sync(base=base, folder=place)
    outside = folder / "out"
    outside.symlink_to("/etc")
    desk = client_of(alice)
    told = desk.post(
        f"/api/v1/knowledge/{base.pk}/sync/", json.dumps({"folder": str(outside)}), content_type="application/json"
    )
    assert (told.status_code, told.json()["error"]["code"]) == (403, "knowledge_folder_not_allowed")
    outside.unlink()
    (folder / "a.txt").write_text("Words.")
    told = desk.post(
        f"/api/v1/knowledge/{base.pk}/sync/", json.dumps({"folder": str(folder)}), content_type="application/json"
    )
    assert told.status_code == 202, told.content
    run_waiting()
    assert desk.get(f"/api/v1/knowledge/{base.pk}/").json()["sync_report"]["added"] == 1
    assert client_of(bob).post(f"/api/v1/knowledge/{base.pk}/sync/").status_code == 404
