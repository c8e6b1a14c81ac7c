"""Where rows of this app are locked, so that the order of locks can be seen in one place."""

from uuid import UUID

from django.db import connection

from accounts.models import User
from project.ops.statements import Statement, run_together
from spirits.errors import EncryptionKeyNotFound, MinionNotFound
from spirits.models import EncryptionKey, Minion

CATALOGUE = 0x0DA1_CA7A


def lock_catalogue() -> None:
    """Let one loader at a time write the catalogue; held until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [CATALOGUE])


def locked_minion(user: User, minion_id: UUID) -> Minion:
    """The person's minion, locked until the transaction ends; MinionNotFound otherwise."""
    minion = Minion.objects.select_for_update(of=("self",)).filter(owner=user, pk=minion_id).first()
    if minion is None:
        raise MinionNotFound
    return minion


def locked_key(user: User, key_id: UUID) -> EncryptionKey:
    """One version of one of the person's keys, locked until the transaction ends; EncryptionKeyNotFound otherwise."""
    key = EncryptionKey.objects.select_for_update(of=("self",)).filter(owner=user, pk=key_id).first()
    if key is None:
        raise EncryptionKeyNotFound
    return key


def lock_minions_of(user: User) -> None:
    """Let one change of the number of this person's minions happen at a time."""
    list(User.objects.select_for_update(no_key=True).filter(pk=user.pk).values_list("pk"))


def lock_workspace_of(user: User) -> None:
    """Let one change of this person's workspace happen at a time."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 7))", [str(user.pk)])


def lock_artifacts_of(user: User) -> None:
    """Let one call of this person's tools keep files at a time."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 8))", [str(user.pk)])


def lock_people(*people: UUID) -> None:
    """Let one purchase, refund or subscription change at a time happen to each of these people; held until the end."""
    run_together(*locking_people(*people))


def locking_people(*people: UUID) -> list[Statement]:
    """The same as statements, for a message that goes on behind the locks."""
    sql = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 5))"
    return [Statement(sql, [str(person)]) for person in sorted(set(people))]
