"""Models that were trained here are served by a provider of their own."""

from django.db import migrations, models

KINDS = [
    ("builtin", "Built in"), ("ollama", "Ollama"), ("openai_compatible", "OpenAI-compatible"), ("anthropic", "Anthropic"),
    ("trained", "Trained here"), ("scripted", "Scripted (for tests)"),
]  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("training", "0026_versions_tried_on_a_share")]
    operations = [
        migrations.AlterField("provider", "kind", models.CharField(choices=KINDS, max_length=24)),
        migrations.AddConstraint(
            "provider",
            models.UniqueConstraint(
                fields=["owner"], condition=models.Q(kind="trained"), name="one_provider_of_what_a_person_trained"
            ),
        ),
    ]
