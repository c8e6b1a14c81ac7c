"""A person's folders."""

from uuid import UUID

from django.db.models import Count, Q, QuerySet

from accounts.models import User
from chat.errors import FolderNotFound
from chat.models import Folder


def folders_of(user: User) -> QuerySet[Folder]:
    """The person's folders by name; ``size`` is how many listed conversations each holds."""
    listed = Q(conversations__archived_at=None, conversations__is_temporary=False)
    return Folder.objects.filter(owner=user).annotate(size=Count("conversations", filter=listed)).order_by("name", "id")


def get_folder(user: User, folder_id: UUID) -> Folder:
    """The person's folder, or FolderNotFound."""
    folder = folders_of(user).filter(pk=folder_id).first()
    if folder is None:
        raise FolderNotFound
    return folder
