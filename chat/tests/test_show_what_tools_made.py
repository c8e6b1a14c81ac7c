"""An answer shows what its tools made: a picture once, other files by name, and what is gone as gone."""

from pathlib import Path
from typing import Any

import pytest

from accounts.models import User
from accounts.testing import client_of
from chat.models import Message, Run, RunEvent
from chat.queries.tool_steps import tool_steps
from chat.testing import say
from project.lib.clock import now
from spirits.models import Artifact, ToolCall
from spirits.services.artifacts import delete_artifact
from spirits.services.keep_artifact import keep_artifact
from spirits.tools import NewArtifact

pytestmark = pytest.mark.django_db
MADE = (
    ("chart.svg", "image/svg+xml", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
    ("chart.png", "image/png", b"\x89PNG"),
    ("table.csv", "text/csv", b"a,b\n"),
)


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Path) -> None:
    settings.ARTIFACTS_DIR = tmp_path


def made_by(user: User) -> tuple[Run, list[Artifact]]:
    """An ended run with a call that made files, as the engine leaves them."""
    run = say(user, "Draw it.")
    call = ToolCall.objects.create(
        owner=user, tool="chart_generator", door="chat", effect="read", state="succeeded", arguments={},
        created_at=now(), finished_at=now(), run_id=run.pk,
    )  # fmt: skip
    files = [keep_artifact(owner=user, call=call, new=NewArtifact(*each), now=now()) for each in MADE]
    told = [{"id": str(each.pk), "name": each.name, "mime": each.mime} for each in files]
    data = {"call": str(call.pk), "artifacts": told, "ms": 1234}
    of_call = {"id": "c1", "name": "chart_generator"}
    for sequence, (kind, more) in enumerate(
        (("tool_call", {"arguments": "{}"}), ("tool_result", {"ok": True, "text": "Drew it.", "data": data})), start=1
    ):
        RunEvent.objects.create(run=run, sequence=sequence, kind=kind, data={**of_call, **more})
    Run.objects.filter(pk=run.pk).update(state="completed", finished_at=now())
    Message.objects.filter(pk=run.answer_id).update(content="Here it is.")
    return run, files


def test_a_picture_is_shown_once_and_what_is_gone_as_gone(alice: User) -> None:
    run, (drawing, picture, table) = made_by(alice)
    delete_artifact(user=alice, artifact_id=table.pk)
    [step] = tool_steps([run.pk])[run.pk]
    assert step.ms == 1234
    assert [(each.pk, each.name, each.is_picture, each.is_gone) for each in step.files] == [
        (drawing.pk, "chart.svg", True, False),
        (picture.pk, "chart.png", False, False),
        (table.pk, "table.csv", False, True),
    ]
    page = client_of(alice).get(f"/chat/{run.conversation_id}/").content.decode()
    assert f'<img src="/artifacts/{drawing.pk}/large/"' in page
    assert (page.count("<img"), f'href="/artifacts/{picture.pk}/"' in page) == (1, True)
    assert ("1.2" in page, f'href="/artifacts/{table.pk}/"' in page, "deleted</span>" in page) == (True, False, True)


def test_a_call_that_ends_shows_its_files_to_its_owner_alone(alice: User, bob: User) -> None:
    made_by(alice)
    address = f"/tool-calls/{ToolCall.objects.get().pk}/made/"
    shown = client_of(alice).get(address)
    assert (shown.status_code, shown.content.decode().count("<li"), b"<html" in shown.content) == (200, 3, False)
    assert client_of(bob).get(address).status_code == 404
    assert client_of(alice).post(address).status_code == 405
