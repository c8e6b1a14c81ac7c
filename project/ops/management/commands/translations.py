"""Bring the translations in step with the texts of the site, and say what is missing."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from project.ops.translations.catalogues import holes, in_step, languages, write
from project.ops.translations.found import all_texts


class Command(BaseCommand):
    """Adds new texts without a translation, takes out those that are gone, compiles, and lists what is missing."""

    help = "Bring locale/ in step with code and templates, compile it, and list what is not translated."

    def add_arguments(self, parser: CommandParser) -> None:
        """Only look, or write as well."""
        parser.add_argument("--check", action="store_true", help="Write nothing; fail when something is missing.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write unless asked to look only."""
        texts = all_texts()
        for language in languages():
            if not options["check"]:
                write(language, in_step(language, texts))
        missing = [hole for language in languages() for hole in holes(language, texts)]
        for hole in missing:
            self.stdout.write(f"{hole.language}: {hole.words!r} {hole.problem}")
        self.stdout.write(f"{len(texts)} texts in {len(languages())} languages beside English; {len(missing)} holes.")
        if missing and options["check"]:
            raise SystemExit(1)
