"""The ASGI door: streams at the edge, everything else to Django."""

import os
from contextvars import copy_context
from typing import TYPE_CHECKING

from django.core.asgi import get_asgi_application

if TYPE_CHECKING:
    from chat.edge.application import Edge

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "project.settings")


def _made() -> "Edge":
    django = get_asgi_application()
    from chat.edge.application import Edge  # models can only be imported once Django is set up

    return Edge(django)  # type: ignore[arg-type]  # the same protocol, spelt with Mapping


# In a context of its own: every URL resolver leaves a context variable behind, and each request would carry all of
# them from thread to thread.
application = copy_context().run(_made)
