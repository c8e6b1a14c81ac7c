"""What the measures and figures of a run are called on its page."""

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from training.evaluations.rules.metrics import Metric

LABELS = {
    "loss": _("Loss"), "held_out_loss": _("Loss on held-out rows"), "percent": _("Done, in per cent"), "before": _("Before"),
    "after": _("After"), "candidates": _("Candidates"), "rows": _("Rows"), "tried": _("Questions tried"), "passages": _("Passages"),
    "model": _("Model"), "adapter": _("Folder of the adapter"), "base_sha256": _("SHA-256 of the base model"),
    "unseen_rows": _("Rows that nobody chose by"), "unseen_before": _("Before, on those"), "unseen_after": _("After, on those"),
    "base_repository": _("Base model"), "base_commit": _("Its commit"), "base_licence": _("Its licence"),
    "base": _("Knowledge base"), "submission": _("Job on the cluster"),
}  # fmt: skip


def label_of(name: str) -> str:
    """Its label in the page's language; what is not known is called by its name."""
    if name in Metric.values:
        return gettext(Metric(name).label)
    return gettext(LABELS[name]) if name in LABELS else name
