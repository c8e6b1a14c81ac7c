"""Close a version that cannot be filled."""

from django.db import connection, transaction

from training.datasets.models import DatasetVersion
from training.datasets.services.files import forget_file


def fail_version(version: DatasetVersion, problem: str) -> None:
    """Close it without rows and without its file."""
    with transaction.atomic():
        with connection.cursor() as cursor:  # past the model, which would load every row to delete it
            cursor.execute("DELETE FROM training_sample WHERE version_id = %s", [version.pk])
        version.state, version.problem = DatasetVersion.State.FAILED, problem[:500]
        version.save(update_fields=["state", "problem"])
        transaction.on_commit(lambda: forget_file(version.pk))
