"""One rival queue, driven from the command line: ``rival.py NAME migrate|work|enqueue COUNT|idle FILE|left``.

Runs in the rivals' own environment with a small Django project that lives in this file. Two worker processes each, each
library's documented way, durable where it can be: late acknowledgement for Celery, results kept in the database for the
library that is measured with them.
"""

# ruff: noqa: ANN001, ANN002, ANN201, S106 - runs in another environment, where our types mean nothing
import os
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

import django
from django.conf import settings

NAME = sys.argv[1]
REDIS = os.environ["REDIS_URL"]
_redis = urlsplit(REDIS)
BROKER = f"redis+socket://{_redis.path}?virtual_host=0" if _redis.scheme == "unix" else REDIS
_database = urlsplit(os.environ["DATABASE_URL"])
APPS = {
    "celery": [],
    "celery-results": ["django_celery_results"],
    "procrastinate": ["procrastinate.contrib.django"],
    "django-q2": ["django_q"],
    "django-tasks": ["django_tasks", "django_tasks_db"],
}

settings.configure(
    SECRET_KEY="benchmark",
    USE_TZ=True,
    INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth", *APPS[NAME]],
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": f"bench_{NAME.replace('-', '_')}",
            "USER": _database.username,
            "HOST": "/" + _database.path.rsplit("/", 1)[0].lstrip("/"),
            "CONN_MAX_AGE": None,
        }
    },
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    Q_CLUSTER={
        "name": "bench",
        "workers": 2,
        "orm": "default",
        "timeout": 60,
        "retry": 120,
        "save_limit": 0,
        "catch_up": False,
    },
    TASKS={"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}},
    CELERY_RESULT_BACKEND="django-db" if NAME == "celery-results" else None,
    LOGGING={"version": 1, "disable_existing_loggers": True, "root": {"level": "ERROR", "handlers": []}},
    ROOT_URLCONF=__name__,
)
urlpatterns: list = []
sys.modules.setdefault("rival", sys.modules[__name__])
django.setup()


def nothing():
    """The empty job."""


def stamp(path):
    """Write down when it ran."""
    with open(path, "a") as file:
        file.write(f"{time.time()}\n")


nothing.__module__ = stamp.__module__ = "rival"  # this file, whichever way it was started
if NAME.startswith("celery"):
    from celery import Celery

    app = Celery("rival", broker=BROKER)
    app.config_from_object("django.conf:settings", namespace="CELERY")
    app.conf.update(task_acks_late=True, task_ignore_result=NAME == "celery", task_default_queue=NAME)
    nothing_task = app.task(nothing, name="rival.nothing")
    stamp_task = app.task(stamp, name="rival.stamp")
elif NAME == "procrastinate":
    from procrastinate.contrib.django import app

    nothing_task = app.task(name="rival.nothing")(nothing)
    stamp_task = app.task(name="rival.stamp")(stamp)
elif NAME == "django-tasks":
    from django_tasks import task

    nothing_task = nothing = task()(nothing)
    stamp_task = stamp = task()(stamp)


def enqueue(which, *args):
    """Ask for one job the library's own way."""
    if NAME.startswith("celery"):
        (nothing_task if which == "nothing" else stamp_task).delay(*args)
    elif NAME == "procrastinate":
        nothing_task.defer() if which == "nothing" else stamp_task.defer(path=args[0])
    elif NAME == "django-q2":
        from django_q.tasks import async_task

        async_task(f"rival.{which}", *args)
    else:
        (nothing_task if which == "nothing" else stamp_task).enqueue(*args)


def left():
    """How many jobs are not done."""
    if NAME.startswith("celery"):
        import redis

        client = redis.Redis.from_url(REDIS)
        return client.llen(NAME) + client.hlen("unacked")
    from django.db import connection

    query = {
        "procrastinate": "SELECT count(*) FROM procrastinate_jobs WHERE status IN ('todo', 'doing')",
        "django-q2": "SELECT count(*) FROM django_q_ormq",
        "django-tasks": "SELECT count(*) FROM django_tasks_database_dbtaskresult WHERE status IN ('READY', 'RUNNING')",
    }[NAME]
    with connection.cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchone()[0]


def work():
    """Become the worker: two processes."""
    from django.core.management import call_command

    if NAME.startswith("celery"):
        app.worker_main(["worker", "-c", "2", "--without-gossip", "--without-mingle", "-l", "ERROR"])
    elif NAME == "django-q2":
        call_command("qcluster")
    else:
        twins = [subprocess.Popen([sys.executable, __file__, NAME, "one"]) for _ in range(2)]
        for twin in twins:
            twin.wait()


def one():
    """One of two worker processes, for libraries whose worker is a single one."""
    from django.core.management import call_command

    if NAME == "procrastinate":
        call_command("procrastinate", "worker")
    else:
        call_command("db_worker")


def idle(path):
    """One single job on an idle queue for each line of the input; prints the milliseconds from asking to running."""
    print("ready", flush=True)
    for number, _ in enumerate(sys.stdin):
        begun = time.time()
        enqueue("stamp", path)
        while True:
            lines = Path(path).read_text().split() if os.path.exists(path) else []
            if len(lines) > number:
                break
            time.sleep(0.002)
        print((float(lines[-1]) - begun) * 1000, flush=True)


if __name__ == "__main__":
    command, *rest = sys.argv[2:]
    if command == "migrate":
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
    elif command == "work":
        work()
    elif command == "one":
        one()
    elif command == "enqueue":
        enqueue("nothing")
        clock, processor = time.time(), time.process_time()
        for _ in range(int(rest[0]) - 1):
            enqueue("nothing")
        print(time.time() - clock, time.process_time() - processor)
    elif command == "idle":
        idle(rest[0])
    elif command == "left":
        print(left())
        sys.stdout.flush()
        for _ in sys.stdin:
            print(left(), flush=True)
