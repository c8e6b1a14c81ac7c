"""Our own queue, driven like the rivals: ``python -m benchmarks.queue_parts.ours enqueue COUNT|idle FILE|left``."""

import os
import sys
import time
from pathlib import Path

import django

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "project.settings")
    django.setup()

    from jobs.models import Job
    from jobs.rules.states import LIVE
    from jobs.services.enqueue import enqueue
    from jobs.services.wake import waker
    from jobs.testing import kinds  # noqa: F401 - registers them

    command, *rest = sys.argv[1:]
    if command == "enqueue":
        enqueue("test.nothing")
        clock, processor = time.time(), time.process_time()
        for _ in range(int(rest[0]) - 1):
            enqueue("test.nothing")
        waker.flush()
        print(time.time() - clock, time.process_time() - processor)
    elif command == "idle":
        path = rest[0]
        print("ready", flush=True)
        for number, _ in enumerate(sys.stdin):
            begun = time.time()
            enqueue("test.stamp", {"path": path, "text": ""})
            while True:
                lines = Path(path).read_text().split() if os.path.exists(path) else []
                if len(lines) > number:
                    break
                time.sleep(0.002)
            print((float(lines[-1]) - begun) * 1000, flush=True)
    else:
        print(Job.objects.filter(state__in=LIVE).count(), flush=True)
        for _ in sys.stdin:
            print(Job.objects.filter(state__in=LIVE).count(), flush=True)
