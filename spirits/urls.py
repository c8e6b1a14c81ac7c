"""The pages of the catalogue and of minions."""

from django.urls import path

from spirits.views import builder, cards, catalogue, connections, files, minions, planner, plans, receipts, shop, webhooks

urlpatterns = [
    path("catalogue/", catalogue.catalogue, name="catalogue"),
    path("catalogue/bundles/", catalogue.bundles, name="bundles"),
    path("catalogue/plans/", catalogue.plans, name="plans"),
    path("catalogue/spirits/<slug:slug>/", catalogue.spirit, name="spirit"),
    path("shop/spirit/<slug:slug>/", shop.checkout, {"kind": "spirit"}, name="buy-spirit"),
    path("shop/bundle/<slug:slug>/", shop.checkout, {"kind": "bundle"}, name="buy-bundle"),
    path("plans/<slug:slug>/", plans.plan_checkout, name="plan-checkout"),
    path("plan/cancel/", plans.plan_cancel, name="plan-cancel"),
    path("purchases/", shop.purchases, name="purchases"),
    path("purchases/<uuid:purchase_id>/", receipts.receipt, name="receipt"),
    path("purchases/<uuid:purchase_id>/pdf/", receipts.receipt_pdf, name="receipt-pdf"),
    path("purchases/<uuid:purchase_id>/pay/", receipts.pay_again, name="pay-again"),
    path("purchases/<uuid:purchase_id>/cancel/", receipts.cancel, name="cancel-order"),
    path("plan/pay/", plans.plan_pay, name="plan-pay"),
    path("cards/", cards.cards, name="cards"),
    path("cards/new/<uuid:payment_id>/", cards.card_setup, name="card-setup"),
    path("cards/<uuid:card_id>/remove/", cards.card_remove, name="card-remove"),
    path("cards/<uuid:card_id>/default/", cards.card_default, name="card-default"),
    path("webhooks/stripe/", webhooks.stripe, name="stripe-webhook"),
    path("points/", shop.points, name="points"),
    path("points/export/", shop.points_csv, name="points-csv"),
    path("files/", files.download, name="workspace-file"),
    path("minions/", minions.minions, name="minions"),
    path("minions/new/", builder.minion_new, name="minion-new"),
    path("minions/preview/", builder.minion_preview, name="minion-preview"),
    path("minions/import/", minions.import_file, name="minion-import"),
    path("minions/<uuid:minion_id>/", minions.minion, name="minion"),
    path("minions/<uuid:minion_id>/shared/", minions.shared, name="shared-minion"),
    path("minions/<uuid:minion_id>/edit/", builder.minion_edit, name="minion-edit"),
    path("minions/<uuid:minion_id>/clone/", minions.clone, name="minion-clone"),
    path("minions/<uuid:minion_id>/archive/", minions.archive, name="minion-archive"),
    path("minions/<uuid:minion_id>/restore/", minions.restore, name="minion-restore"),
    path("minions/<uuid:minion_id>/delete/", minions.delete, name="minion-delete"),
    path("minions/<uuid:minion_id>/export/", minions.export, name="minion-export"),
    path("minions/<uuid:minion_id>/versions/", minions.versions, name="minion-versions"),
    path(
        "minions/<uuid:minion_id>/versions/<int:number>/restore/", minions.restore_former, name="minion-version-restore"
    ),
    path("connections/", connections.connections, name="connections"),
    path("connections/connect/", connections.connect, name="connect-account"),
    path("connections/<uuid:account_id>/disconnect/", connections.disconnect, name="disconnect-account"),
    path("calendar/", planner.calendar, name="calendar"),
    path("calendar/add/", planner.event_add, name="event-add"),
    path("calendar/import/", planner.calendar_import, name="calendar-import"),
    path("calendar/<uuid:calendar_id>/export/", planner.calendar_export, name="calendar-export"),
    path("calendar/events/<uuid:event_id>/remove/", planner.event_remove, name="event-remove"),
    path("reminders/", planner.reminders, name="reminders"),
    path("reminders/set/", planner.reminder_set, name="reminder-set"),
    path("reminders/<uuid:reminder_id>/snooze/", planner.reminder_snooze, name="reminder-snooze"),
    path("reminders/<uuid:reminder_id>/cancel/", planner.reminder_cancel, name="reminder-cancel"),
    path("tasks/", planner.tasks, name="scheduled-tasks"),
    path("tasks/schedule/", planner.task_schedule, name="task-schedule"),
    *(
        path(f"tasks/<uuid:task_id>/{verb}/", planner.task_change, {"verb": verb}, name=f"task-{verb}")
        for verb in ("pause", "resume", "cancel")
    ),
]
