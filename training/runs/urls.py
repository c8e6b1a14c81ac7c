"""The pages of training runs."""

from django.urls import path

from training.runs import views

urlpatterns = [
    path("training/", views.runs, name="training-runs"),
    path("training/start/", views.start, name="training-start"),
    path("training/<uuid:training_run_id>/", views.run, name="training-run"),
    path("training/<uuid:training_run_id>/state/", views.state, name="training-run-state"),
    path("training/<uuid:training_run_id>/stop/", views.stop, name="training-stop"),
    path("training/<uuid:training_run_id>/resume/", views.resume, name="training-resume"),
    path("training/<uuid:training_run_id>/remove/", views.remove, name="training-remove"),
    path("training/<uuid:training_run_id>/export/", views.export, name="training-export"),
    path("training/<uuid:training_run_id>/file/", views.file, name="training-file"),
    path("training/version/<uuid:trained_version_id>/promote/", views.promote_version, name="training-promote"),
    path("training/version/<uuid:trained_version_id>/try/", views.try_version, name="training-try"),
    path("training/version/<uuid:trained_version_id>/roll-back/", views.roll_back_version, name="training-roll-back"),
]
