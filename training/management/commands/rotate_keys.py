"""``manage.py rotate_keys``: seal every stored key with the newest of ENCRYPTION_KEYS, so that old ones can be dropped."""

from typing import Any

from django.core.management.base import BaseCommand

from training.services.provider_keys import rotate_keys


class Command(BaseCommand):
    """Seal the keys anew; harmless to repeat."""

    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        """Print how many keys were sealed anew."""
        self.stdout.write(f"{rotate_keys()} keys are sealed with the newest encryption key.")
