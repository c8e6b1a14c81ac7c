"""The pages of image folders."""

from django.urls import path

from training.images.views import folders, grid

urlpatterns = [
    path("images/", folders.folders, name="images"),
    path("images/register/", folders.register, name="image-folder-register"),
    path("images/upload/", folders.upload, name="image-folder-upload"),
    path("images/<uuid:folder_id>/", grid.grid, name="image-folder"),
    path("images/<uuid:folder_id>/rename/", folders.rename, name="image-folder-rename"),
    path("images/<uuid:folder_id>/close/", folders.close, name="image-folder-close"),
    path("images/<uuid:folder_id>/scan/", folders.scan, name="image-folder-scan"),
    path("images/<uuid:folder_id>/process/", folders.process, name="image-folder-process"),
    path("images/<uuid:folder_id>/stop/", folders.stop, name="image-folder-stop"),
    path("images/<uuid:folder_id>/progress/", folders.progress, name="image-folder-progress"),
    path("images/<uuid:folder_id>/check/", folders.check, name="image-folder-check"),
    path("images/<uuid:folder_id>/repair/", folders.repair, name="image-folder-repair"),
    path("images/<uuid:folder_id>/forget/", folders.forget, name="image-folder-forget"),
    path("images/<uuid:folder_id>/tag/", grid.tag, name="image-folder-tag"),
    path("images/one/<uuid:image_id>/", grid.show, name="image"),
    path("images/one/<uuid:image_id>/change/", grid.change, name="image-change"),
    path("images/one/<uuid:image_id>/small/", grid.thumbnail, name="image-small"),
    path("images/one/<uuid:image_id>/large/", grid.large, name="image-large"),
]
