from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("spirits", "0424_take_in_releases")]

    operations = [
        migrations.AddField(
            model_name="minion",
            name="memory",
            field=models.CharField(
                choices=[("all", "Everything remembered"), ("own", "Only its own"), ("off", "Nothing")],
                default="all",
                help_text="What it recalls; off: nor is anything remembered.",
                max_length=3,
            ),
        ),
        migrations.AddConstraint(
            model_name="minion",
            constraint=models.CheckConstraint(
                condition=models.Q(("memory__in", ("all", "own", "off"))), name="memory_of_a_minion_is_known"
            ),
        ),
    ]
