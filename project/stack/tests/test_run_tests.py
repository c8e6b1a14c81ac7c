"""The test servers themselves: what every other test stands on."""

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection


@pytest.mark.django_db
def test_each_worker_has_a_migrated_copy_of_the_template(worker_id):
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_database(), extversion FROM pg_extension WHERE extname = 'vector'")
        name, version = cursor.fetchone()
        cursor.execute("SELECT count(*) FROM django_migrations")
        (applied,) = cursor.fetchone()
    assert name == f"test_daimon_{worker_id}"
    assert version >= "0.8"
    assert applied > 0


def test_each_worker_has_caches_of_its_own(worker_id):
    number = 0 if worker_id == "master" else int(worker_id.removeprefix("gw")) + 1
    cache.set("who", worker_id)
    assert cache.get("who") == worker_id
    assert settings.REDIS_URL.endswith(str(number))


@pytest.mark.django_db(transaction=True)
async def test_an_async_test_reads_the_same_database():
    from django.contrib.contenttypes.models import ContentType

    assert await ContentType.objects.acount() > 0
