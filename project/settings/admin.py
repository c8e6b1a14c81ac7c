"""How the admin looks and what it links to, in the order staff work in."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.utils.functional import lazy

if TYPE_CHECKING:
    from django.http import HttpRequest

# The site's own teal, light to dark, as unfold's primary colour.
TEAL = {
    "50": "240 250 250",
    "100": "218 242 242",
    "200": "182 228 229",
    "300": "136 209 211",
    "400": "90 186 190",
    "500": "45 150 156",
    "600": "19 119 126",
    "700": "12 99 107",
    "800": "14 79 86",
    "900": "15 66 72",
    "950": "6 42 47",
}

GROUPS: dict[str, list[tuple[str, str, str]]] = {
    "People": [
        ("Users", "accounts_user", "person"),
        ("Invitations", "accounts_invitation", "mail"),
        ("Roles", "auth_group", "badge"),
        ("Notifications sent", "accounts_notificationdelivery", "outgoing_mail"),
    ],
    "Catalogue": [
        ("Spirits", "spirits_spirit", "auto_awesome"),
        ("Tools", "spirits_tool", "build"),
        ("Our own tools", "spirits_owntool", "construction"),
        ("Tool servers", "spirits_toolserver", "hub"),
        ("Pairings", "spirits_pairing", "join_inner"),
        ("Bundles", "spirits_bundle", "inventory_2"),
        ("Plans", "spirits_plan", "workspace_premium"),
        ("Minion templates", "spirits_miniontemplate", "dashboard_customize"),
        ("Categories", "spirits_category", "category"),
    ],
    "Money": [
        ("Purchases", "spirits_purchase", "shopping_cart"),
        ("Payments", "spirits_payment", "payments"),
        ("Prices", "spirits_price", "sell"),
        ("Coupons", "spirits_coupon", "confirmation_number"),
        ("Subscriptions", "spirits_subscription", "autorenew"),
        ("Grants", "spirits_grant", "key"),
        ("Waiting for a second person", "spirits_staffrequest", "group"),
        ("Budgets", "spirits_budget", "savings"),
        ("Accounts", "spirits_account", "account_balance"),
        ("Ledger", "spirits_ledgertransaction", "menu_book"),
        ("Messages of the gateway", "spirits_webhookevent", "webhook"),
    ],
    "Use": [
        ("Minions", "spirits_minion", "smart_toy"),
        ("Conversations", "chat_conversation", "forum"),
        ("Runs", "chat_run", "play_circle"),
        ("Feedback", "chat_feedback", "thumbs_up_down"),
        ("Links", "chat_sharelink", "link"),
        ("Attached files", "chat_upload", "attach_file"),
        ("Usage", "chat_usagerecord", "query_stats"),
    ],
    "Models": [
        ("Providers", "training_provider", "dns"),
        ("Language models", "training_languagemodel", "psychology"),
        ("Knowledge bases", "training_knowledgebase", "local_library"),
        ("Documents", "training_document", "description"),
        ("Datasets", "training_dataset", "dataset"),
        ("Dataset versions", "training_datasetversion", "layers"),
        ("Suites", "training_suite", "fact_check"),
        ("Evaluations", "training_evaluation", "leaderboard"),
        ("Training runs", "training_trainingrun", "model_training"),
        ("Trained versions", "training_trainedversion", "new_releases"),
        ("Image folders", "training_imagefolder", "photo_library"),
    ],
    "Jobs": [
        ("Jobs", "queue_job", "work_history"),
        ("Batches", "queue_batch", "stacks"),
        ("Schedules", "queue_schedule", "schedule"),
        ("Moves from old folders", "training_legacyimport", "drive_file_move"),
    ],
    "Operations": [
        ("Events", "ops_systemevent", "notifications"),
        ("Audit trail", "ops_auditentry", "history"),
        ("Row changes", "ops_rowchange", "difference"),
        ("API requests", "ops_apilog", "api"),
        ("Limits", "ops_limitrule", "speed"),
        ("Runtime settings", "ops_runtimesetting", "tune"),
    ],
}


# The supervisor reads the settings too, and starts sooner without templates and addresses.
def _static(name: str) -> "Callable[[HttpRequest], str]":
    def address(request: "HttpRequest") -> str:
        from django.templatetags.static import static

        return static(name)

    return address


def _list_of(name: str) -> str:
    from django.urls import reverse

    return reverse(f"admin:{name}_changelist")


_list_lazily = lazy(_list_of, str)


def _link(title: str, name: str, icon: str) -> dict[str, Any]:
    app, _, model = name.partition("_")
    return {
        "title": title,
        "icon": icon,
        "link": _list_lazily(name),
        "permission": lambda request: request.user.has_perm(f"{app}.view_{model}"),
    }


UNFOLD = {
    "SITE_TITLE": "Daimon",
    "SITE_HEADER": "Daimon",
    "SITE_URL": "/",
    "SITE_ICON": _static("img/mark.svg"),
    "SITE_FAVICONS": [{"rel": "icon", "type": "image/svg+xml", "href": _static("img/favicon.svg")}],
    "DASHBOARD_CALLBACK": "project.ops.dashboard.figures",
    "SHOW_HISTORY": True,
    "SHOW_VIEW_ON_SITE": True,
    "STYLES": [_static("css/admin-lists.css"), _static("css/admin-desk.css")],
    "COLORS": {"primary": TEAL},
    "SIDEBAR": {
        "show_search": True,
        "show_all_applications": True,
        "navigation": [
            {"title": group, "collapsible": True, "items": [_link(*entry) for entry in entries]}
            for group, entries in GROUPS.items()
        ],
    },
}
