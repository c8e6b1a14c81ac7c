"""What decides how an adapter is trained, wherever that happens."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_noop as _

from training.runs.rules.settings import Kind, Setting, bad_setting, checked_config

SEED = Setting("seed", _("Seed"), Kind.WHOLE, 1, _("The same seed and rows give the same result."), 0, 2_147_483_647)
ADAPTING = (
    Setting("rank", _("Rank"), Kind.WHOLE, 8, _("How much an adapter can take up; also its size."), 1, 256),
    Setting("alpha", _("Alpha"), Kind.WHOLE, None, _("How strongly it acts. Empty: twice the rank."), 1, 1_024),
    Setting("learning_rate", _("Learning rate"), Kind.NUMBER, 2e-4, _("Lower it when the loss jumps."), 1e-7, 1.0),
    Setting("batch", _("Rows a step"), Kind.WHOLE, 4, _("Fewer need less memory."), 1, 256),
    Setting("steps", _("Steps"), Kind.WHOLE, 100, "", 1, 100_000),
    Setting("length", _("Longest row"), Kind.WHOLE, 512, _("In tokens; longer ones are cut."), 8, 8_192),
    SEED,
    Setting("save_every", _("Steps between checkpoints"), Kind.WHOLE, None, _("Empty: a tenth of the steps."), 1, 100_000),
    Setting("must_improve", _("Refuse it unless it is better"), Kind.SWITCH, True, _("Better than its base model and than earlier versions, by the loss on held-out rows.")),
)  # fmt: skip


def checked_training(settings: Sequence[Setting], config: Mapping[str, Any]) -> dict[str, Any]:
    """The config complete, with what follows from other settings."""
    found = checked_config(settings, config)
    found.setdefault("alpha", min(1_024, 2 * found["rank"]))
    found.setdefault("save_every", max(1, found["steps"] // 10))
    if found["save_every"] > found["steps"]:
        raise bad_setting(
            "save_every", f"Expected a whole number from 1 to {found['steps']:,}, as there are no more steps."
        )
    return found
