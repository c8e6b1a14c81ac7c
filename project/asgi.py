"""The ASGI door: streams at the edge, everything else to Django."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "project.settings")
_django = get_asgi_application()

from chat.edge.application import Edge  # noqa: E402 - models can only be imported once Django is set up

application = Edge(_django)  # type: ignore[arg-type]  # the same protocol, spelt with Mapping
