"""The tables of this app whose rows keep a history; migration 0408 gives each its trigger."""

from project.ops.audit.authors import keep_history_of

CATALOGUE = (
    "spirits_category", "spirits_spirit", "spirits_tool", "spirits_spirittool", "spirits_pairing", "spirits_bundle",
    "spirits_bundlespirit", "spirits_plan", "spirits_planspirit", "spirits_miniontemplate",
    "spirits_miniontemplatespirit",
)  # fmt: skip
MONEY = (
    "spirits_price", "spirits_planversion", "spirits_coupon", "spirits_purchase", "spirits_refund", "spirits_payment",
    "spirits_subscription", "spirits_subscriptionperiod", "spirits_grant", "spirits_budget",
)  # fmt: skip

keep_history_of(*CATALOGUE, *MONEY)
