"""Prints the one-time link that makes the first owner."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.services.owner import make_owner_link


class Command(BaseCommand):
    """``owner_link``: for an installation nobody has an account on yet."""

    help = "Prints a link, valid for 24 hours, that makes the first owner of an empty installation."

    def add_arguments(self, parser: CommandParser) -> None:
        """Where the site is reached."""
        parser.add_argument("--base-url", default=settings.PUBLIC_URL or "http://127.0.0.1:8000")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the link, or say why there is none."""
        link = make_owner_link(options["base_url"])
        if link is None:
            raise CommandError("This installation has accounts already, so there is no owner link to make.")
        self.stdout.write(link)
