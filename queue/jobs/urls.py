"""The pages of jobs."""

from django.urls import path

from jobs import views

urlpatterns = [
    path("activity/", views.activity, name="activity"),
    path("activity/<uuid:job_id>/", views.show, name="job"),
    path("activity/<uuid:job_id>/stop/", views.stop, name="job-stop"),
    path("activity/<uuid:job_id>/again/", views.again, name="job-again"),
    path("activity/batches/<uuid:batch_id>/stop/", views.stop_batch, name="batch-stop"),
]
