"""``python -m jobs.testing.serve``: a Celery worker that also knows the kinds of jobs.testing.kinds."""

import os
import sys

import django

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "project.settings")
    django.setup()

    from jobs.testing import kinds  # noqa: F401 - registers them
    from project.celery import app

    app.worker_main(["worker", "--without-gossip", "--without-mingle", "-l", "INFO", *sys.argv[1:]])
