"""``manage.py image_folders`` does what the pages do, and its exit code tells whether layers agree."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from jobs.worker.drain import run_waiting
from project.lib.ids import uuid7
from training.images.models import Image
from training.images.tests.conftest import draw, file_of

pytestmark = pytest.mark.django_db(transaction=True)


def run(*arguments: object) -> list[dict[str, Any]]:
    out = io.StringIO()
    call_command("image_folders", *map(str, arguments), stdout=out)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_a_folder_from_the_command_line(alice: User, root: Path) -> None:
    draw(root / "beach/a.png")
    (made,) = run("register", alice.email.upper(), root / "beach", "--name", "Beach")
    assert (made["name"], made["images"]) == ("Beach", 1)
    folder = made["id"]
    assert [row["name"] for row in run("list")] == ["Beach"]
    draw(root / "beach/b.png")
    assert run("scan", folder)[0]["added"] == 1
    begun = run("process", folder)[0]
    assert (begun["jobs"], begun["model"]) == (1, None)
    assert run("stop", folder) == [{"cancelled": 1}]
    assert run("process", folder, "--measure-only")[0]["jobs"] == 1
    run_waiting()
    assert set(Image.objects.values_list("is_processed", flat=True)) == {True}
    assert run("tag", folder, "sea, sun", "a.png", "b.png") == [{"changed": 2}]
    image = Image.objects.select_related("folder").get(path="a.png")
    assert file_of(image.folder)["a.png"]["tags"] == ["sea", "sun"]
    assert run("verify", folder)[-1]["differences"] == 0


def test_differences_end_with_one_until_they_are_repaired(alice: User, root: Path) -> None:
    draw(root / "beach/a.png")
    folder = run("register", alice.email, root / "beach")[0]["id"]
    (root / "beach/image_metadata.json").unlink()
    with pytest.raises(SystemExit) as ended:
        run("verify", folder)
    assert ended.value.code == 1
    assert run("repair", folder)[0]["mended"] == 2
    assert run("verify", folder)[-1]["differences"] == 0


def test_what_cannot_be_done_is_said(alice: User, root: Path) -> None:
    for arguments, said in (
        (("register", "nobody@example.org", root), "Nobody has the address"),
        (("register", alice.email, "/etc"), "image_folder_not_allowed"),
        (("verify", uuid7()), "There is no such image folder"),
    ):
        with pytest.raises(CommandError, match=said):
            run(*arguments)
