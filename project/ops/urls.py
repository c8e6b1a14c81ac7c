"""Health answers, and pages that belong to no app."""

from django.urls import path

from project.ops import pages, views

urlpatterns = [
    path("health/live", views.live, name="health-live"),
    path("metrics", views.metrics, name="metrics"),
    path("health/ready", views.ready, name="health-ready"),
    path("style/", pages.style, name="style"),
    path("manifest.webmanifest", pages.manifest, name="manifest"),
    path("service-worker.js", pages.service_worker, name="service-worker"),
    path("offline/", pages.offline, name="offline"),
]
