"""A job knows the request that asked for it, so that logs and traces can be followed from one to the other."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("queue", "0003_claim_in_one_call")]
    operations = [
        migrations.AddField(
            model_name="job",
            name="request_id",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                editable=False,
                help_text="Of the request that asked for it.",
                max_length=128,
            ),
        ),
    ]
