"""The files of this app that are a person's: what they attached."""

from collections.abc import Iterator
from pathlib import Path

from accounts.belongings import Belongings, belongs
from accounts.models import User
from chat.models import Upload
from chat.services.upload_files import place_of, seen_place_of


def _attached(user: User) -> Iterator[tuple[str, Path]]:
    for each in Upload.objects.filter(owner=user).order_by("id"):
        yield f"{each.pk}-{each.name}", place_of(each.pk)


def _places(user: User) -> Iterator[Path]:
    for key in Upload.objects.filter(owner=user).values_list("pk", flat=True):
        yield place_of(key)
        yield seen_place_of(key)


belongs(Belongings("attached", files=_attached, places=_places))
