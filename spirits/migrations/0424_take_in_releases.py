"""Releases that were workspace files alone become releases; the files stay where they are."""

import re
from pathlib import Path

from django.conf import settings
from django.db import migrations

PLACE = re.compile(r"^deployments/([a-z](?:[-a-z0-9]{0,51}[a-z0-9])?)/releases/(\d{4})\.yaml$")
IMAGE = re.compile(r"^\s*(?:- )?image: ['\"]?([^\s'\"]{1,300})", re.MULTILINE)


def take_in(apps, schema_editor):
    files = apps.get_model("spirits", "WorkspaceFile").objects
    releases = apps.get_model("spirits", "Release").objects
    rows = files.filter(path__startswith="deployments/", path__contains="/releases/", trashed_at=None).order_by("id")
    for file in rows.iterator(chunk_size=500):
        place = PLACE.match(file.path)
        if place is None or int(place[2]) == 0:
            continue
        content = Path(settings.WORKSPACES_DIR) / str(file.owner_id) / file.sha256[:2] / file.sha256
        try:
            manifest = content.read_text()
        except (OSError, UnicodeDecodeError):
            continue
        if not manifest or "\0" in manifest:
            continue
        image = IMAGE.search(manifest)
        releases.get_or_create(
            owner_id=file.owner_id,
            application=place[1],
            number=int(place[2]),
            defaults={
                "target": "kubernetes" if "apiVersion:" in manifest else "compose",
                "image": image[1] if image else "",
                "manifest": manifest,
                "created_at": file.created_at,
            },
        )


class Migration(migrations.Migration):
    dependencies = [("spirits", "0423_releases")]

    operations = [migrations.RunPython(take_in, migrations.RunPython.noop)]
