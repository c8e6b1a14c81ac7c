"""A right of its own to see the site as somebody else."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("accounts", "0006_share")]
    operations = [
        migrations.AlterModelOptions(
            name="user",
            options={"ordering": ["id"], "permissions": [("impersonate_user", "Can see the site as a person")]},
        ),
    ]
