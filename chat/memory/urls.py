"""The pages of memory."""

from django.urls import path

from chat.memory import views

urlpatterns = [
    path("memory/", views.memories, name="memories"),
    path("memory/add/", views.add, name="memory-add"),
    path("memory/forget/", views.forget_several, name="memory-forget"),
    path("memory/import/", views.bring_in, name="memory-import"),
    path("memory/switch/", views.switch, name="memory-switch"),
    path("memory/<uuid:memory_id>/", views.memory, name="memory-one"),
    path("memory/<uuid:memory_id>/change/", views.change, name="memory-change"),
    path("memory/<uuid:memory_id>/undo/", views.undo_last, name="memory-undo"),
]
