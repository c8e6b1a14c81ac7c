"""``manage.py rotate_keys``: seal every stored secret with the newest of ENCRYPTION_KEYS, so that old ones can be dropped."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from project.ops.services.reseal import reseal_everything


class Command(BaseCommand):
    """Seal the secrets anew; harmless to repeat."""

    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        """Print how many were sealed anew; fail where some open with none of the keys."""
        told = reseal_everything()
        self.stdout.write(f"{told.done} secrets are sealed with the newest encryption key.")
        if told.lost:
            raise CommandError(f"{told.lost} open with none of the keys and stay as they are: a key was lost before.")
