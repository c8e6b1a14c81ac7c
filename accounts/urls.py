"""The pages of people that allauth does not bring."""

from django.urls import path

from accounts import data_views, impersonation, notification_views, share_pages, views

urlpatterns = [
    path("owner/<str:token>/", views.owner, name="owner"),
    path("devices/", views.devices, name="devices"),
    path("devices/sign-out-others/", views.sign_out_others, name="sign-out-others"),
    path("devices/<uuid:session_id>/sign-out/", views.sign_out_device, name="sign-out-device"),
    path("api-keys/", views.api_keys, name="api-keys"),
    path("api-keys/<uuid:key_id>/revoke/", views.revoke_key, name="revoke-api-key"),
    path("impersonation/stop/", impersonation.stop, name="stop-impersonation"),
    path("shared/", share_pages.shared, name="shared"),
    path("shared/<str:kind>/<uuid:object_id>/", share_pages.readers, name="readers"),
    path("shares/<uuid:share_id>/stop/", share_pages.stop, name="stop-sharing"),
    path("profile/", views.profile, name="profile"),
    path("data/", data_views.my_data, name="my-data"),
    path("data/archive/", data_views.archive, name="my-data-archive"),
    path("data/archive/ask/", data_views.ask, name="ask-data-archive"),
    path("data/delete/", data_views.delete, name="delete-account"),
    path("data/keep/", data_views.keep, name="keep-account"),
    path("notifications/", notification_views.notifications, name="notifications"),
    path("notifications/read-all/", notification_views.read_all, name="notifications-read-all"),
    path("notifications/settings/", notification_views.notification_settings, name="notification-settings"),
    path(
        "notifications/settings/save/", notification_views.save_notification_settings, name="save-notification-settings"
    ),
    path("notifications/settings/webhook/", notification_views.save_webhook, name="save-webhook"),
    path("notifications/settings/browsers/", notification_views.subscribe_browser, name="subscribe-browser"),
    path(
        "notifications/settings/browsers/<uuid:push_subscription_id>/end/",
        notification_views.forget_browser,
        name="forget-browser",
    ),
    path("notifications/<uuid:notification_id>/open/", notification_views.open_notification, name="open-notification"),
]
