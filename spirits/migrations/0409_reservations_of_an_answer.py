"""Reservations name the answer that they belong to, so that its page can say what each model call cost."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """A column and its index; earlier reservations stay without."""

    dependencies = [("spirits", "0408_row_history")]

    operations = [
        migrations.AddField(
            model_name="reservation",
            name="work",
            field=models.UUIDField(null=True, help_text="The answer that this and other reservations belong to."),
        ),
        migrations.AddIndex(
            model_name="reservation", index=models.Index(fields=["work"], name="reservations_of_one_answer")
        ),
    ]
