"""What each staff role may do, as patterns of permissions: ``app.action_model`` with ``*`` for any.

A role names areas and not models, so a new model is covered when its app is.
"""

from fnmatch import fnmatchcase

ROLES: dict[str, tuple[str, ...]] = {
    "Catalogue editor": (
        "spirits.*_category", "spirits.*_spirit", "spirits.*_tool", "spirits.*_owntool*", "spirits.*_spirittool", "spirits.*_pairing",
        "spirits.*_bundle*", "spirits.*template*", "spirits.view_plan*", "ops.view_rowchange",
    ),
    "Pricing manager": ("spirits.*_plan*", "spirits.*_price*", "spirits.*_bundle*", "spirits.*_coupon*", "spirits.view_*", "ops.view_rowchange"),
    "Support": (
        "accounts.view_*", "accounts.change_user", "accounts.impersonate_user", "accounts.*_invitation", "accounts.change_devicesession",
        "chat.view_run", "queue.view_*", "spirits.view_*", "ops.view_systemevent", "ops.view_apilog",
    ),
    "Finance": (
        "spirits.view_*", "spirits.*_refund", "spirits.change_purchase", "spirits.*_coupon*", "accounts.view_user",
        "spirits.change_payment", "spirits.change_webhookevent", "spirits.change_account", "spirits.change_ledgertransaction", "spirits.add_grant", "spirits.change_grant", "spirits.change_staffrequest",
        "ops.view_rowchange",
    ),
    "Auditor": ("*.view_*",),
    "Operations": ("ops.*", "queue.*", "training.*", "accounts.view_*", "spirits.view_*", "spirits.*_toolserver"),
    "Owner": ("*.*",),
}  # fmt: skip

# Nobody's by role: what only the trigger-guarded services and housekeeping may touch.
NEVER = (
    "ops.add_systemevent",
    "ops.change_systemevent",
    "ops.delete_systemevent",
    "ops.*_auditentry",
    "ops.*_apilog",
    "ops.*_rowchange",
)


def is_granted(role: str, permission: str) -> bool:
    """Whether the role has that permission (``app.codename``)."""
    is_reading = permission.split(".", 1)[1].startswith("view_")
    if not is_reading and any(fnmatchcase(permission, pattern) for pattern in NEVER):
        return False
    return any(fnmatchcase(permission, pattern) for pattern in ROLES[role])
