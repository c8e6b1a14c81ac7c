"""Every vector is of its embedder's length: the database refuses others, and search compares none of another length."""

from django.db import migrations, models

ADD = """
ALTER TABLE chat_memoryvector
    ADD COLUMN dimensions integer GENERATED ALWAYS AS (vector_dims(own)) STORED;
INSERT INTO chat_memoryembedder (name, dimensions) SELECT DISTINCT embedder, dimensions FROM chat_memoryvector;
ALTER TABLE chat_memoryvector
    ADD CONSTRAINT a_vector_has_its_embedders_length FOREIGN KEY (embedder, dimensions)
    REFERENCES chat_memoryembedder (name, dimensions)
"""
DROP = "ALTER TABLE chat_memoryvector DROP COLUMN dimensions"


class Migration(migrations.Migration):
    dependencies = [("chat", "0061_vectors_beside_their_row")]

    operations = [
        migrations.CreateModel(
            name="MemoryEmbedder",
            fields=[
                ("name", models.CharField(max_length=120, primary_key=True, serialize=False)),
                ("dimensions", models.PositiveIntegerField()),
            ],
            options={"ordering": ["name"]},
        ),
        migrations.AddConstraint(
            model_name="memoryembedder",
            constraint=models.UniqueConstraint(fields=("name", "dimensions"), name="an_embedder_has_one_length"),
        ),
        migrations.RunSQL(ADD, DROP),
    ]
