"""An indexer to be killed: ``python -m benchmarks.knowledge_parts.indexer BASE EMBEDDER`` does what waits until each document has ended."""

import sys
import time


def main(base_id: str, folder: str) -> None:
    """Take jobs as a worker does; one that waits for its time is waited for."""
    from benchmarks.knowledge_parts import vectors
    from jobs.rules.lanes import Lane
    from jobs.worker.drain import run_waiting
    from training.knowledge.models import Document

    vectors.use(folder)
    while Document.objects.filter(base=base_id).exclude(state__in=["ready", "failed"]).exists():
        if not run_waiting(lanes=(Lane.BULK,)):
            time.sleep(0.1)


if __name__ == "__main__":
    import django

    django.setup()
    main(*sys.argv[1:])
