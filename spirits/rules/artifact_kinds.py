"""What kinds of files tools make, by their MIME types, and how much of them a person may have."""

from django.db.models import Q, TextChoices

QUOTA_BYTES = 500 * 1024 * 1024  # of a person; a call whose files would go beyond fails
LONGEST_NAME = 120


class ArtifactKind(TextChoices):
    """What a person would call the file."""

    PICTURE = "picture", "Pictures"
    DOCUMENT = "document", "Documents"
    TABLE = "table", "Tables"
    PAGE = "page", "Pages and styles"
    ARCHIVE = "archive", "Archives"
    OTHER = "other", "Other files"


MIMES = {
    ArtifactKind.DOCUMENT: (
        "application/pdf", "text/markdown", "text/plain", "application/rtf", "application/msword",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ),
    ArtifactKind.TABLE: (
        "text/csv", "text/tab-separated-values", "application/json", "application/vnd.ms-excel",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
    ArtifactKind.PAGE: ("text/html", "text/css", "application/xhtml+xml"),
    ArtifactKind.ARCHIVE: ("application/zip", "application/gzip", "application/x-tar"),
}  # fmt: skip
DRAWN = ("image/png", "image/jpeg", "image/webp", "image/gif", "image/bmp")  # of which a small copy is drawn anew
SHOWN_AS_TEXT = ("application/json", "application/xml", "image/svg+xml")  # beside all of text/


def kind_of_mime(mime: str) -> ArtifactKind:
    """What a file of that type is."""
    if mime.startswith("image/"):
        return ArtifactKind.PICTURE
    return next((kind for kind, mimes in MIMES.items() if mime in mimes), ArtifactKind.OTHER)


def is_picture(mime: str) -> bool:
    """Whether a browser is shown a picture of it: a vector drawing, or what can be drawn anew."""
    return mime == "image/svg+xml" or mime in DRAWN


def of_kind(kind: str) -> Q:
    """The condition that says the same of rows."""
    picture = Q(mime__startswith="image/")
    if kind == ArtifactKind.PICTURE:
        return picture
    if kind == ArtifactKind.OTHER:
        return ~picture & ~Q(mime__in=[mime for mimes in MIMES.values() for mime in mimes])
    return Q(mime__in=MIMES[ArtifactKind(kind)])


def is_text(mime: str) -> bool:
    """Whether the file is shown as words."""
    return mime.startswith("text/") or mime in SHOWN_AS_TEXT
