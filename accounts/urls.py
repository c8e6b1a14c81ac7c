"""The pages of people that allauth does not bring."""

from django.urls import path

from accounts import views

urlpatterns = [
    path("owner/<str:token>/", views.owner, name="owner"),
    path("profile/", views.profile, name="profile"),
]
