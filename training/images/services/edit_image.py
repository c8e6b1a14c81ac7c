"""What a person changes of pictures: words, tags, and forgetting ones whose file is gone."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from project.lib.errors import InvalidInput
from training.images.errors import ImageNotFound
from training.images.models import Image, ImageFolder
from training.images.rules.entry import BadEntry, Entry, clean_tags, clean_text
from training.images.services.change_images import Decision, change_images

MOST_AT_ONCE = 5_000


def edit_image(
    *,
    image: Image,
    at: datetime,
    description: str | None = None,
    tags: Sequence[str] | None = None,
    text_content: str | None = None,
) -> Image:
    """The image with what is given changed in all three layers; what a person wrote no model writes over."""
    given: dict[str, Any] = {}
    if description is not None:
        given["description"] = _checked("description", description.strip(), clean_text)
    if tags is not None:
        given["tags"] = _checked("tags", tags, clean_tags)
    if text_content is not None:
        given["text_content"] = _checked("text_content", text_content.strip(), clean_text)

    def decide(rows: dict[str, Image]) -> Decision:
        row = rows.get(image.path)
        if row is None or row.pk != image.pk:
            raise ImageNotFound
        entry = row.as_entry()
        edited = replace(entry, **given)
        if edited == entry:
            return Decision()
        return Decision(entries={row.path: replace(edited, described_by="")})

    change_images(image.folder_id, verb="edit", decide=decide, at=at, paths=[image.path])
    image.refresh_from_db()
    return image


def tag_images(
    *, folder: ImageFolder, paths: Collection[str], at: datetime, add: Sequence[str] = (), remove: Sequence[str] = ()
) -> int:
    """Tags added to and removed from these images at once; how many changed."""
    if len(paths) > MOST_AT_ONCE:
        raise InvalidInput.of("images", f"At most {MOST_AT_ONCE:,} at once.")
    added = _checked("add", add, clean_tags)
    removed = set(_checked("remove", remove, clean_tags))

    def decide(rows: dict[str, Image]) -> Decision:
        entries: dict[str, Entry] = {}
        for path, row in rows.items():
            tags = tuple(dict.fromkeys(tag for tag in (*row.tags, *added) if tag not in removed))
            if tags != tuple(row.tags):
                entries[path] = replace(row.as_entry(), tags=_checked("add", tags, clean_tags))
        return Decision(entries=entries)

    return len(change_images(folder.pk, verb="tag", decide=decide, at=at, paths=paths).entries)


def forget_missing(*, folder: ImageFolder, at: datetime) -> int:
    """Images whose file is gone, taken out of all layers; how many."""

    def decide(rows: dict[str, Image]) -> Decision:
        return Decision(ended=frozenset(path for path, row in rows.items() if row.is_missing))

    return len(change_images(folder.pk, verb="forget", decide=decide, at=at).ended)


def _checked(field: str, value: Any, rule: Any) -> Any:
    try:
        return rule(field, value)
    except BadEntry as error:
        _, _, problem = str(error).partition(": ")
        raise InvalidInput.of(field, f"{problem[:1].upper()}{problem[1:]}.") from error
