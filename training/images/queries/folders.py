"""The folders and images of a person."""

from uuid import UUID

from django.db.models import Count, Q, QuerySet

from accounts.models import User
from training.images.errors import ImageFolderNotFound, ImageNotFound
from training.images.models import Image, ImageFolder


def folders_of(user: User) -> QuerySet[ImageFolder]:
    """The person's folders by name, each with the number of its images and of those that are processed."""
    return (
        ImageFolder.objects.filter(owner=user)
        .select_related("owner", "batch")
        .annotate(
            image_count=Count("images"),
            processed_count=Count("images", filter=Q(images__is_processed=True)),
            problem_count=Count("images", filter=~Q(images__problem_code="")),
        )
        .order_by("name", "id")
    )


def get_folder(user: User, folder_id: UUID) -> ImageFolder:
    """One of the person's folders, or ImageFolderNotFound."""
    folder = ImageFolder.objects.filter(owner=user, pk=folder_id).select_related("owner", "batch").first()
    if folder is None:
        raise ImageFolderNotFound
    return folder


def images_of(user: User) -> QuerySet[Image]:
    """The images of all of the person's folders, by folder and path."""
    return Image.objects.filter(folder__owner=user).select_related("folder").order_by("folder_id", "path", "id")


def get_image(user: User, image_id: UUID) -> Image:
    """One of the person's images with its folder, or ImageNotFound."""
    image = images_of(user).filter(pk=image_id).select_related("folder__owner").first()
    if image is None:
        raise ImageNotFound
    return image
