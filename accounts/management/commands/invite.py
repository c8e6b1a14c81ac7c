"""Invites one person from the command line."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.urls import reverse

from accounts.services.invitations import DAYS_VALID, invite
from project.lib.clock import now


class Command(BaseCommand):
    """``invite [--email] [--days]``: prints the link of a new invitation."""

    help = "Prints a sign-up link that works once."

    def add_arguments(self, parser: CommandParser) -> None:
        """Whom, for how long, and where the site is reached."""
        parser.add_argument("--email", default="")
        parser.add_argument("--days", type=int, default=DAYS_VALID)
        parser.add_argument("--base-url", default=settings.PUBLIC_URL or "http://127.0.0.1:8000")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make the invitation and print its link, which is shown this once."""
        _, token = invite(by=None, at=now(), email=options["email"], days=options["days"])
        self.stdout.write(f"{options['base_url'].rstrip('/')}{reverse('account_signup')}?invitation={token}")
