"""Is the process alive, and is everything it needs there?"""

from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from project.ops.queries.health import dependencies


@require_safe
@never_cache
def live(request: HttpRequest) -> JsonResponse:
    """200 as long as the process answers at all."""
    return JsonResponse({"status": "ok"})


@require_safe
@never_cache
def ready(request: HttpRequest) -> JsonResponse:
    """200 when every dependency answers; else 503 that names the broken one and how to mend it."""
    found = dependencies()
    is_ready = all(each.is_ok for each in found)
    body = {
        "status": "ok" if is_ready else "unavailable",
        "dependencies": [{"name": e.name, "ok": e.is_ok, "problem": e.problem, "remedy": e.remedy} for e in found],
    }
    return JsonResponse(body, status=200 if is_ready else 503)
