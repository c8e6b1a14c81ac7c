from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("spirits", "0413_own_tools")]

    operations = [
        migrations.AddField(
            model_name="plan",
            name="monthly_points",
            field=models.PositiveIntegerField(
                default=0, help_text="Points that each paid month brings.", verbose_name="points each month"
            ),
        ),
    ]
