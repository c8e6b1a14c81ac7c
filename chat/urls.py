"""The pages of conversations, and the site's front."""

from django.urls import include, path

from chat.views import approvals, comparisons, conversation, front, remembered, shared, told, usage

urlpatterns = [
    path("", include("chat.memory.urls")),
    path("", front.front, name="home"),
    path("welcome/", front.landing, name="landing"),
    path("usage/", usage.usage, name="usage"),
    path("usage/export.csv", usage.usage_csv, name="usage-csv"),
    path("compare/", comparisons.comparisons, name="comparisons"),
    path("compare/start/", comparisons.start, name="comparison-start"),
    path("compare/<uuid:comparison_id>/", comparisons.show, name="comparison"),
    path("compare/<uuid:comparison_id>/verdict/", comparisons.verdict, name="comparison-verdict"),
    path("compare/<uuid:comparison_id>/vote/", comparisons.decide, name="comparison-vote"),
    path("compare/<uuid:comparison_id>/delete/", comparisons.delete, name="comparison-delete"),
    path("compare/<uuid:comparison_id>/<int:position>/", comparisons.column, name="comparison-answer"),
    path("chat/", conversation.new, name="chat"),
    path("chat/start/", conversation.start, name="chat-start"),
    path("chat/list/", conversation.rail_list, name="chat-list"),
    path("chat/<uuid:conversation_id>/", conversation.show, name="conversation"),
    path("chat/<uuid:conversation_id>/context/", told.context, name="chat-context"),
    path("chat/<uuid:conversation_id>/shared/", shared.shared, name="shared-conversation"),
    path("chat/<uuid:conversation_id>/send/", conversation.send, name="chat-send"),
    path("chat/<uuid:conversation_id>/change/", conversation.change, name="chat-change"),
    path("chat/<uuid:conversation_id>/delete/", conversation.delete, name="chat-delete"),
    path("chat/<uuid:conversation_id>/before/<uuid:message_id>/", conversation.earlier, name="chat-earlier"),
    path("chat/messages/<uuid:message_id>/", conversation.turn, name="chat-turn"),
    path("chat/messages/<uuid:message_id>/edit/", conversation.edit, name="chat-edit"),
    path("chat/messages/<uuid:message_id>/again/", conversation.answer_again, name="chat-again"),
    path("chat/messages/<uuid:message_id>/show/", conversation.switch, name="chat-switch"),
    path("chat/runs/<uuid:run_id>/told/", told.told, name="chat-told"),
    path("chat/runs/<uuid:run_id>/remembered/", remembered.remembered, name="chat-remembered"),
    path("chat/runs/<uuid:run_id>/remembered/undo/", remembered.undo_remembered, name="chat-remembered-undo"),
    path("chat/runs/<uuid:run_id>/stop/", conversation.stop, name="chat-stop"),
    path("chat/approvals/<uuid:approval_id>/", approvals.decide, name="tool-decide"),
]
