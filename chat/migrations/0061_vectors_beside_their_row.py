"""Vectors lie in the row itself, so that comparing all of an owner's does not fetch each from elsewhere."""

from django.db import migrations

# Reading a vector as numbers and back makes PostgreSQL write each row anew; a change of type takes the type's own storage,
# so that the storage is named after it.
STORED = """
ALTER TABLE chat_memoryvector
    ALTER COLUMN own TYPE vector USING own::real[]::vector, ALTER COLUMN own SET STORAGE {storage},
    ALTER COLUMN around SET STORAGE {storage}
"""


class Migration(migrations.Migration):
    dependencies = [("chat", "0060_remember_in_one_call")]

    operations = [migrations.RunSQL(STORED.format(storage="MAIN"), STORED.format(storage="EXTERNAL"))]
