"""Archives are unpacked whole, or refused with nothing kept."""

import io
import json
import stat
import zipfile
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from accounts.models import User
from project.lib.clock import now
from training.images.errors import ArchiveRefused, FolderTaken
from training.images.models import ImageFolder
from training.images.services.register_folder import upload_folder
from training.images.services.remove_folder import remove_folder
from training.images.services.verify_folder import verify_folder
from training.images.tests.conftest import draw

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def zipped(*members: tuple[str | zipfile.ZipInfo, bytes]) -> io.BytesIO:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    out.seek(0)
    return out


def link(name: str, mode: int = stat.S_IFLNK) -> zipfile.ZipInfo:
    member = zipfile.ZipInfo(name)
    member.external_attr = (mode | 0o777) << 16
    return member


@pytest.fixture
def picture(tmp_path: Path, root: Path) -> bytes:
    return draw(tmp_path / "one.png").read_bytes()


def files_below(settings: Settings) -> list[str]:
    place = Path(settings.IMAGES_DIR) / "archives"
    return sorted(str(path.relative_to(place)) for path in place.rglob("*") if path.is_file()) if place.exists() else []


def test_an_archive_becomes_a_folder(alice: User, picture: bytes, settings: Settings) -> None:
    said = json.dumps({"sub/b.png": {"description": "Kept.", "tags": [], "text_content": "", "is_processed": True}})
    archive = zipped(
        ("holiday/a.png", picture),
        ("holiday/sub/b.png", picture),
        ("holiday/image_metadata.json", said.encode()),
        ("holiday/notes.txt", b"left out"),
        ("__MACOSX/holiday/._a.png", b"left out"),
    )
    folder = upload_folder(user=alice, archive=archive, name=" Holi  day ", at=now())
    assert (folder.name, folder.path, folder.source) == ("Holi day", "", "archive")
    assert [(row.path, row.description) for row in folder.images.all()] == [("a.png", ""), ("sub/b.png", "Kept.")]
    assert files_below(settings) == [f"{folder.pk}/{name}" for name in ("a.png", "image_metadata.json", "sub/b.png")]
    assert verify_folder(folder=folder).is_whole
    remove_folder(folder=folder)
    assert files_below(settings) == []


@pytest.mark.parametrize(
    ("members", "message"),
    [
        ([("../evil.png", b"x")], "leaves the folder"),
        ([("a/../../evil.png", b"x")], "leaves the folder"),
        ([("/etc/evil.png", b"x")], "is absolute"),
        ([("C:\\evil.png", b"x")], "is absolute"),
        ([(link("a.png"), b"/etc/passwd")], "is a link"),
        ([("good.png", b"x"), (link("sub"), b"/etc")], "is a link"),
        ([(link("pipe.png", stat.S_IFIFO), b"")], "is a link or no regular file"),
        ([("bomb.png", b"\0" * 30_000_000)], "packed tighter than any picture"),
        ([("a.png", b"x"), ("./a.png", b"y")], "is there twice"),
        ([("notes.txt", b"x")], "no picture"),
        ([(f"{number}.png", b"") for number in range(20_001)], "more than 20,000 members"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_bad_archive_is_refused_whole(
    alice: User, picture: bytes, settings: Settings, members: list, message: str
) -> None:
    with pytest.raises(ArchiveRefused) as caught:
        upload_folder(user=alice, archive=zipped(*members), name="Bad", at=now())
    assert message in caught.value.message
    assert list(caught.value.fields) == ["archive"]
    assert files_below(settings) == []
    assert not ImageFolder.objects.exists()


def test_what_is_no_archive_is_refused(alice: User, picture: bytes, settings: Settings) -> None:
    whole = zipped(("a.png", picture)).getvalue()
    for content in (b"", b"PK\x03\x04 no", whole[: len(whole) // 2], whole[:40] + b"\xff" * 30 + whole[70:]):
        with pytest.raises(ArchiveRefused):
            upload_folder(user=alice, archive=io.BytesIO(content), name="Bad", at=now())
    assert files_below(settings) == []


def test_a_size_that_lies_is_found_out(alice: User, picture: bytes, settings: Settings) -> None:
    raw = bytearray(zipped(("a.png", b"x" * 5_000)).getvalue())
    for at in (22, raw.index(b"PK\x01\x02") + 24):  # the uncompressed size, in both headers
        raw[at : at + 4] = (100).to_bytes(4, "little")
    with pytest.raises(ArchiveRefused):
        upload_folder(user=alice, archive=io.BytesIO(bytes(raw)), name="Bad", at=now())
    assert files_below(settings) == []


def test_an_archive_may_be_only_so_large(alice: User, picture: bytes, settings: Settings) -> None:
    settings.IMAGE_ARCHIVE_MEGABYTES = 1
    stored = io.BytesIO()
    with zipfile.ZipFile(stored, "w") as archive:
        archive.writestr("a.png", b"x" * 1_000_001)
    with pytest.raises(ArchiveRefused, match="larger than 1 MB"):
        upload_folder(user=alice, archive=stored, name="Large", at=now())
    many = zipped(*((f"{number}.png", bytes(range(256)) * 3_000) for number in range(3)))
    with pytest.raises(ArchiveRefused, match="larger than 2 MB"):
        upload_folder(user=alice, archive=many, name="Large", at=now())
    assert files_below(settings) == []


def test_a_taken_name_is_told_before_anything_is_unpacked(alice: User, picture: bytes, settings: Settings) -> None:
    upload_folder(user=alice, archive=zipped(("a.png", picture)), name="Once", at=now())
    with pytest.raises(FolderTaken):
        upload_folder(user=alice, archive=zipped(("a.png", picture)), name="Once", at=now())
    assert ImageFolder.objects.count() == 1
    assert len(files_below(settings)) == 2
