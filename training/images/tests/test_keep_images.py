"""What the database itself refuses, and that a row and its entry in the file say the same."""

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, transaction

from accounts.models import User
from training.images.rules.entry import Entry
from training.models import Image, ImageEntry, ImageFolder

pytestmark = pytest.mark.django_db


def make_folder(owner: User, **fields: object) -> ImageFolder:
    return ImageFolder.objects.create(owner=owner, **{"name": "Beach", "source": "archive", **fields})


def test_a_row_and_its_entry_say_the_same(alice: User) -> None:
    entry = Entry(
        description="Ünder way",
        tags=("boat", "sea"),
        is_processed=True,
        width=3,
        colours=({"hex": "#ffffff", "share": 0.25},),
        exif={"Model": "X", "FNumber": 2.8},
        processed_at=datetime(2026, 1, 31, 12, 0, 0, 1, tzinfo=UTC),
        revision=7,
        extra={"rating": 1e5, "nested": {"a": [None, True]}},
    )
    image = Image(folder=make_folder(alice), path="a.jpg")
    image.take(entry)
    image.save()
    assert Image.objects.get().as_entry() == entry


@pytest.mark.parametrize(
    "fields",
    [
        {"source": "place"},
        {"source": "place", "path": "relative"},
        {"source": "archive", "path": "/somewhere"},
        {"written_revision": 1},
    ],
)
def test_an_impossible_folder_is_refused_by_the_database(alice: User, fields: dict[str, object]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        make_folder(alice, **fields)


def test_a_place_is_one_folder_and_a_path_one_image(alice: User, bob: User) -> None:
    make_folder(alice, source="place", path="/pictures")
    with pytest.raises(IntegrityError), transaction.atomic():
        make_folder(bob, source="place", path="/pictures")
    folder = make_folder(bob)
    image = Image.objects.create(folder=folder, path="a.jpg")
    with pytest.raises(IntegrityError), transaction.atomic():
        Image.objects.create(folder=folder, path="a.jpg")
    with pytest.raises(IntegrityError), transaction.atomic():
        ImageEntry.objects.create(image=image, digest="", words="", embedder="a model")
