"""Where memory is off for a minion is a setting of the minion from now on."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps
from django.utils import timezone


def to_minions(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    switches = apps.get_model("chat", "MemorySwitch").objects.exclude(minion=None)
    off = switches.filter(is_on=False).values("minion")
    apps.get_model("spirits", "Minion").objects.filter(pk__in=off).update(memory="off")
    switches.delete()


def to_switches(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    switch = apps.get_model("chat", "MemorySwitch")
    minions = apps.get_model("spirits", "Minion").objects.filter(memory="off")
    at = timezone.now()
    switch.objects.bulk_create(
        switch(owner_id=each.owner_id, minion_id=each.pk, is_on=False, changed_at=at) for each in minions.iterator()
    )


class Migration(migrations.Migration):
    dependencies = [("chat", "0070_turns_that_wait_go_on"), ("spirits", "0425_memory_of_a_minion")]

    operations = [migrations.RunPython(to_minions, to_switches)]
