import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("chat", "0068_messages_that_were_typed")]

    operations = [
        migrations.AddField(
            model_name="run",
            name="continues",
            field=models.ForeignKey(
                blank=True,
                help_text="The cut-off answer whose words this one begins with.",
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="continuations",
                to="chat.message",
            ),
        ),
    ]
