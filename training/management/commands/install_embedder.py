"""Puts the weights of all-MiniLM-L6-v2 in place, after checking that they are the known ones."""

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from project.lib.errors import InvalidInput
from training.retrieval.installed import install_embedder


class Command(BaseCommand):
    """``install_embedder PATH``: a folder with model.safetensors and vocab.txt."""

    help = "Install the local embedder from a folder with model.safetensors and vocab.txt of all-MiniLM-L6-v2."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The folder."""
        parser.add_argument("path", type=Path)

    def handle(self, *args: object, path: Path, **options: object) -> None:
        """Check, copy, and say where."""
        try:
            folder = install_embedder(path)
        except InvalidInput as error:
            raise CommandError(error.message) from error
        self.stdout.write(
            f"Installed in {folder}. Restart the web and worker processes; memories are embedded in the background."
        )
