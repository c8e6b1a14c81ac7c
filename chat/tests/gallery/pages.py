"""Every page of the site with who looks at it; what is no page is named with the reason."""

from django.contrib import admin

from chat.tests.gallery.shots import Shot
from chat.tests.gallery.ways import (
    ask_code,
    bundles,
    confirm_link,
    drawing,
    model,
    of_approval,
    of_minion,
    of_pictures,
    open_menu,
    open_palette,
    open_rail,
    open_share,
    open_steps,
    priced,
    reset_link,
    spirit,
    talk,
    type_hash,
    wait_for_memory,
)
from project.lib.ids import uuid7

ERRORS = ("400", "403", "403_csrf", "429", "500", "503")  # drawn from the site's own templates
PAGES: dict[str, list[Shot]] = {
    "landing": [Shot("landing", "/welcome/", "visitor")],
    "home": [Shot("home", "/"), Shot("home-new", "/", "newcomer"), Shot("home-rail", "/", before=open_rail)],
    "style": [Shot("style", "/style/", "visitor")],
    "offline": [Shot("offline", "/offline/", "visitor")],
    "account_login": [Shot("login", "/accounts/login/", "visitor")],
    "account_signup": [Shot("sign-up", "/accounts/signup/", "visitor")],
    "account_logout": [Shot("logout", "/accounts/logout/")],
    "account_inactive": [Shot("inactive", "/accounts/inactive/", "visitor")],
    "account_reauthenticate": [Shot("prove-again", "/accounts/reauthenticate/?next=/")],
    "account_email": [Shot("email", "/accounts/email/")],
    "account_email_verification_sent": [Shot("confirm-sent", "/accounts/confirm-email/", "visitor")],
    "account_confirm_email": [
        Shot("confirm", confirm_link, "visitor"),
        Shot("confirm-dead", "/accounts/confirm-email/nothing:nothing/", "visitor"),
    ],
    "account_change_password": [Shot("password", "/accounts/password/change/")],
    "account_reset_password": [Shot("reset", "/accounts/password/reset/", "visitor")],
    "account_reset_password_done": [Shot("reset-sent", "/accounts/password/reset/done/", "visitor")],
    "account_reset_password_from_key": [
        Shot("reset-new", reset_link, "visitor"),
        Shot("reset-dead", "/accounts/password/reset/key/1-nothing/", "visitor"),
    ],
    "account_reset_password_from_key_done": [Shot("reset-done", "/accounts/password/reset/key/done/", "visitor")],
    "mfa_index": [Shot("second-factor", "/accounts/2fa/"), Shot("second-factor-on", "/accounts/2fa/", "jonas")],
    "mfa_authenticate": [Shot("second-factor-ask", "/accounts/login/", "visitor", before=ask_code)],
    "mfa_reauthenticate": [Shot("second-factor-again", "/accounts/2fa/reauthenticate/?next=/", "jonas")],
    "mfa_activate_totp": [Shot("second-factor-app", "/accounts/2fa/totp/activate/")],
    "mfa_deactivate_totp": [Shot("second-factor-app-off", "/accounts/2fa/totp/deactivate/", "jonas")],
    "mfa_view_recovery_codes": [Shot("recovery-codes", "/accounts/2fa/recovery-codes/", "jonas")],
    "mfa_generate_recovery_codes": [Shot("recovery-codes-new", "/accounts/2fa/recovery-codes/generate/", "jonas")],
    "mfa_list_webauthn": [
        Shot("passkeys", "/accounts/2fa/webauthn/", "jonas"),
        Shot("passkeys-none", "/accounts/2fa/webauthn/"),
    ],
    "mfa_add_webauthn": [Shot("passkey-add", "/accounts/2fa/webauthn/add/")],
    "mfa_reauthenticate_webauthn": [Shot("passkey-again", "/accounts/2fa/webauthn/reauthenticate/?next=/", "jonas")],
    "mfa_remove_webauthn": [
        Shot(
            "passkey-remove",
            lambda world: (
                f"/accounts/2fa/webauthn/keys/{world.jonas.authenticator_set.get(type='webauthn').pk}/remove/"
            ),
            "jonas",
        )
    ],
    "mfa_edit_webauthn": [
        Shot(
            "passkey-edit",
            lambda world: f"/accounts/2fa/webauthn/keys/{world.jonas.authenticator_set.get(type='webauthn').pk}/edit/",
            "jonas",
        )
    ],
    "socialaccount_connections": [Shot("connections", "/accounts/3rdparty/")],
    "socialaccount_login_cancelled": [Shot("sso-cancelled", "/accounts/3rdparty/login/cancelled/", "visitor")],
    "socialaccount_login_error": [Shot("sso-error", "/accounts/3rdparty/login/error/", "visitor", status=401)],
    "profile": [Shot("profile", "/accounts/profile/")],
    "devices": [Shot("devices", "/accounts/devices/")],
    "api-keys": [Shot("api-keys", "/accounts/api-keys/"), Shot("api-keys-none", "/accounts/api-keys/", "newcomer")],
    "owner": [Shot("owner-dead", "/accounts/owner/nothing/", "visitor", status=404)],
    "my-data": [Shot("my-data", "/accounts/data/"), Shot("my-data-none", "/accounts/data/", "newcomer")],
    "delete-account": [Shot("delete-account", "/accounts/data/delete/")],
    "calendar": [Shot("calendar", "/calendar/"), Shot("calendar-none", "/calendar/", "newcomer")],
    "reminders": [Shot("reminders", "/reminders/"), Shot("reminders-none", "/reminders/", "newcomer")],
    "connections": [Shot("connections", "/connections/"), Shot("connections-none", "/connections/", "newcomer")],
    "tool": [
        Shot("tool", "/catalogue/tools/sql_connector/"),
        Shot("tool-locked", "/catalogue/tools/symptom_analyzer/", "newcomer"),
    ],
    "workspace": [Shot("workspace", "/workspace/"), Shot("workspace-none", "/workspace/", "newcomer")],
    "artifacts": [
        Shot("made", "/artifacts/"),
        Shot("made-none", "/artifacts/", "newcomer"),
        Shot("made-nothing-here", "/artifacts/?q=zzzz"),
    ],
    "artifact": [
        Shot("made-text", lambda world: f"/artifacts/{world.artifact.pk}/"),  # type: ignore[union-attr]
        Shot("made-picture", lambda world: f"/artifacts/{drawing(world)}/"),
    ],
    "releases": [Shot("releases", "/releases/"), Shot("releases-none", "/releases/", "newcomer")],
    "release": [Shot("release", lambda world: f"/releases/{world.release.pk}/")],  # type: ignore[union-attr]
    "encryption-keys": [Shot("keys", "/encryption-keys/"), Shot("keys-none", "/encryption-keys/", "newcomer")],
    "encryption-key-delete": [
        Shot("key-delete", lambda world: f"/encryption-keys/{world.encryption_key.pk}/delete/"),  # type: ignore[union-attr]
    ],
    "health-log": [Shot("health", "/health-log/"), Shot("health-none", "/health-log/", "newcomer")],
    "learning": [Shot("learning", "/learning/"), Shot("learning-none", "/learning/", "newcomer")],
    "monitors": [Shot("monitors", "/monitors/"), Shot("monitors-none", "/monitors/", "newcomer")],
    "tool-servers": [
        Shot("tool-servers", "/tool-servers/"),
        Shot("tool-servers-none", "/tool-servers/", "newcomer"),
    ],
    "approvals": [Shot("approvals", "/approvals/"), Shot("approvals-none", "/approvals/", "newcomer")],
    "approval": [Shot("approval", of_approval)],
    "scheduled-tasks": [Shot("tasks", "/tasks/")],
    "notifications": [
        Shot("notifications", "/accounts/notifications/"),
        Shot("notifications-none", "/accounts/notifications/", "newcomer"),
    ],
    "notification-settings": [Shot("notification-settings", "/accounts/notifications/settings/")],
    "shared": [Shot("shared", "/accounts/shared/"), Shot("shared-none", "/accounts/shared/", "newcomer")],
    "readers": [Shot("readers", lambda world: f"/accounts/shared/conversation/{world.talks['code'].pk}/")],
    "shared-conversation": [
        Shot("shared-conversation", lambda world: f"/chat/{world.talks['code'].pk}/shared/", "newcomer")
    ],
    "shared-minion": [Shot("shared-minion", of_minion("shared/"), "newcomer")],
    "catalogue": [Shot("catalogue", "/catalogue/"), Shot("catalogue-none", "/catalogue/?q=zzzz")],
    "bundles": [Shot("bundles", "/catalogue/bundles/")],
    "plans": [Shot("plans", "/catalogue/plans/")],
    "spirit": [Shot("spirit", "/catalogue/spirits/creative/"), Shot("spirit-locked", "/catalogue/spirits/healer/")],
    "buy-spirit": [
        Shot("checkout", "/shop/spirit/analyst/"),
        Shot("checkout-refused", "/shop/spirit/healer/", "newcomer"),
    ],
    "buy-bundle": [
        Shot(
            "checkout-bundle",
            lambda world: f"/shop/bundle/{bundles()[-1]}/",
        )
    ],
    "plan-checkout": [Shot("plan-checkout", "/plans/enterprise/"), Shot("plan-begin", "/plans/creator/", "newcomer")],
    "purchases": [Shot("purchases", "/purchases/"), Shot("purchases-none", "/purchases/", "newcomer")],
    "receipt": [Shot("receipt", lambda world: f"/purchases/{world.receipt}/")],
    "cards": [Shot("cards", "/cards/")],
    "progress": [Shot("progress", "/progress/"), Shot("progress-none", "/progress/", "newcomer")],
    "points": [Shot("points", "/points/")],
    "points-work": [Shot("points-work", lambda world: f"/points/work/{world.work_id}/")],
    "minions": [Shot("minions", "/minions/"), Shot("minions-none", "/minions/", "newcomer")],
    "minion-new": [
        Shot("gallery", "/minions/new/"),
        Shot("builder", lambda world: f"/minions/new/?template={world.template.slug}"),  # type: ignore[union-attr]
    ],
    "minion": [Shot("minion", of_minion())],
    "minion-edit": [
        Shot("minion-edit", of_minion("edit/")),
        Shot("minion-edit-variables", lambda world: f"/minions/{world.writer.pk}/edit/"),  # type: ignore[union-attr]
    ],
    "minion-versions": [Shot("versions", of_minion("versions/"))],
    "chat": [
        Shot("new-chat", "/chat/"),
        Shot("new-chat-temporary", "/chat/?temporary"),
        Shot("new-chat-minion", lambda world: f"/chat/?minion={world.minion.pk}"),  # type: ignore[union-attr]
        Shot("new-chat-variables", lambda world: f"/chat/?minion={world.writer.pk}"),  # type: ignore[union-attr]
        Shot("new-chat-empty", "/chat/", "newcomer"),
    ],
    "conversation": [
        Shot("chat-table", talk("boats")),
        Shot("chat-code", talk("code")),
        Shot("chat-made", talk("tools")),
        Shot("chat-tool", talk("tools"), before=open_steps),
        Shot("chat-files", talk("mail")),
        Shot("chat-hash", talk("mail"), before=type_hash),
        Shot("chat-approval", talk("approval")),
        Shot("chat-failed", talk("failed")),
        Shot("chat-stopped", talk("stopped")),
        Shot("chat-streaming", talk("streaming")),
        Shot("chat-palette", talk("code"), before=open_palette),
        Shot("chat-share", talk("code"), before=open_share),
        Shot("chat-feedback", talk("code"), before=lambda page: page.get_by_role("button", name="Bad answer").click()),
        Shot("chat-part", lambda world: f"/chat/{world.talks['boats'].pk}/?message={world.early_message}"),
        Shot("chat-menu", talk("code"), before=open_menu("What to do with this chat")),
    ],
    "chat-context": [Shot("context", lambda world: f"/chat/{world.talks['boats'].pk}/context/")],
    "chat-told": [Shot("told", lambda world: f"/chat/runs/{world.run_id}/told/")],
    "comparisons": [Shot("comparisons", "/compare/"), Shot("comparisons-none", "/compare/", "newcomer")],
    "comparison": [Shot("comparison", lambda world: f"/compare/{world.comparison_id}/")],
    "search": [Shot("search", "/search/?q=boat"), Shot("search-none", "/search/?q=zzzz")],
    "chat-import": [Shot("import", "/chat/import/")],
    "chat-links": [Shot("links", lambda world: f"/chat/{world.talks['code'].pk}/links/")],
    "chat-info": [Shot("info", lambda world: f"/chat/messages/{world.talks['boats'].leaf_id}/info/")],
    "linked": [
        Shot("linked", lambda world: f"/s/{world.link}/", "visitor"),
        Shot("linked-locked", lambda world: f"/s/{world.locked_link}/", "visitor"),
        Shot("linked-over", "/s/nothing/", "visitor", status=404),
    ],
    "memories": [Shot("memories", "/memory/"), Shot("memories-none", "/memory/", "newcomer")],
    "memory-one": [Shot("memory", lambda world: f"/memory/{world.memory.pk}/")],  # type: ignore[union-attr]
    "images": [Shot("pictures", "/images/"), Shot("pictures-none", "/images/", "newcomer")],
    "image-folder": [
        Shot("picture-grid", of_pictures()),
        Shot("picture-search", of_pictures("?q=boat")),
        Shot("picture-search-none", of_pictures("?q=zzzz")),
    ],
    "image-folder-check": [Shot("picture-check", of_pictures("check/"))],
    "image": [
        Shot("picture", lambda world: f"/images/one/{world.pictures.images.first().pk}/"),  # type: ignore[union-attr]
        Shot("picture-broken", lambda world: f"/images/one/{world.pictures.images.get(path='old/torn.jpg').pk}/"),  # type: ignore[union-attr]
    ],
    "datasets": [Shot("datasets", "/datasets/"), Shot("datasets-none", "/datasets/", "newcomer")],
    "knowledge": [Shot("knowledge", "/knowledge/"), Shot("knowledge-none", "/knowledge/", "newcomer")],
    "knowledge-base": [Shot("knowledge-base", lambda world: f"/knowledge/{world.knowledge.pk}/")],  # type: ignore[union-attr]
    "knowledge-workbench": [
        Shot("knowledge-found", lambda world: f"/knowledge/{world.knowledge.pk}/workbench/?q=When+does+the+lock+open"),  # type: ignore[union-attr]
        Shot(
            "knowledge-not-there",
            lambda world: f"/knowledge/{world.knowledge.pk}/workbench/?q=Who+painted+the+Mona+Lisa",
        ),  # type: ignore[union-attr]
    ],
    "knowledge-document": [Shot("knowledge-document", lambda world: f"/knowledge/document/{world.document.pk}/")],  # type: ignore[union-attr]
    "upload-cited": [Shot("upload-cited", lambda world: f"/chat/uploads/{world.upload.pk}/cited/1/")],  # type: ignore[union-attr]
    "knowledge-cited": [Shot("knowledge-cited", lambda world: f"/knowledge/cited/{world.document.pk}/100-200/")],  # type: ignore[union-attr]
    "evaluations": [Shot("evaluations", "/evaluations/"), Shot("evaluations-none", "/evaluations/", "newcomer")],
    "suite": [Shot("suite", lambda world: f"/evaluations/suite/{world.evaluation.suite_id}/")],  # type: ignore[union-attr]
    "evaluation": [
        Shot("evaluation", lambda world: f"/evaluations/{world.evaluation.pk}/"),  # type: ignore[union-attr]
        Shot("evaluation-wrong", lambda world: f"/evaluations/{world.evaluation.pk}/?show=wrong"),  # type: ignore[union-attr]
    ],
    "evaluation-calibrate": [Shot("judging", lambda world: f"/evaluations/{world.evaluation.pk}/calibrate/")],  # type: ignore[union-attr]
    "evaluation-report": [Shot("evaluation-report", lambda world: f"/evaluations/{world.evaluation.pk}/report/")],  # type: ignore[union-attr]
    "leaderboard": [Shot("leaderboard", "/leaderboard/"), Shot("leaderboard-none", "/leaderboard/", "newcomer")],
    "training-runs": [Shot("training", "/training/"), Shot("training-none", "/training/", "newcomer")],
    "training-run": [
        Shot("training-run", lambda world: f"/training/{world.training.pk}/"),  # type: ignore[union-attr]
        Shot("training-run-kept", lambda world: f"/training/{world.kept_training.pk}/"),  # type: ignore[union-attr]
    ],
    "dataset": [Shot("dataset", lambda world: f"/datasets/{world.dataset.pk}/")],  # type: ignore[union-attr]
    "providers": [Shot("providers", "/providers/", "jonas"), Shot("providers-own", "/providers/")],
    "provider": [
        Shot("provider", lambda world: f"/providers/{world.rented.pk}/"),  # type: ignore[union-attr]
        Shot("provider-failing", lambda world: f"/providers/{world.attic.pk}/", "jonas"),  # type: ignore[union-attr]
    ],
    "ollama": [
        Shot("ollama", lambda world: f"/providers/{world.attic.pk}/ollama/", "jonas", before=wait_for_memory),  # type: ignore[union-attr]
    ],
    "ollama-show": [
        Shot("ollama-show", lambda world: f"/providers/{world.attic.pk}/ollama/show/?name=absent", "jonas"),  # type: ignore[union-attr]
    ],
    "models": [
        Shot("models", "/models/"),
        Shot("models-none", "/models/?q=zzzz"),
        Shot("models-staff", "/models/?all=1", "jonas"),
    ],
    "model-edit": [Shot("model-edit", lambda world: f"/models/{model()}/edit/", "jonas")],
    "minion-fallbacks": [Shot("fallbacks", of_minion("fallbacks/"))],
    "usage": [Shot("usage", "/usage/"), Shot("usage-none", "/usage/", "newcomer")],
    "activity": [Shot("activity", "/activity/"), Shot("activity-none", "/activity/", "newcomer")],
    "job": [
        Shot("job-running", lambda world: f"/activity/{world.jobs['running'].pk}/"),
        Shot("job-failed", lambda world: f"/activity/{world.jobs['failed'].pk}/"),
        Shot("job-done", lambda world: f"/activity/{world.jobs['done'].pk}/"),
    ],
    "errors": [
        Shot("error-404", "/nowhere/", status=404),
        *(Shot(f"error-{code}", f"/errors/{code}.html", "visitor", status=int(code[:3])) for code in ERRORS),
        Shot("error-404-foreign", lambda world: f"/chat/{uuid7()}/", status=404),
    ],
}
ADMIN = [
    Shot("admin", "/admin/", "jonas", is_ours=False, widths=(390, 1280)),
    Shot("admin-matrix", "/admin/spirits/pairing/matrix/", "jonas", is_ours=False, widths=(390, 1280)),
    Shot("admin-person", lambda world: f"/admin/spirits/grant/person/{world.mara.pk}/?spirit={spirit()}", "jonas", is_ours=False, widths=(390, 1280)),
    Shot("admin-migrate", "/admin/spirits/subscription/migrate/", "jonas", is_ours=False, widths=(390, 1280)),
    Shot("admin-timeline", lambda world: f"/admin/spirits/price/timeline/{priced()}/", "jonas", is_ours=False, widths=(390, 1280)),
    Shot("admin-bulk", "/admin/spirits/grant/bulk/", "jonas", is_ours=False, widths=(1280,)),
    Shot("admin-reconcile", "/admin/spirits/ledgertransaction/reconcile/", "jonas", is_ours=False, widths=(1280,)),
    Shot("admin-lanes", "/admin/queue/job/lanes/", "jonas", is_ours=False, widths=(390, 1280)),
    *(
        Shot(f"admin-{model._meta.label_lower}", f"/admin/{model._meta.app_label}/{model._meta.model_name}/", "jonas", is_ours=False, widths=(1280,))
        for model in admin.site._registry
    ),
]  # fmt: skip
NO_PAGES: dict[str, str] = {
    **dict.fromkeys(("health-live", "health-ready", "metrics", "manifest", "service-worker"), "read by programs"),
    **dict.fromkeys(("usage-csv", "points-csv", "minion-export", "calendar-export", "receipt-pdf", "chat-export", "chat-export-all", "workspace-file", "mfa_download_recovery_codes", "image-small", "image-large", "upload", "upload-picture", "evaluation-report-file", "training-file", "my-data-archive", "encryption-key-public", "artifact-file", "artifact-small", "artifact-large", "release-file"), "a file"),
    **dict.fromkeys(("chat-list", "upload-chips", "chat-earlier", "chat-gauge", "chat-turn", "chat-suggest", "chat-tool-form", "chat-remembered", "comparison-answer", "comparison-verdict", "minion-preview", "minion-tools", "image-folder-progress", "dataset-state", "knowledge-documents", "evaluation-state", "training-run-state", "ollama-running", "ollama-work", "tool-call-made"), "a fragment of a page shown"),
    "tool-server-signed-in": "comes from a tool server's sign-in page",
    "card-setup": "leads to the payment service",
    "mfa_login_webauthn": "JSON for the sign-in page's script",
    "account_confirm_login_code": "sign-in by mailed code is off",
    "account_set_password": "everybody here has a password; without one it is the page of a new password",
    "socialaccount_signup": "begins at a single sign-on provider, tested with one in accounts",
    "openid_connect_login": "leads to a single sign-on provider",
    "openid_connect_callback": "comes from a single sign-on provider",
    "legacy-social": "old addresses of the single sign-on pages",
}  # fmt: skip
